package io.autodiff;

/** A function of several scalars with several scalar results. */
@FunctionalInterface
public interface VectorFunction {
  /** Returns the values at {@code x}, computed from it by recorded operations. */
  Scalar[] apply(Scalar[] x);
}
