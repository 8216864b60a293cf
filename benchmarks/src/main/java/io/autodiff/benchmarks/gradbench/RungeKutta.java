package io.autodiff.benchmarks.gradbench;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.batch.Pointwise;

/**
 * The differential equation {@code y_0' = x_0, y_i' = x_i y_{i-1}} from {@code y(0) = 0} to time 2
 * in some steps of the classic Runge-Kutta method, and the gradient of the last component at the
 * end.
 */
final class RungeKutta {
  private static final double END = 2;

  private final Tensor x;
  private final int steps;
  private final Pointwise half;
  private final Pointwise whole;
  private final TapeLoop loop = new TapeLoop();

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
    double h = END / steps;
    this.half = Pointwise.of(3, v -> new Scalar[] {slope(v[0], v[1], v[2], h / 2)});
    this.whole =
        Pointwise.of(
            7,
            v -> {
              Scalar k4 = slope(v[0], v[1], v[2], h);
              Scalar sum = v[4].add(k4).add(v[5].add(v[6]).mul(2));
              return new Scalar[] {v[3].add(sum.mul(h / 6))};
            });
  }

  /** Returns y at the end. */
  double[] primal() {
    return solve(x).values();
  }

  /** Returns the derivative of the last component of y at the end by each coefficient. */
  double[] gradient() {
    return loop.run(
        tape -> {
          Tensor c = tape.variable(x);
          Gradients gradients = tape.gradients(solve(c).element(-1));
          double[] found = gradients.of(c).values();
          gradients.release();
          return found;
        });
  }

  private Tensor solve(Tensor c) {
    Tensor y = Tensor.zeros(c.size());
    for (int step = 0; step < steps; step++) {
      Tensor before = previous(y, 1);
      Tensor k1 = c.mul(before);
      Tensor k2 = half.apply(c, before, previous(k1, 0))[0];
      Tensor k3 = half.apply(c, before, previous(k2, 0))[0];
      y = whole.apply(c, before, previous(k3, 0), y, k1, k2, k3)[0];
    }
    return y;
  }

  /** Returns for each element the one before it, for the first a number. */
  private static Tensor previous(Tensor y, double first) {
    return y.pad(0, 1, -1, first);
  }

  private static Scalar slope(Scalar c, Scalar before, Scalar k, double h) {
    return c.mul(before.add(k.mul(h)));
  }
}
