package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import java.util.Arrays;

/** The least and the largest value of each variable; infinite where there is none. */
public final class Bounds {
  private static final Bounds NONE = new Bounds(new double[0], new double[0]);

  private final double[] lower;
  private final double[] upper;

  private Bounds(double[] lower, double[] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /** Returns no bounds. */
  public static Bounds none() {
    return NONE;
  }

  /**
   * Returns bounds of all variables.
   *
   * @throws AutodiffException if numbers differ, one is NaN, or a lower bound is above its upper
   */
  public static Bounds of(double[] lower, double[] upper) {
    if (lower.length != upper.length) {
      throw new AutodiffException(
          "bounds: numbers differ",
          lower.length + " lower and " + upper.length + " upper bounds",
          "one of each for each variable",
          null);
    }
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] <= upper[i])) {
        throw new AutodiffException(
            "bounds: no value lies between those of variable " + i,
            lower[i] + " and " + upper[i],
            "a lower bound at most the upper one",
            null);
      }
    }
    return new Bounds(lower.clone(), upper.clone());
  }

  /** Requires that there are as many bounds as variables. */
  void require(int variables) {
    if (this != NONE && lower.length != variables) {
      throw new AutodiffException(
          "bounds: their number is not that of the variables",
          lower.length + " bounds for " + variables + " variables",
          "" + variables,
          null);
    }
  }

  double lower(int i) {
    return lower.length == 0 ? Double.NEGATIVE_INFINITY : lower[i];
  }

  double upper(int i) {
    return upper.length == 0 ? Double.POSITIVE_INFINITY : upper[i];
  }

  boolean isNone() {
    return Arrays.stream(lower).allMatch(b -> b == Double.NEGATIVE_INFINITY)
        && Arrays.stream(upper).allMatch(b -> b == Double.POSITIVE_INFINITY);
  }

  /** Returns the point nearest to another that lies within. */
  double[] project(double[] x) {
    double[] within = x.clone();
    for (int i = 0; i < x.length; i++) {
      within[i] = Math.clamp(x[i], lower(i), upper(i));
    }
    return within;
  }

  /** Returns whether a variable at a bound would leave along the negative gradient. */
  boolean holds(int i, double x, double gradient) {
    return (x <= lower(i) && gradient > 0) || (x >= upper(i) && gradient < 0);
  }

  /** Returns the largest entry of {@code x - project(x - gradient)}. */
  double projectedNorm(double[] x, double[] gradient) {
    double norm = 0;
    for (int i = 0; i < x.length; i++) {
      double to = Math.clamp(x[i] - gradient[i], lower(i), upper(i));
      norm = Math.max(norm, Math.abs(x[i] - to));
    }
    return norm;
  }
}
