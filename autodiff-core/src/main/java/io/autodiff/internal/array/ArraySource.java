package io.autodiff.internal.array;

/** A source of arrays for intermediate results; a kernel asks it on its caller's thread. */
@FunctionalInterface
public interface ArraySource {
  /** Makes new arrays. */
  ArraySource NEW =
      (like, length) -> like instanceof double[] ? new double[length] : new float[length];

  /** Returns an array of undefined content, of the type of another. */
  Object array(Object like, int length);
}
