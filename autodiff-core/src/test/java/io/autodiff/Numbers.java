package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.function.Supplier;

/** Comparisons of numbers that treat NaN and the infinities as numbers. */
public final class Numbers {
  private Numbers() {}

  /** Asserts equality but for a relative error, absolute below 1; zeros of any sign are equal. */
  public static void assertClose(
      double expected, double actual, double tolerance, Supplier<String> what) {
    boolean same = expected == actual || (Double.isNaN(expected) && Double.isNaN(actual));
    double allowed = tolerance * Math.max(1, Math.abs(expected));
    if (!same && !(Math.abs(expected - actual) <= allowed)) {
      fail(what.get() + ": expected " + expected + " but was " + actual);
    }
  }

  public static void assertClose(
      double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what + ": number of elements");
    for (int i = 0; i < expected.length; i++) {
      assertClose(
          expected[i],
          actual[i],
          tolerance,
          () -> what + ": " + Arrays.toString(expected) + " against " + Arrays.toString(actual));
    }
  }

  public static void assertClose(Tensor expected, Tensor actual, double tolerance, String what) {
    assertEquals(expected.shape(), actual.shape(), what + ": shape");
    assertClose(expected.values(), actual.values(), tolerance, what);
  }
}
