package io.autodiff.internal.math;

/**
 * Modified Bessel functions of the first kind of orders 0 and 1, times {@code e^-|x|}: the power
 * series (DLMF 10.25.2), whose terms are all positive, and far out the asymptotic expansion (DLMF
 * 10.40.1).
 */
public final class BesselFunctions {
  /** From here on the smallest term of the asymptotic expansion is below rounding. */
  private static final double FAR = 30;

  private BesselFunctions() {}

  /** Returns {@code e^-|x| I₀(x)}. */
  public static double i0e(double x) {
    return scaled(0, Math.abs(x));
  }

  /** Returns {@code e^-|x| I₁(x)}. */
  public static double i1e(double x) {
    return Math.signum(x) * scaled(1, Math.abs(x));
  }

  private static double scaled(int order, double x) {
    return x < FAR ? series(order, x) * Math.exp(-x) : expansion(order, x);
  }

  private static double series(int order, double x) {
    double quarter = x * x / 4;
    double term = order == 0 ? 1 : x / 2;
    double sum = term;
    for (int k = 1; term > sum * 0x1p-54; k++) {
      term *= quarter / (k * (double) (k + order));
      sum += term;
    }
    return sum;
  }

  private static double expansion(int order, double x) {
    double mu = 4.0 * order * order;
    double term = 1;
    double sum = 1;
    for (int k = 1; Math.abs(term) > 0x1p-54; k++) {
      int odd = 2 * k - 1;
      term *= (odd * (double) odd - mu) / (8 * k * x);
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI * x);
  }
}
