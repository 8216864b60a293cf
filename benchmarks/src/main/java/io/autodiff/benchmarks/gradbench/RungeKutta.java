package io.autodiff.benchmarks.gradbench;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.batch.Pointwise;
import io.autodiff.program.Program;
import io.autodiff.program.TensorPlan;
import java.util.List;

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

  /** A step as loops over memory, twice: a plan writes over the result of its last run. */
  private final TensorPlan[] plans;

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
              return new Scalar[] {next(v[3], v[4], v[5], v[6], k4, h)};
            });
    Program step = loop.run(tape -> program(tape.variable(x), tape.variable(x), h));
    this.plans = new TensorPlan[] {step.plan(), step.plan()};
  }

  private static Program program(Tensor c, Tensor y, double h) {
    return Program.between(List.of(c, y), List.of(step(c, y, h)));
  }

  /** Returns y at the end. */
  double[] primal() {
    Tensor y = x.zerosLike();
    for (int i = 0; i < steps; i++) {
      y = (Tensor) plans[i % 2].runInPlace(List.of(x, y)).get(0);
    }
    return y.values();
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
    Tensor y = x.zerosLike();
    for (int i = 0; i < steps; i++) {
      Tensor before = previous(y, 1);
      Tensor k1 = c.mul(before);
      Tensor k2 = half.apply(c, before, previous(k1, 0))[0];
      Tensor k3 = half.apply(c, before, previous(k2, 0))[0];
      y = whole.apply(c, before, previous(k3, 0), y, k1, k2, k3)[0];
    }
    return y;
  }

  /** Returns y after a step, by operations on tensors. */
  private static Tensor step(Tensor c, Tensor y, double h) {
    Tensor before = previous(y, 1);
    Tensor k1 = c.mul(before);
    Tensor k2 = slope(c, before, previous(k1, 0), h / 2);
    Tensor k3 = slope(c, before, previous(k2, 0), h / 2);
    return next(y, k1, k2, k3, slope(c, before, previous(k3, 0), h), h);
  }

  /** Returns for each element the one before it, for the first a number. */
  private static Tensor previous(Tensor y, double first) {
    return y.pad(0, 1, -1, first);
  }

  private static <V extends Value<V>> V slope(V c, V before, V k, double h) {
    return c.mul(before.add(k.mul(h)));
  }

  private static <V extends Value<V>> V next(V y, V k1, V k2, V k3, V k4, double h) {
    return y.add(k1.add(k4).add(k2.add(k3).mul(2)).mul(h / 6));
  }
}
