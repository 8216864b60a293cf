package io.autodiff;

/** A function of several scalars with a scalar result, written in the operations of the library. */
@FunctionalInterface
public interface ScalarFunction {
  /** Returns the value at {@code x}, computed from it by recorded operations. */
  Scalar apply(Scalar[] x);
}
