package io.autodiff.internal.math;

import org.apache.commons.math3.special.Gamma;

/**
 * The parts of the gamma and the beta distribution's density that stay exact where their factors
 * leave the range of doubles. Source: Loader, "Fast and accurate computation of binomial
 * probabilities" (2000).
 */
final class SaddlePoint {
  /** From here on Stirling's series is exact to rounding. */
  private static final double FAR = 12;

  /** The coefficients of Stirling's series, DLMF 5.11.1. */
  private static final double[] STIRLING = {
    1.0 / 12,
    -1.0 / 360,
    1.0 / 1260,
    -1.0 / 1680,
    1.0 / 1188,
    -691.0 / 360360,
    1.0 / 156,
    -3617.0 / 122400
  };

  private static final double HALF_LOG_2_PI = 0.9189385332046727;

  private SaddlePoint() {}

  /** Returns {@code log Γ(a) - (a - ½) log a + a - log √(2π)}, what Stirling's formula lacks. */
  static double rest(double a) {
    if (a < FAR) {
      return Gamma.logGamma(a) - ((a - 0.5) * Math.log(a) - a + HALF_LOG_2_PI);
    }
    double square = 1 / (a * a);
    double sum = 0;
    for (int k = STIRLING.length - 1; k >= 0; k--) {
      sum = sum * square + STIRLING[k];
    }
    return sum / a;
  }

  /** Returns {@code 1 / Γ(a)}, of {@code a} above 0. */
  static double inverseGamma(double a) {
    return a < 1 ? a * (1 + Gamma.invGamma1pm1(a)) : 1 / Gamma.gamma(a);
  }

  /**
   * Returns {@code m - log(1 + m)}, which is not below 0.
   *
   * @param ratio {@code 1 + m}
   */
  static double deviance(double m, double ratio) {
    if (Math.abs(m) > 0.5) {
      return m - Math.log(ratio);
    }
    double t = m / (2 + m);
    double square = t * t;
    double sum = 0;
    double power = 1;
    for (int k = 3; power > 0x1p-56; k += 2) {
      sum += power / k;
      power *= square;
    }
    return t * (m - 2 * square * sum);
  }

  /**
   * Returns {@code x^((e + rest) / 2)}: products of such roots stay in range where those of the
   * powers do not.
   *
   * @param rest what a sum rounded to {@code e} lacks
   */
  static double power(double x, double e, double rest) {
    double p = Math.pow(x, e / 2);
    return rest == 0 || p == 0 || Double.isInfinite(p) ? p : p * (1 + rest / 2 * Math.log(x));
  }

  /** Returns {@code root² factor}, which leaves the range of doubles only if the result does. */
  static double squareTimes(double root, double factor) {
    double half = root * factor;
    return half > 1e-200 ? half * root : root * root * factor;
  }
}
