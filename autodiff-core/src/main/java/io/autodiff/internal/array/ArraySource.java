package io.autodiff.internal.array;

/** Where a kernel takes arrays from that it needs for a while; called by its caller's thread. */
@FunctionalInterface
public interface ArraySource {
  /** Takes new arrays. */
  ArraySource NEW =
      (like, length) -> like instanceof double[] ? new double[length] : new float[length];

  /** Returns an array of undefined content, of the type of another. */
  Object array(Object like, int length);
}
