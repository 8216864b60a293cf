package io.autodiff.internal.math;

import org.apache.commons.math3.special.Gamma;

/** The logarithm of the gamma function and its derivatives. */
public final class GammaFunctions {
  /** Where digamma is 0, and what that is larger than its double. */
  private static final double ROOT = 1.4616321449683622;

  private static final double ROOT_REST = 9.549995429965697e-17;

  /** The Taylor coefficients of digamma at its root, from the first power. */
  private static final double[] AT_ROOT = {
    0.9676722454476212, -0.4427631689835921, 0.258499760955651,
    -0.16394270544240652, 0.10782405069126237, -0.07219956125645471,
    0.04880428816414311, -0.03316112647484736, 0.022597648232218104,
    -0.01542476590494896, 0.010538791616612175, -0.007204534386356869,
    0.004926781395729853, -0.003369801655439328, 0.002305126326734928,
    -0.0015769367714301972, 0.0010788252019162967, -0.0007380709389960052,
    0.000504953265834602, -0.0003454680251063077, 0.00023635601564027053,
    -0.00016170622091974803, 0.0001106337276874741, -7.569179582195066e-5
  };

  /** How far from the root the Taylor series is used; it converges to 1.46. */
  private static final double NEAR_ROOT = 0.25;

  /** From here on the expansions at infinity are exact to rounding. */
  private static final double FAR = 12;

  /** The Bernoulli numbers B₂, B₄, …, DLMF table 24.2.1. */
  private static final double[] BERNOULLI = {
    1.0 / 6,
    -1.0 / 30,
    1.0 / 42,
    -1.0 / 30,
    5.0 / 66,
    -691.0 / 2730,
    7.0 / 6,
    -3617.0 / 510,
    43867.0 / 798,
    -174611.0 / 330
  };

  /** From here on the leading terms of Stirling's formula are exact to rounding. */
  private static final double LARGE = 0x1p60;

  private GammaFunctions() {}

  /** Returns {@code log |Γ(x)|}; ∞ at 0 and the negative whole numbers. */
  public static double lgamma(double x) {
    if (x > 0) {
      return x < LARGE ? Gamma.logGamma(x) : x * (Math.log(x) - 1);
    }
    if (x == Math.rint(x)) {
      return Double.POSITIVE_INFINITY;
    }
    if (x > -20) {
      double product = x;
      double shifted = x + 1;
      while (shifted < 0) {
        product *= shifted;
        shifted += 1;
      }
      return Gamma.logGamma(shifted) - Math.log(Math.abs(product));
    }
    return Math.log(Math.PI / Math.abs(sinPi(x))) - Gamma.logGamma(1 - x);
  }

  /** Returns {@code sin(πx)} with the whole part of {@code x} taken off first. */
  private static double sinPi(double x) {
    return Math.sin(Math.PI * (x - 2 * Math.rint(x / 2)));
  }

  /**
   * Returns {@code Γ'(x) / Γ(x)}: the recurrence up to where the expansion holds (DLMF 5.5.2,
   * 5.11.2), reflection below 0 (5.5.4), the Taylor series around the positive root. At the poles
   * 0, -1, -2, … it is NaN, at 0 infinite with the sign that the limit has.
   */
  public static double digamma(double x) {
    if (x == 0) {
      return -1 / x;
    }
    if (x < 0) {
      if (x == Math.rint(x)) {
        return Double.NaN;
      }
      return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.rint(x)));
    }
    double offset = x - ROOT - ROOT_REST;
    if (Math.abs(offset) < NEAR_ROOT) {
      double sum = 0;
      for (int k = AT_ROOT.length - 1; k >= 0; k--) {
        sum = (sum + AT_ROOT[k]) * offset;
      }
      return sum;
    }
    double shifted = x;
    double steps = 0;
    while (shifted < FAR) {
      steps += 1 / shifted;
      shifted += 1;
    }
    double inverse = 1 / (shifted * shifted);
    double tail = 0;
    for (int k = BERNOULLI.length; k >= 1; k--) {
      tail = (tail + BERNOULLI[k - 1] / (2 * k)) * inverse;
    }
    return Math.log(shifted) - 0.5 / shifted - tail - steps;
  }

  /**
   * Returns the derivative of {@link #digamma} of an order from 1: {@code (-1)^(n+1) n! ζ(n+1, x)},
   * DLMF 5.15.1. Below 0 the sum has one term for each whole number passed. At the poles it is
   * infinite for odd orders, NaN for even ones.
   */
  public static double polygamma(int order, double x) {
    if (order == 0) {
      return digamma(x);
    }
    if (x <= 0 && x == Math.rint(x)) {
      return order % 2 == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    double size = x == Double.POSITIVE_INFINITY ? 0 : scaledZeta(order, x);
    return order % 2 == 1 ? size : -size;
  }

  /**
   * Returns {@code n! Σ (x + k)^-(n+1)}, k from 0: first terms, then Euler and Maclaurin (DLMF
   * 5.15.8). Far below 0 the sum over all whole numbers, which is periodic, less the part that is
   * missing.
   */
  private static double scaledZeta(int n, double x) {
    if (x < -FAR) {
      double f = x - Math.floor(x);
      double other = scaledZeta(n, 1 - f) - scaledZeta(n, 1 - x);
      return scaledZeta(n, f) + (n % 2 == 1 ? other : -other);
    }
    double far = FAR + n + 1;
    double sum = 0;
    double a = x;
    while (a < far) {
      sum += factorialOverPower(n, a) / a;
      a += 1;
    }
    double power = factorialOverPower(n, a);
    double tail = power / n + power / (2 * a);
    double factor = power / a * ((n + 1) / a);
    for (int k = 1; k <= BERNOULLI.length; k++) {
      tail += BERNOULLI[k - 1] * factor / factorial(2 * k);
      factor *= (n + 2 * k) / a * ((n + 2 * k + 1) / a);
    }
    return sum + tail;
  }

  /**
   * Returns {@code n! / a^n}, factor by factor: small ones while the product is large, so that it
   * leaves the range of doubles only if the result does.
   */
  private static double factorialOverPower(int n, double a) {
    double product = 1;
    int low = 1;
    int high = n;
    while (low <= high) {
      product *= (Math.abs(product) > 1 ? low++ : high--) / a;
    }
    return product;
  }

  private static double factorial(int n) {
    double f = 1;
    for (int k = 2; k <= n; k++) {
      f *= k;
    }
    return f;
  }
}
