package io.autodiff;

import io.autodiff.sweep.Transform;
import java.util.List;

/** The gradient of a function of one tensor. */
public final class TensorDerivative {
  private final TensorFunction f;

  TensorDerivative(TensorFunction f) {
    this.f = f;
  }

  /** A function's value and its gradient at one point. */
  public record ValueAndGradient(Scalar value, Tensor gradient) {}

  /**
   * Returns the gradient at {@code x}, of its shape; recorded where {@code x} or a captured value
   * is.
   */
  public Tensor at(Tensor x) {
    return valueAndGradient(x).gradient();
  }

  /** Returns value and gradient at {@code x}; recorded where {@code x} or a captured value is. */
  public ValueAndGradient valueAndGradient(Tensor x) {
    return Transform.run(
        t -> {
          Tensor own = t.argument(x);
          Scalar y = f.apply(own);
          Tensor gradient = (Tensor) t.gradient(y, List.of(own)).get(0);
          return new ValueAndGradient(t.result(y), gradient);
        });
  }
}
