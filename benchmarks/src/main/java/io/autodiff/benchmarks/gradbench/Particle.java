package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;

/**
 * Where to put a charge so that a particle, repelled by it and by another one, hits the origin: a
 * search by gradient descent through the particle's path, each step of which takes the gradient of
 * the potential.
 */
final class Particle {
  private static final double STEP = 0.1;

  private final double start;

  /** Where the search starts. */
  record Input(double w) {}

  Particle(Input input) {
    this.start = input.w();
  }

  /** Search and path with forward mode. */
  double forwardForward() {
    return search(Mode.FORWARD, Mode.FORWARD);
  }

  /** The search with forward mode, the path with reverse mode. */
  double forwardReverse() {
    return search(Mode.FORWARD, Mode.REVERSE);
  }

  /** The search with reverse mode, the path with forward mode. */
  double reverseForward() {
    return search(Mode.REVERSE, Mode.FORWARD);
  }

  /** Search and path with reverse mode. */
  double reverseReverse() {
    return search(Mode.REVERSE, Mode.REVERSE);
  }

  private double search(Mode outer, Mode inner) {
    ScalarFunction miss = w -> squaredMiss(w[0], inner);
    return GradientDescent.argmin(miss, outer.gradient(miss), Scalar.of(start))[0].value();
  }

  /** Returns the square of where the particle crosses the x-axis, by Euler's method. */
  private static Scalar squaredMiss(Scalar w, Mode mode) {
    Scalar high = w.neg().add(10);
    var field = mode.gradient(at -> potential(at, high));
    Scalar[] at = Scalar.of(0, 8);
    Scalar[] velocity = Scalar.of(0.75, 0);
    while (true) {
      Scalar[] force = field.apply(at);
      at = moved(at, velocity, STEP);
      if (at[1].value() <= 0) {
        Scalar back = at[1].neg().div(velocity[1]);
        return at[0].add(back.mul(velocity[0])).square();
      }
      velocity = moved(velocity, force, -STEP);
    }
  }

  private static Scalar[] moved(Scalar[] from, Scalar[] by, double time) {
    return new Scalar[] {from[0].add(by[0].mul(time)), from[1].add(by[1].mul(time))};
  }

  /** Returns the potential of charges at (10, high) and (10, 0). */
  private static Scalar potential(Scalar[] at, Scalar high) {
    Scalar across = at[0].sub(10);
    Scalar toHigh = across.square().add(at[1].sub(high).square()).sqrt();
    Scalar toLow = across.square().add(at[1].square()).sqrt();
    return Scalar.of(1).div(toHigh).add(Scalar.of(1).div(toLow));
  }
}
