package io.autodiff.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Power series of numbers of moderate size with an absolute error of about 1e-95, in whole numbers
 * of units of {@code 2^-340}: some ten times as fast as in decimal numbers.
 */
final class FixedPoint {
  /** Numbers of a smaller decimal exponent keep too few digits. */
  static final int LEAST = -12;

  private static final int BITS = 340;
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);
  private static final BigDecimal SCALE = new BigDecimal(ONE);
  private static final MathContext WIDE = new MathContext(100);

  /** By how many halvings an exponent is made small, and its exponential squared. */
  private static final int HALVINGS = 8;

  private FixedPoint() {}

  private static BigInteger of(BigDecimal x) {
    return x.multiply(SCALE, new MathContext(120)).toBigInteger();
  }

  private static BigDecimal value(BigInteger x) {
    return new BigDecimal(x).divide(SCALE, WIDE);
  }

  private static BigInteger product(BigInteger x, BigInteger y) {
    return x.multiply(y).shiftRight(BITS);
  }

  /** Returns {@code e^x}. */
  static BigDecimal exp(BigDecimal x) {
    BigInteger r = of(x).shiftRight(HALVINGS);
    BigInteger term = ONE;
    BigInteger sum = ONE;
    for (int k = 1; term.signum() != 0 && term.bitLength() > 1; k++) {
      term = product(term, r).divide(BigInteger.valueOf(k));
      sum = sum.add(term);
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = product(sum, sum);
    }
    return value(sum);
  }

  /** Returns the sine of an angle. */
  static BigDecimal sin(BigDecimal x) {
    BigInteger angle = of(x);
    return value(alternating(angle, angle, 2));
  }

  /** Returns the cosine of an angle. */
  static BigDecimal cos(BigDecimal x) {
    return value(alternating(ONE, of(x), 1));
  }

  /** Returns {@code Σ ±first x^2k / (from (from + 1) (from + 2) …)}. */
  private static BigInteger alternating(BigInteger first, BigInteger x, int from) {
    BigInteger square = product(x, x).negate();
    BigInteger term = first;
    BigInteger sum = first;
    for (int k = from; term.signum() != 0 && term.bitLength() > 1; k += 2) {
      term = product(term, square).divide(BigInteger.valueOf((long) k * (k + 1)));
      sum = sum.add(term);
    }
    return sum;
  }
}
