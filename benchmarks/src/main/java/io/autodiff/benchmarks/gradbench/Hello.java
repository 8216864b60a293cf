package io.autodiff.benchmarks.gradbench;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;

/** The smallest problem: a square and its derivative. */
record Hello(double x) {

  private static Scalar square(Scalar x) {
    return x.square();
  }

  /** Returns {@code x²}. */
  double square() {
    return square(Scalar.of(x)).value();
  }

  /** Returns the derivative of {@code x²}, which is {@code 2x}. */
  double twice() {
    return Autodiff.derivative(Hello::square).at(x);
  }
}
