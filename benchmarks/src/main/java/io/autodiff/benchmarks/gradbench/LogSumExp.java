package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.Differentiable;

/** The smooth maximum {@code log Σ_i exp(x_i)}. */
final class LogSumExp {
  private final Tensor x;

  /** The numbers. */
  record Input(double[] x) {
    Input {
      if (x.length == 0) {
        throw new IllegalArgumentException("x is empty");
      }
    }
  }

  LogSumExp(Input input) {
    this.x = Tensor.of(input.x());
  }

  /** Returns the function's value. */
  double primal() {
    return logSumExp(x).value();
  }

  /** Returns the derivative by each number. */
  double[] gradient() {
    return Differentiable.of(LogSumExp::logSumExp).gradient(x).values();
  }

  /** Shifts by the maximum, which leaves the function as it is and keeps exp from overflowing. */
  private static Scalar logSumExp(Tensor x) {
    double shift = x.max().value();
    return x.sub(shift).exp().sum().log().add(shift);
  }
}
