package io.autodiff.internal.math;

import org.apache.commons.math3.special.Beta;

/**
 * The regularised incomplete beta function and its derivative: the continued fraction of Didonato
 * and Morris, "Algorithm 708" (1992), on the side of the mean where it converges fast, so that the
 * function is small there, and on the other side the complement. Of huge shapes Temme's uniform
 * expansion (DLMF 8.18.9), whose first two terms are exact to a double there.
 */
public final class IncompleteBeta {
  /** Up to here the sum of the shapes leaves the gamma functions in the range of doubles. */
  private static final double SMALL = 128;

  /** From here on for both shapes, what two terms of the uniform expansion lack is rounding. */
  private static final double HUGE = 0x1p51;

  private IncompleteBeta() {}

  /** A point of [0, 1]: {@code x}, and {@code y + rest = 1 - x} without rounding. */
  private record Point(double x, double y, double rest) {
    static Point of(double x) {
      double y = 1 - x;
      return new Point(x, y, 1 - y - x);
    }

    /** Returns {@code b x - a (1 - x)}. */
    double tilt(double a, double b) {
      double right = b * x;
      double left = a * y;
      double rounding = Math.fma(b, x, -right) - Math.fma(a, y, -left) - a * rest;
      return right - left + rounding;
    }
  }

  /** Returns {@code I_x(a, b)}; NaN outside [0, 1]. */
  public static double regularised(double a, double b, double x) {
    if (!(x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    if (x == 0 || x == 1) {
      return x;
    }
    Point at = Point.of(x);
    double tilt = at.tilt(a, b);
    if (Math.min(a, b) >= HUGE) {
      return uniform(a, b, at, tilt);
    }
    double factor = peak(a, b, at);
    if (x <= (a + 1) / (a + b + 2)) {
      return factor == 0 ? 0 : factor / fraction(a, b, x, 1 - tilt);
    }
    return factor == 0 ? 1 : 1 - factor / fraction(b, a, at.y, 1 + tilt);
  }

  /**
   * Returns {@code x^(a - 1 - i) (1 - x)^(b - 1 - j) / B(a, b)}, which of orders 0 is the
   * derivative of {@code I}; NaN outside [0, 1].
   */
  public static double density(double a, int i, double b, int j, double x) {
    if (!(x >= 0 && x <= 1)) {
      return Double.NaN;
    }
    double e = a - (1 + i);
    double f = b - (1 + j);
    if (a + b < SMALL || x == 0 || x == 1) {
      return product(a, e, a - (e + (1 + i)), b, f, b - (f + (1 + j)), Point.of(x));
    }
    Point at = Point.of(x);
    double density = peak(a, b, at);
    for (int k = 0; k <= i; k++) {
      density /= x;
    }
    for (int k = 0; k <= j; k++) {
      density /= at.y;
    }
    return density;
  }

  /** Returns {@code x^e (1 - x)^f / B(a, b)}, the exponents with what they lack. */
  private static double product(
      double a, double e, double restOfE, double b, double f, double restOfF, Point at) {
    double root = SaddlePoint.power(at.x, e, restOfE) * SaddlePoint.power(at.y, f, restOfF);
    double whole = at.rest == 0 ? root : root * (1 + f / 2 * (at.rest / at.y));
    return SaddlePoint.squareTimes(whole, inverseBeta(a, b));
  }

  private static double inverseBeta(double a, double b) {
    if (a + b >= SMALL) {
      return Math.exp(-Beta.logBeta(a, b));
    }
    double ratio = SaddlePoint.inverseGamma(a) / SaddlePoint.inverseGamma(a + b);
    return ratio * SaddlePoint.inverseGamma(b);
  }

  /** Returns {@code x^a (1 - x)^b / B(a, b)}. */
  private static double peak(double a, double b, Point at) {
    if (a + b < SMALL) {
      return product(a, a, 0, b, b, 0, at);
    }
    double n = a + b;
    double exponent = exponent(a, b, at, at.tilt(a, b));
    double rest = SaddlePoint.rest(n) - SaddlePoint.rest(a) - SaddlePoint.rest(b);
    return Math.sqrt(a / n * (b / (2 * Math.PI))) * Math.exp(rest - exponent);
  }

  /** Returns how much smaller than at the mean the logarithm of {@code x^a (1 - x)^b} is. */
  private static double exponent(double a, double b, Point at, double tilt) {
    double n = a + b;
    return a * SaddlePoint.deviance(tilt / a, at.x / a * n)
        + b * SaddlePoint.deviance(-tilt / b, at.y / b * n);
  }

  private static double uniform(double a, double b, Point at, double tilt) {
    double exponent = exponent(a, b, at, tilt);
    double skew = (b - a) / (3 * Math.sqrt(a) * Math.sqrt(b) * Math.sqrt(2 * Math.PI * (a + b)));
    double normal = ErrorFunctions.erfc(-Math.copySign(Math.sqrt(exponent), tilt)) / 2;
    return normal + skew * Math.exp(-exponent);
  }

  /**
   * Returns the continued fraction that {@code x^a (1 - x)^b / B(a, b)} is divided by.
   *
   * @param first {@code a (1 - x) - b x + 1}
   */
  private static double fraction(double a, double b, double x, double first) {
    double rest = 0;
    for (int m = terms(a, b, x, first); m >= 1; m--) {
      rest = top(m, a, b, x) / (bottom(m, a, b, x, first) + rest);
    }
    return bottom(0, a, b, x, first) + rest;
  }

  private static double top(int m, double a, double b, double x) {
    double odd = a + 2.0 * m - 1;
    return (a + m - 1) / odd * (a + b + m - 1) * x * (m / odd * (b - m) * x);
  }

  private static double bottom(int m, double a, double b, double x, double first) {
    double cross = m == 0 ? 0 : m / (a + 2.0 * m - 1) * (b - m) * x;
    return m + cross + (a + m) / (a + 2.0 * m + 1) * (first + m * (2 - x));
  }

  /** Returns how many terms of the continued fraction matter, by Lentz's method. */
  private static int terms(double a, double b, double x, double first) {
    double c = bottom(0, a, b, x, first);
    double d = 0;
    double step = 0;
    int m = 0;
    while (Math.abs(step - 1) > 0x1p-52) {
      m++;
      double top = top(m, a, b, x);
      double bottom = bottom(m, a, b, x, first);
      d = 1 / (bottom + top * d);
      c = bottom + top / c;
      step = c * d;
    }
    return m;
  }
}
