package io.autodiff.internal.math;

/** The exponential and the logarithm to base 2. */
public final class PowersOfTwo {
  private static final double LN_2 = Math.log(2);

  private PowersOfTwo() {}

  /** Returns {@code 2^x}. */
  public static double exp2(double x) {
    return Math.pow(2, x);
  }

  /** Returns the logarithm to base 2: the exponent, and the logarithm of what is near 1. */
  public static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Math.log(x) / LN_2;
    }
    int exponent = Math.getExponent(x);
    double fraction = Math.scalb(x, -exponent);
    return fraction > 1.5
        ? exponent + 1 + Math.log(fraction / 2) / LN_2
        : exponent + Math.log(fraction) / LN_2;
  }
}
