package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Derivatives in random directions by central differences, to hold gradients against. */
final class Slope {
  private static final double STEP = 1e-5;

  private Slope() {}

  /** Asserts that a gradient fits a function at a point, to 1e-6 of its size. */
  static void assertGradient(ToDoubleFunction<double[]> f, double[] at, double[] gradient) {
    assertEquals(at.length, gradient.length);
    Random random = new Random(7);
    for (int trial = 0; trial < 5; trial++) {
      double[] direction = random.doubles(at.length, -1, 1).toArray();
      double expected = along(f, at, direction);
      double actual = 0;
      double size = 1;
      for (int i = 0; i < at.length; i++) {
        actual += gradient[i] * direction[i];
        size += Math.abs(gradient[i] * direction[i]);
      }
      assertEquals(expected, actual, 1e-6 * size);
    }
  }

  /** Returns the derivative in a direction. */
  static double along(ToDoubleFunction<double[]> f, double[] at, double[] direction) {
    return (f.applyAsDouble(moved(at, direction, STEP))
            - f.applyAsDouble(moved(at, direction, -STEP)))
        / (2 * STEP);
  }

  private static double[] moved(double[] at, double[] direction, double by) {
    double[] moved = at.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += by * direction[i];
    }
    return moved;
  }
}
