package io.autodiff.internal.math;

/**
 * Modified Bessel functions of the first kind, some times {@code e^-|x|}: the power series (DLMF
 * 10.25.2), whose terms are all positive, and far out the asymptotic expansion (DLMF 10.40.1).
 */
public final class BesselFunctions {
  /** From here on the smallest term of the asymptotic expansion is below rounding. */
  private static final double FAR = 30;

  private BesselFunctions() {}

  /** Returns {@code e^-|x| I₁(x)}. */
  public static double i1e(double x) {
    return Math.signum(x) * scaled(1, Math.abs(x));
  }

  /** Returns {@code I_n(x)} of a whole order. */
  public static double i(int n, double x) {
    double a = Math.abs(x);
    if (Double.isInfinite(a)) {
      return n % 2 == 1 ? x : a;
    }
    double half = Math.exp(a / 2);
    double size = a < FAR + n * n ? series(n, a) : expansion(n, a) * half * half;
    return x < 0 && n % 2 == 1 ? -size : size;
  }

  /**
   * Returns the mean of {@code (1 - cos θ)^n e^(-|x| (1 - cos θ))} over all angles. It is Kummer's
   * function {@code M(n + ½, n + 1, -2|x|)} times the same mean at 0; with the exponential taken
   * out all terms of its series are positive, as are those of its expansion far out (DLMF 13.2.39,
   * 13.7.2).
   */
  public static double moment(int n, double x) {
    double z = 2 * Math.min(Math.abs(x), Double.MAX_VALUE / 2);
    if (n == 0) {
      return scaled(0, Math.abs(x));
    }
    return z < 2 * FAR ? momentSeries(n, z) * Math.exp(-z) : momentExpansion(n, z);
  }

  private static double momentSeries(int n, double z) {
    double term = 1;
    for (int k = 1; k <= n; k++) {
      term *= (2 * k - 1.0) / k; // 2^n Γ(n + ½) / (Γ(½) n!)
    }
    double sum = term;
    for (int k = 0; term > sum * 0x1p-54; k++) {
      term *= (k + 0.5) / (n + 1 + k) * (z / (k + 1));
      sum += term;
    }
    return sum;
  }

  private static double momentExpansion(int n, double z) {
    double factor = 1 / Math.sqrt(Math.PI * z);
    for (int k = 1; k <= n; k++) {
      factor *= (2 * k - 1) / z;
    }
    double term = 1;
    double sum = 1;
    for (int s = 0; term > 0x1p-54; s++) {
      term *= (n + 0.5 + s) * (0.5 + s) / ((s + 1) * z);
      sum += term;
    }
    return factor * sum;
  }

  private static double scaled(int order, double x) {
    return x < FAR ? series(order, x) * Math.exp(-x) : expansion(order, x);
  }

  private static double series(int order, double x) {
    double quarter = x * x / 4;
    double term = 1;
    for (int k = 1; k <= order; k++) {
      term *= x / (2 * k);
    }
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
    return sum / (Math.sqrt(2 * Math.PI) * Math.sqrt(x)); // 2πx may overflow
  }
}
