package io.autodiff.benchmarks.gradbench;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;

/**
 * The differential equation {@code y_0' = x_0, y_i' = x_i y_{i-1}} from {@code y(0) = 0} to time 2
 * in some steps of the classic Runge-Kutta method, and the gradient of the last component at the
 * end.
 */
final class RungeKutta {
  private static final double END = 2;

  private final Tensor x;
  private final int steps;

  /** The coefficients and the number of steps. */
  record Input(double[] x, int s) {
    Input {
      if (x.length == 0 || s < 1) {
        throw new IllegalArgumentException(x.length + " coefficients and " + s + " steps");
      }
    }
  }

  RungeKutta(Input input) {
    this.x = Tensor.of(input.x());
    this.steps = input.s();
  }

  /** Returns y at the end. */
  double[] primal() {
    return solve(x).values();
  }

  /** Returns the derivative of the last component of y at the end by each coefficient. */
  double[] gradient() {
    return Autodiff.tensorGradient(c -> solve(c).element(-1)).at(x).values();
  }

  private Tensor solve(Tensor c) {
    double h = END / steps;
    Tensor y = Tensor.zeros(c.size());
    for (int step = 0; step < steps; step++) {
      Tensor k1 = slope(c, y);
      Tensor k2 = slope(c, y.add(k1.mul(h / 2)));
      Tensor k3 = slope(c, y.add(k2.mul(h / 2)));
      Tensor k4 = slope(c, y.add(k3.mul(h)));
      y = y.add(k1.add(k4).add(k2.add(k3).mul(2)).mul(h / 6));
    }
    return y;
  }

  private static final Tensor ONE = Tensor.ones(1);

  private static Tensor slope(Tensor c, Tensor y) {
    return c.mul(Tensor.concat(0, ONE, y.slice(0, 0, y.size() - 1)));
  }
}
