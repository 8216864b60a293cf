package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import java.util.function.Function;

/**
 * Gradient descent whose step doubles after ten good steps and halves after a bad one, as the
 * benchmark prescribes. On recorded scalars the whole search is recorded.
 */
final class GradientDescent {
  private static final double CLOSE = 1e-5;
  private static final double FIRST_STEP = 1e-5;
  private static final int PATIENCE = 10;

  private GradientDescent() {}

  /** Returns where a function is smallest, near {@code start}. */
  static Scalar[] argmin(ScalarFunction f, Function<Scalar[], Scalar[]> gradient, Scalar... start) {
    Scalar[] x = start;
    Scalar y = f.apply(x);
    Scalar[] slope = gradient.apply(x);
    double step = FIRST_STEP;
    int good = 0;
    while (norm(slope) > CLOSE) {
      if (good == PATIENCE) {
        step *= 2;
        good = 0;
        continue;
      }
      Scalar[] next = stepped(x, slope, step);
      if (distance(x, next) <= CLOSE) {
        break;
      }
      Scalar nextY = f.apply(next);
      if (nextY.value() < y.value()) {
        x = next;
        y = nextY;
        slope = gradient.apply(x);
        good++;
      } else {
        step /= 2;
        good = 0;
      }
    }
    return x;
  }

  private static Scalar[] stepped(Scalar[] x, Scalar[] slope, double step) {
    Scalar[] next = new Scalar[x.length];
    for (int i = 0; i < x.length; i++) {
      next[i] = x[i].sub(slope[i].mul(step));
    }
    return next;
  }

  private static double norm(Scalar[] x) {
    double sum = 0;
    for (Scalar each : x) {
      sum += each.value() * each.value();
    }
    return Math.sqrt(sum);
  }

  private static double distance(Scalar[] x, Scalar[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double difference = x[i].value() - y[i].value();
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
