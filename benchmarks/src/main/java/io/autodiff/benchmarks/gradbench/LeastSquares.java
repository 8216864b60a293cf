package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.transform.Differentiable;
import java.util.Arrays;

/**
 * How badly a polynomial fits the sign function: {@code ½ Σ_i (sign(t_i) - Σ_j x_j t_i^j)²} at
 * {@code n} points {@code t_i} evenly from -1 to 1.
 */
final class LeastSquares {
  private final Tensor x;
  private final int n;

  /** The polynomial's coefficients and the number of points. */
  record Input(double[] x, int n) {
    Input {
      if (n < 2) {
        throw new IllegalArgumentException("n is at least 2, not " + n);
      }
    }
  }

  LeastSquares(Input input) {
    this.x = Tensor.of(input.x());
    this.n = input.n();
  }

  /** Returns the objective. */
  double primal() {
    return objective(x).value();
  }

  /** Returns the derivative by each coefficient. */
  double[] gradient() {
    return Differentiable.of(this::objective).gradient(x).values();
  }

  private Scalar objective(Tensor coefficients) {
    double[] t = new double[n];
    Arrays.setAll(t, i -> -1 + i * 2.0 / (n - 1));
    Tensor sign = Tensor.of(t).sign();
    Tensor residual = sign.sub(coefficients.matmul(powers(t, coefficients.size())));
    return residual.square().sum().mul(0.5);
  }

  /** Returns the matrix whose row {@code j} holds the points to the power {@code j}. */
  private static Tensor powers(double[] t, int rows) {
    int n = t.length;
    double[] powers = new double[rows * n];
    Arrays.fill(powers, 0, Math.min(n, powers.length), 1);
    for (int j = 1; j < rows; j++) {
      for (int i = 0; i < n; i++) {
        powers[j * n + i] = powers[(j - 1) * n + i] * t[i];
      }
    }
    return Tensor.wrap(Shape.of(rows, n), powers);
  }
}
