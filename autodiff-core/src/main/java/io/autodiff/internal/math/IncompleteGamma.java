package io.autodiff.internal.math;

import org.apache.commons.math3.special.Gamma;

/**
 * The regularised incomplete gamma functions and their derivative. Below the shape by the power
 * series (DLMF 8.7.1), above it by the continued fraction (8.9.2), each the smaller of the two
 * functions there, so that the other is its complement; of a shape below 1 the upper one near 0 by
 * the series of the difference (8.7.3); of a large shape by the uniform expansion (8.12.3 and 4).
 */
public final class IncompleteGamma {
  /** Up to here {@code Γ(a)} and {@code x^a} are in the range of doubles. */
  private static final double SMALL = 128;

  /** Beyond this the density of a shape up to {@link #SMALL} is 0. */
  private static final double END = 2000;

  /** From here on three terms of the uniform expansion are exact to rounding. */
  private static final double LARGE = 1e5;

  /** The expansion's coefficients as power series, DLMF 8.12.9 and its like. */
  private static final double[][] UNIFORM = {
    {
      -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073,
      0.0003527336860670194, -0.0001787551440329218, 3.919263178522438e-5, -2.1854485106799924e-6,
      -1.85406221071516e-6, 8.296711340953087e-7, -1.7665952736826078e-7, 6.707853543401498e-9
    },
    {
      -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596,
      0.000205761316872428, -4.018775720164609e-7, -1.8098550334489977e-5, 7.649160916081112e-6
    },
    {
      0.004133597883597883,
      -0.0026813271604938273,
      0.0007716049382716049,
      2.0093878600823047e-6,
      -0.00010736653226365161
    }
  };

  private IncompleteGamma() {}

  /** Returns {@code P(a, x)}. */
  public static double lower(double a, double x) {
    return of(a, x, false);
  }

  /** Returns {@code Q(a, x) = 1 - P(a, x)}. */
  public static double upper(double a, double x) {
    return of(a, x, true);
  }

  private static double of(double a, double x, boolean upper) {
    if (!(x >= 0)) {
      return Double.NaN;
    }
    if (x == 0 || x == Double.POSITIVE_INFINITY) {
      return (x == 0) == upper ? 1 : 0;
    }
    boolean below = x < Math.max(a, 1);
    double part;
    if (a >= LARGE) {
      part = uniform(a, x);
    } else if (below && a < 1 && upper) {
      return difference(a, x);
    } else {
      part = below ? series(a, x) : fraction(a, x);
    }
    return below == upper ? 1 - part : part;
  }

  /**
   * Returns {@code x^(a - 1 - order) e^-x / Γ(a)}, which of order 0 is the derivative of {@code P}.
   */
  public static double density(double a, int order, double x) {
    if (!(x >= 0)) {
      return Double.NaN;
    }
    double e = a - (1 + order);
    if (x == 0 && e == 0) {
      return SaddlePoint.inverseGamma(a);
    }
    if (x == 0) {
      return e > 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    if (a < SMALL) {
      return x > END ? 0 : product(x, e, a - (e + (1 + order)), SaddlePoint.inverseGamma(a));
    }
    double y = peak(a, x);
    for (int k = 0; k <= order; k++) {
      y /= x;
    }
    return y;
  }

  /** Returns {@code x^(e + rest) e^-x factor}. */
  private static double product(double x, double e, double rest, double factor) {
    return SaddlePoint.squareTimes(SaddlePoint.power(x, e, rest) * Math.exp(-x / 2), factor);
  }

  /** Returns {@code x^a e^-x / Γ(a)} of a large shape. */
  private static double peak(double a, double x) {
    return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-exponent(a, x) - SaddlePoint.rest(a));
  }

  private static double exponent(double a, double x) {
    return a * SaddlePoint.deviance((x - a) / a, x / a);
  }

  /** Returns {@code x^a e^-x / Γ(a + 1)}. */
  private static double scaled(double a, double x) {
    if (a < 1) {
      return product(x, a, 0, 1 + Gamma.invGamma1pm1(a));
    }
    return (a < SMALL ? product(x, a, 0, SaddlePoint.inverseGamma(a)) : peak(a, x)) / a;
  }

  private static double series(double a, double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 0x1p-55 * sum; k++) {
      term *= x / (a + k);
      sum += term;
    }
    return sum * scaled(a, x);
  }

  private static double fraction(double a, double x) {
    double factor = x > END && a < SMALL ? 0 : scaled(a, x) * a;
    if (factor == 0) {
      return 0;
    }
    double first = x - a + 1;
    double rest = 0;
    for (int k = terms(a, x); k >= 1; k--) {
      rest = k * (a - k) / (first + 2.0 * k + rest);
    }
    return factor / (first + rest);
  }

  /** Returns how many terms of the continued fraction matter, by Lentz's method. */
  private static int terms(double a, double x) {
    double b = x - a + 1;
    double c = b;
    double d = 0;
    double step = 0;
    int k = 0;
    while (Math.abs(step - 1) > 0x1p-52) {
      k++;
      double n = k * (a - k);
      b += 2;
      d = 1 / (n * d + b);
      c = b + n / c;
      step = c * d;
    }
    return k;
  }

  /** Returns {@code Q} of a shape below 1 near 0, where {@code P} is near 1. */
  private static double difference(double a, double x) {
    double power = Math.expm1(a * Math.log(x));
    double gamma = Gamma.invGamma1pm1(a);
    double sum = 0;
    double term = 1;
    for (int k = 1; Math.abs(term) > 0x1p-60; k++) {
      term *= -x / k;
      sum += term / (a + k);
    }
    return -(power + gamma + power * gamma) - (1 + power) * (1 + gamma) * a * sum;
  }

  /** Returns the smaller of the two functions, up to the place where they are equal. */
  private static double uniform(double a, double x) {
    double exponent = exponent(a, x);
    if (exponent > 800) {
      return 0;
    }
    double sign = x < a ? -1 : 1;
    double eta = sign * Math.sqrt(2 * exponent / a);
    double sum = 0;
    for (int k = UNIFORM.length - 1; k >= 0; k--) {
      double c = 0;
      for (int j = UNIFORM[k].length - 1; j >= 0; j--) {
        c = c * eta + UNIFORM[k][j];
      }
      sum = sum / a + c;
    }
    double middle = ErrorFunctions.erfcx(Math.sqrt(exponent)) / 2;
    double rest = sum / Math.sqrt(2 * Math.PI * a);
    return Math.exp(-exponent) * (middle + sign * rest);
  }
}
