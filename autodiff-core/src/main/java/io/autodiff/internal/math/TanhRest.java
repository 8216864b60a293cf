package io.autodiff.internal.math;

/**
 * {@code x - tanh(x)} without cancellation: from Lambert's continued fraction {@code tanh x = x /
 * (1 + C)}, {@code C = x²/(3 + x²/(5 + …))} (DLMF 4.39.1), it is {@code x C / (1 + C)}. Cut off
 * where the rest does not count below 1, it is a quotient of polynomials in {@code x²} whose
 * coefficients are positive whole numbers.
 */
public final class TanhRest {
  /** Up to here the quotient is exact to rounding, from here on the difference. */
  public static final double END = 1;

  private static final int LAST = 21;

  private static final double[] ABOVE = new double[(LAST + 1) / 4 + 1];
  private static final double[] BELOW = new double[ABOVE.length];

  static {
    double[] p = new double[ABOVE.length + 1];
    double[] q = new double[ABOVE.length + 1];
    p[1] = 1;
    q[0] = LAST;
    for (int odd = LAST - 2; odd >= 3; odd -= 2) {
      double[] above = new double[p.length];
      System.arraycopy(q, 0, above, 1, p.length - 1);
      for (int k = 0; k < q.length; k++) {
        q[k] = odd * q[k] + p[k];
      }
      p = above;
    }
    for (int k = 0; k < ABOVE.length; k++) {
      ABOVE[k] = p[k];
      BELOW[k] = q[k] + p[k];
    }
  }

  private TanhRest() {}

  /** Returns the coefficients of the powers of {@code x²} in the numerator, without {@code x}. */
  public static double[] above() {
    return ABOVE.clone();
  }

  /** Returns the coefficients of the denominator. */
  public static double[] below() {
    return BELOW.clone();
  }

  /** Returns {@code x - tanh(x)}. */
  public static double of(double x) {
    return Math.abs(x) < END
        ? x * polynomial(x * x, ABOVE) / polynomial(x * x, BELOW)
        : x - Math.tanh(x);
  }

  private static double polynomial(double s, double... c) {
    double sum = c[c.length - 1];
    for (int k = c.length - 2; k >= 0; k--) {
      sum = sum * s + c[k];
    }
    return sum;
  }
}
