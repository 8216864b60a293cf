package io.autodiff;

import io.autodiff.sweep.Transform;
import java.util.List;

/** The gradient of a function of one tensor. */
public final class TensorDerivative {
  private final TensorFunction f;
  private final boolean watched;

  TensorDerivative(TensorFunction f) {
    this(f, false);
  }

  private TensorDerivative(TensorFunction f, boolean watched) {
    this.f = f;
    this.watched = watched;
  }

  /** A function's value and its gradient at one point. */
  public record ValueAndGradient(Scalar value, Tensor gradient) {}

  /**
   * Returns the same gradient computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite: a {@link NonFiniteException} names it. Meant for finding where a
   * computation went wrong. What is recorded on a tape of the caller's is looked through only if
   * that tape {@linkplain Tape#stopAtNonFinite stops}.
   */
  public TensorDerivative stopAtNonFinite() {
    return new TensorDerivative(f, true);
  }

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
        watched,
        t -> {
          Tensor own = t.argument(x);
          Scalar y = f.apply(own);
          Tensor gradient = (Tensor) t.gradient(y, List.of(own)).get(0);
          return new ValueAndGradient(t.result(y), gradient);
        });
  }
}
