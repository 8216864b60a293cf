package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;

/**
 * The saddle point {@code min_x max_y (x_1² + x_2²) - (y_1² + y_2²)}: a search by gradient descent
 * inside a function that is itself searched by gradient descent, each with derivatives of either
 * mode.
 */
final class Saddle {
  private final double[] start;

  /** Where every search starts. */
  record Input(double[] start) {
    Input {
      if (start.length != 2) {
        throw new IllegalArgumentException("start has " + start.length + " coordinates, not 2");
      }
    }
  }

  Saddle(Input input) {
    this.start = input.start();
  }

  /** Both searches with forward mode. */
  double[] forwardForward() {
    return saddlePoint(Mode.FORWARD, Mode.FORWARD);
  }

  /** The outer search with forward mode, the inner one with reverse mode. */
  double[] forwardReverse() {
    return saddlePoint(Mode.FORWARD, Mode.REVERSE);
  }

  /** The outer search with reverse mode, the inner one with forward mode. */
  double[] reverseForward() {
    return saddlePoint(Mode.REVERSE, Mode.FORWARD);
  }

  /** Both searches with reverse mode. */
  double[] reverseReverse() {
    return saddlePoint(Mode.REVERSE, Mode.REVERSE);
  }

  private double[] saddlePoint(Mode outer, Mode inner) {
    ScalarFunction worst = x -> height(x, argmax(x, inner));
    Scalar[] x = GradientDescent.argmin(worst, outer.gradient(worst), Scalar.of(start));
    Scalar[] y = argmax(x, outer);
    return new double[] {x[0].value(), x[1].value(), y[0].value(), y[1].value()};
  }

  private Scalar[] argmax(Scalar[] x, Mode mode) {
    ScalarFunction depth = y -> height(x, y).neg();
    return GradientDescent.argmin(depth, mode.gradient(depth), Scalar.of(start));
  }

  private static Scalar height(Scalar[] x, Scalar[] y) {
    Scalar up = x[0].square().add(x[1].square());
    return up.sub(y[0].square().add(y[1].square()));
  }
}
