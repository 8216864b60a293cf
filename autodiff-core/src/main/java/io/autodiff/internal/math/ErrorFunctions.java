package io.autodiff.internal.math;

/**
 * The error function, its complement and its inverse, and the standard normal distribution.
 *
 * <p>Near 0 the Maclaurin series (DLMF 7.6.1); further out {@code (1 + 2x) e^x² erfc(x)} as a
 * Chebyshev series in {@code (x - 3.75) / (x + 3.75)} over the whole half line, after Shepherd and
 * Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", Mathematics of
 * Computation 36 (1981), with coefficients computed anew in 60 digits.
 */
public final class ErrorFunctions {
  /** {@code 2/√π}. */
  public static final double TWO_OVER_SQRT_PI = 1.1283791670955126;

  /** {@code 1/√(2π)}, the standard normal density at 0. */
  public static final double INV_SQRT_2PI = 0.3989422804014327;

  /** {@code √(2/π)}. */
  public static final double SQRT_2_OVER_PI = 0.7978845608028654;

  private static final double SQRT_2 = Math.sqrt(2);

  /** {@code √½}. */
  public static final double SQRT_HALF = 0.7071067811865476;

  private static final double NEAR = 0.75;
  private static final double CENTRE = 3.75;

  /** From here on the repeated integrals of erfc come from a continued fraction. */
  private static final double RECURRENCE_END = 0.5;

  /** How many terms of that fraction matter at 1; further out fewer by the square. */
  private static final double FRACTION_TERMS = 300;

  /** From here on erfc is 0. */
  private static final double VANISHED = 27.3;

  private static final double[] CHEBYSHEV = {
    2.3551578691348034, -0.004590054580646478, -0.08424913336651792,
    0.05920993999819189, -0.026658668435305753, 0.009074997670705265,
    -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5,
    4.13902798607301e-6, 7.74038306619849e-7, -2.1886401049234397e-7,
    1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10,
    -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13,
    -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14,
    -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17,
    5.068148904796111e-17
  };

  private static final double[] MACLAURIN = maclaurin(18);

  private ErrorFunctions() {}

  private static double[] maclaurin(int n) {
    double[] c = new double[n];
    double factorial = 1;
    for (int k = 0; k < n; k++) {
      factorial *= k == 0 ? 1 : -k;
      c[k] = TWO_OVER_SQRT_PI / (factorial * (2 * k + 1));
    }
    return c;
  }

  /** Returns {@code 2/√π ∫₀ˣ e^-t² dt}. */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (a < NEAR) {
      return series(x);
    }
    return a > 6 ? Math.signum(x) : Math.copySign(1 - tail(a), x);
  }

  /** Returns {@code 1 - erf(x)}. */
  public static double erfc(double x) {
    if (Math.abs(x) < NEAR) {
      return 1 - series(x);
    }
    return x < 0 ? 2 - erfc(-x) : tail(x);
  }

  /** Returns {@code e^x² erfc(x)}; infinite far below 0. */
  public static double erfcx(double x) {
    return x < NEAR ? expSquare(x, 1) * erfc(x) : scaledTail(x);
  }

  /**
   * Returns {@code e^x²} times the repeated integral of erfc of order {@code n}: by the recurrence
   * DLMF 7.18.7 below 1, where it loses next to nothing, beyond by the continued fraction of its
   * ratios, 7.18.13.
   */
  public static double erfcx(int n, double x) {
    if (x < RECURRENCE_END) {
      double before = TWO_OVER_SQRT_PI;
      double now = erfcx(x);
      for (int k = 1; k <= n; k++) {
        double next = (before - 2 * x * now) / (2 * k);
        before = now;
        now = next;
      }
      return now;
    }
    double ratio = 0;
    double product = erfcx(x);
    if (n == 0) {
      return product;
    }
    for (int k = n + (int) (FRACTION_TERMS / (x * x)) + 16; k >= 1; k--) {
      ratio = 1 / (2 * (x + (k + 1) * ratio));
      product = k <= n ? product * ratio : product;
    }
    return product;
  }

  private static double series(double x) {
    double square = x * x;
    double sum = 0;
    for (int k = MACLAURIN.length - 1; k >= 0; k--) {
      sum = sum * square + MACLAURIN[k];
    }
    return sum * x;
  }

  private static double tail(double x) {
    return x > VANISHED ? 0 : expSquare(x, -1) * scaledTail(x);
  }

  /** Returns {@code e^x² erfc(x)} for {@code x} not below 0, by Clenshaw's recurrence. */
  private static double scaledTail(double x) {
    double t = Double.isInfinite(x) ? 1 : (x - CENTRE) / (x + CENTRE);
    double b = 0;
    double c = 0;
    for (int k = CHEBYSHEV.length - 1; k >= 1; k--) {
      double next = 2 * t * b - c + CHEBYSHEV[k];
      c = b;
      b = next;
    }
    return (t * b - c + CHEBYSHEV[0] / 2) / (1 + 2 * x);
  }

  /** Returns {@code e^±x²} with the rounding error of the square taken back. */
  private static double expSquare(double x, int sign) {
    return expProduct(x, x, sign);
  }

  /**
   * Returns {@code e^-xy} of two factors of a square, with the rounding error of the product taken
   * back, and 0 where both are huge.
   */
  public static double gaussian(double x, double y) {
    return Math.abs(x) > VANISHED * SQRT_2 ? 0 : expProduct(x, y, -1);
  }

  /** Returns {@code e^±xy} with the rounding error of the product taken back. */
  private static double expProduct(double x, double y, int sign) {
    double product = x * y;
    double rest = Math.fma(x, y, -product);
    double e = Math.exp(sign * product);
    return Double.isInfinite(e) || e == 0 ? e : e + e * (sign * rest);
  }

  /** Returns the inverse of {@link #erf}; NaN outside [-1, 1]. */
  public static double erfInv(double y) {
    double a = Math.abs(y);
    if (!(a < 1)) {
      return a == 1 ? y * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return a > 0.5 ? Math.copySign(erfcInv(1 - a), y) : newton(winitzki(y), y);
  }

  /** Winitzki, "A handy approximation for the error function and its inverse" (2008). */
  private static double winitzki(double y) {
    double log = Math.log1p(-y * y);
    double k = 4.3307467508 + log / 2;
    return Math.copySign(Math.sqrt(Math.sqrt(k * k - log / 0.147) - k), y);
  }

  private static double newton(double start, double y) {
    double x = start;
    for (int i = 0; i < 3; i++) {
      double error = (erf(x) - y) / (TWO_OVER_SQRT_PI * Math.exp(-x * x));
      x -= error / (1 + x * error);
    }
    return x;
  }

  /** Returns the inverse of {@link #erfc} for {@code 0 <= y <= 1}, by Halley's method. */
  private static double erfcInv(double y) {
    if (y == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double log = Math.log(y * (2 - y));
    double k = 4.3307467508 + log / 2;
    double x = Math.sqrt(Math.sqrt(k * k - log / 0.147) - k);
    for (int i = 0; i < 4; i++) {
      double half = expProduct(x, x / 2, 1); // its square may overflow
      double error = (scaledTail(x) - y * half * half) / TWO_OVER_SQRT_PI;
      x += error / (1 - x * error);
    }
    return x;
  }

  /**
   * Returns the probability of a standard normal variable below {@code x}: {@code erfc(-x/√2) / 2},
   * but the exponential, which would make much of a rounded argument, is that of {@code x} itself.
   */
  public static double normalCdf(double x) {
    double a = Math.abs(x) * SQRT_HALF;
    if (a < NEAR) {
      return 0.5 + series(x * SQRT_HALF) / 2;
    }
    double beyond = a > VANISHED ? 0 : expProduct(x, x / 2, -1) * scaledTail(a) / 2;
    return x < 0 ? beyond : 1 - beyond;
  }

  /** Returns the standard normal density {@code e^(-x²/2) / √(2π)}. */
  public static double normalDensity(double x) {
    return gaussian(x, x / 2) * INV_SQRT_2PI;
  }

  /** Returns the logarithm of {@link #normalCdf}, accurate far below 0. */
  public static double logNormalCdf(double x) {
    return x < -1 ? Math.log(erfcx(-x * SQRT_HALF) / 2) - 0.5 * x * x : Math.log1p(-normalCdf(-x));
  }

  /** Returns the inverse of {@link #normalCdf}; NaN outside [0, 1]. */
  public static double normalQuantile(double p) {
    if (!(p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    if (p > 0.25 && p < 0.75) {
      return SQRT_2 * newton(winitzki(2 * p - 1), 2 * p - 1);
    }
    return p < 0.5 ? -SQRT_2 * erfcInv(2 * p) : SQRT_2 * erfcInv(2 * (1 - p));
  }
}
