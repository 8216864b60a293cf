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
  /** At most so many points are computed at once: their powers fit a processor's cache. */
  private static final int BLOCK = 256;

  private final Tensor x;
  private final int n;

  /** For the powers of a block of points. */
  private final double[] room;

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
    this.room = new double[x.size() * Math.min(n, BLOCK)];
  }

  /** Returns the objective. */
  double primal() {
    double sum = 0;
    for (int from = 0; from < n; from += BLOCK) {
      sum += objective(x, from).value();
    }
    return sum;
  }

  /** Returns the derivative by each coefficient. */
  double[] gradient() {
    Tensor sum = x.zerosLike();
    for (int from = 0; from < n; from += BLOCK) {
      int start = from;
      sum = sum.add(Differentiable.of((Tensor c) -> objective(c, start)).gradient(x));
    }
    return sum.values();
  }

  /** Returns the part of the objective of a block of points. */
  private Scalar objective(Tensor coefficients, int from) {
    double[] t = new double[Math.min(BLOCK, n - from)];
    Arrays.setAll(t, i -> -1 + (from + i) * 2.0 / (n - 1));
    Tensor sign = Tensor.of(t).sign();
    Tensor residual = sign.sub(coefficients.matmul(powers(t, coefficients.size())));
    return residual.square().sum().mul(0.5);
  }

  /** Returns the matrix whose row {@code j} holds the points to the power {@code j}. */
  private Tensor powers(double[] t, int rows) {
    int n = t.length;
    double[] powers = rows * n == room.length ? room : new double[rows * n];
    Arrays.fill(powers, 0, Math.min(n, powers.length), 1);
    for (int j = 1; j < rows; j++) {
      for (int i = 0; i < n; i++) {
        powers[j * n + i] = powers[(j - 1) * n + i] * t[i];
      }
    }
    return Tensor.wrap(Shape.of(rows, n), powers);
  }
}
