package io.autodiff;

/** A function of one tensor with a scalar result, written in the operations of the library. */
@FunctionalInterface
public interface TensorFunction {
  /** Returns the value at {@code x}, computed from it by recorded operations. */
  Scalar apply(Tensor x);
}
