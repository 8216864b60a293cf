package io.autodiff.internal.math;

/** The logistic function and its integral, evaluated so that nothing overflows. */
public final class Logistic {
  private Logistic() {}

  /** Returns {@code 1 / (1 + e^-x)}; e^-|x| cannot overflow. */
  public static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  }

  /** Returns the derivative of {@link #sigmoid}, without loss at either end. */
  public static double density(double x) {
    double e = Math.exp(-Math.abs(x));
    return e / ((1 + e) * (1 + e));
  }

  /** Returns {@code log(x / (1 - x))}, accurate near ½; NaN outside [0, 1]. */
  public static double logit(double x) {
    double rest = 1 - x;
    return Math.abs(x - 0.5) < 0.25 ? Math.log1p((2 * x - 1) / rest) : Math.log(x / rest);
  }

  /** Returns {@code log(1 + e^x)}. */
  public static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
