package io.autodiff.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Elementary functions of decimal numbers with a relative error of about 1e-60, by argument
 * reduction and power series.
 */
final class Exact {
  static final MathContext MC = new MathContext(70);

  /** For steps that lose some digits. */
  private static final MathContext WIDE = new MathContext(90);

  static final BigDecimal ONE = BigDecimal.ONE;
  static final BigDecimal TWO = BigDecimal.TWO;
  static final BigDecimal HALF = new BigDecimal("0.5");
  static final BigDecimal ZERO = BigDecimal.ZERO;

  /** Beyond this an exponential is out of reach of any double by far. */
  private static final BigDecimal LARGE = new BigDecimal(100_000_000);

  /** Angles of more digits are beyond any double, and would take as many digits of π. */
  private static final int MOST_DIGITS = 400;

  private static final BigDecimal TENTH = new BigDecimal("0.1");
  private static final ConcurrentHashMap<Integer, BigDecimal> PI = new ConcurrentHashMap<>();
  private static final BigDecimal LN_10 = naturalOfTen();

  private Exact() {}

  private static boolean isBelow(BigDecimal term, BigDecimal sum, MathContext mc) {
    return term.signum() == 0 || magnitude(term) < magnitude(sum) - mc.getPrecision() - 2;
  }

  /** Returns the decimal exponent of a number that is not 0. */
  static int magnitude(BigDecimal x) {
    return x.signum() == 0 ? Integer.MIN_VALUE / 2 : x.precision() - x.scale();
  }

  static BigDecimal of(double x) {
    return new BigDecimal(x);
  }

  static BigDecimal add(BigDecimal x, BigDecimal y) {
    return x.add(y, MC);
  }

  static BigDecimal mul(BigDecimal x, BigDecimal y) {
    return x.multiply(y, MC);
  }

  static BigDecimal mul(BigDecimal x, long n) {
    return x.multiply(BigDecimal.valueOf(n), MC);
  }

  static BigDecimal div(BigDecimal x, BigDecimal y) {
    return x.divide(y, MC);
  }

  static BigDecimal div(BigDecimal x, long n) {
    return x.divide(BigDecimal.valueOf(n), MC);
  }

  static BigDecimal sqrt(BigDecimal x) {
    return x.sqrt(MC);
  }

  /** Returns π: Machin's formula. */
  static BigDecimal pi(int digits) {
    return PI.computeIfAbsent(
        digits,
        n -> {
          BigInteger unit = BigInteger.TEN.pow(n + 10);
          BigInteger sum =
              arccotangent(5, unit)
                  .multiply(BigInteger.valueOf(16))
                  .subtract(arccotangent(239, unit).multiply(BigInteger.valueOf(4)));
          return new BigDecimal(sum, n + 10);
        });
  }

  static BigDecimal pi() {
    return pi(90);
  }

  private static BigInteger arccotangent(long n, BigInteger unit) {
    BigInteger term = unit.divide(BigInteger.valueOf(n));
    BigInteger sum = term;
    BigInteger square = BigInteger.valueOf(n * n);
    for (int k = 1; term.signum() != 0; k++) {
      term = term.divide(square).negate();
      sum = sum.add(term.divide(BigInteger.valueOf(2L * k + 1)));
    }
    return sum;
  }

  private static BigDecimal naturalOfTen() {
    // log 10 = 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161)
    MathContext mc = new MathContext(120);
    BigDecimal sum = BigDecimal.ZERO;
    int[][] terms = {{46, 31}, {34, 49}, {20, 161}};
    for (int[] t : terms) {
      BigDecimal s = ONE.divide(BigDecimal.valueOf(t[1]), mc);
      sum = sum.add(inverseTangent(s, mc).multiply(BigDecimal.valueOf(t[0])), mc);
    }
    return sum;
  }

  /** Returns the inverse hyperbolic tangent of a small number by its series. */
  private static BigDecimal inverseTangent(BigDecimal s, MathContext mc) {
    BigDecimal square = s.multiply(s, mc);
    BigDecimal power = s;
    BigDecimal sum = s;
    for (int k = 3; !isBelow(power, sum, mc); k += 2) {
      power = power.multiply(square, mc);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), mc), mc);
    }
    return sum;
  }

  /** Returns {@code e^x - 1}. */
  static BigDecimal expm1(BigDecimal x) {
    return x.abs().compareTo(TENTH) < 0 ? series(x) : add(exp(x), ONE.negate());
  }

  /** Returns {@code e^r - 1} of a small number. */
  private static BigDecimal series(BigDecimal r) {
    BigDecimal term = r;
    BigDecimal sum = r;
    for (int k = 2; !isBelow(term, sum, WIDE); k++) {
      term = term.multiply(r, WIDE).divide(BigDecimal.valueOf(k), WIDE);
      sum = sum.add(term, WIDE);
    }
    return sum;
  }

  static BigDecimal exp(BigDecimal x) {
    if (x.signum() == 0) {
      return ONE;
    }
    BigDecimal near = x.min(LARGE).max(LARGE.negate());
    int k = near.divide(LN_10, new MathContext(20)).intValue();
    BigDecimal r = near.subtract(LN_10.multiply(BigDecimal.valueOf(k)), WIDE);
    return FixedPoint.exp(r).scaleByPowerOfTen(k).round(MC);
  }

  static BigDecimal log1p(BigDecimal x) {
    if (x.abs().compareTo(TENTH) < 0) {
      return mul(TWO, inverseTangent(x.divide(x.add(TWO, WIDE), WIDE), WIDE));
    }
    return log(ONE.add(x, WIDE));
  }

  static BigDecimal log(BigDecimal x) {
    if (x.signum() <= 0) {
      throw new ArithmeticException("logarithm of " + x);
    }
    BigDecimal above = x.subtract(ONE, WIDE);
    if (above.abs().compareTo(TENTH) < 0) {
      return log1p(above);
    }
    int k = magnitude(x) - 1;
    BigDecimal m = x.scaleByPowerOfTen(-k).round(WIDE);
    BigDecimal y = new BigDecimal(Math.log(m.doubleValue()));
    for (int i = 0; i < 2; i++) { // each triples the digits
      BigDecimal e = FixedPoint.exp(y);
      y = y.add(m.subtract(e).multiply(TWO).divide(m.add(e), WIDE), WIDE);
    }
    return y.add(LN_10.multiply(BigDecimal.valueOf(k)), WIDE).round(MC);
  }

  /** An angle less a multiple of a right one. */
  private record Angle(BigDecimal rest, int quarter) {}

  private static Angle reduce(BigDecimal x) {
    if (magnitude(x) > MOST_DIGITS) {
      throw new ArithmeticException("angle of " + magnitude(x) + " digits");
    }
    if (x.abs().compareTo(HALF) < 0) {
      return new Angle(x, 0);
    }
    int digits = Math.max(0, magnitude(x)) + 160;
    BigDecimal right = pi(digits).divide(TWO);
    BigDecimal n =
        x.divide(right, new MathContext(digits)).setScale(0, java.math.RoundingMode.HALF_EVEN);
    int quarter = n.toBigInteger().and(BigInteger.valueOf(3)).intValue();
    return new Angle(x.subtract(n.multiply(right)).round(WIDE), quarter);
  }

  static BigDecimal sin(BigDecimal x) {
    Angle a = x.signum() == 0 ? new Angle(x, 0) : reduce(x);
    BigDecimal value = a.quarter % 2 == 0 ? smallSin(a.rest) : smallCos(a.rest);
    return (a.quarter >= 2 ? value.negate() : value).round(MC);
  }

  static BigDecimal cos(BigDecimal x) {
    Angle a = x.signum() == 0 ? new Angle(x, 0) : reduce(x);
    BigDecimal value = a.quarter % 2 == 0 ? smallCos(a.rest) : smallSin(a.rest);
    return (a.quarter == 1 || a.quarter == 2 ? value.negate() : value).round(MC);
  }

  private static BigDecimal smallSin(BigDecimal x) {
    return magnitude(x) < FixedPoint.LEAST ? alternating(x, x, 2) : FixedPoint.sin(x);
  }

  private static BigDecimal smallCos(BigDecimal x) {
    return FixedPoint.cos(x);
  }

  private static BigDecimal alternating(BigDecimal first, BigDecimal x, int from) {
    BigDecimal square = x.multiply(x, WIDE).negate();
    BigDecimal term = first;
    BigDecimal sum = first;
    for (int k = from; !isBelow(term, sum, WIDE); k += 2) {
      term = term.multiply(square, WIDE).divide(BigDecimal.valueOf((long) k * (k + 1)), WIDE);
      sum = sum.add(term, WIDE);
    }
    return sum;
  }

  static BigDecimal atan(BigDecimal x) {
    if (x.signum() < 0) {
      return atan(x.negate()).negate();
    }
    if (x.compareTo(ONE) > 0) {
      return pi().divide(TWO).subtract(atan(ONE.divide(x, WIDE)), MC);
    }
    BigDecimal t = x;
    for (int i = 0; i < 3; i++) {
      t = t.divide(ONE.add(ONE.add(t.multiply(t, WIDE)).sqrt(WIDE)), WIDE);
    }
    BigDecimal square = t.multiply(t, WIDE).negate();
    BigDecimal power = t;
    BigDecimal sum = t;
    for (int k = 3; !isBelow(power, sum, WIDE); k += 2) {
      power = power.multiply(square, WIDE);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), WIDE), WIDE);
    }
    return sum.multiply(BigDecimal.valueOf(8), MC);
  }

  static BigDecimal asin(BigDecimal x) {
    if (x.abs().compareTo(ONE) == 0) {
      return mul(x, mul(HALF, pi()));
    }
    return atan(div(x, sqrt(mul(ONE.subtract(x), ONE.add(x)))));
  }

  static BigDecimal acos(BigDecimal x) {
    if (x.compareTo(ONE.negate()) == 0) {
      return pi().round(MC);
    }
    return mul(TWO, atan(sqrt(div(ONE.subtract(x), ONE.add(x)))));
  }

  static BigDecimal sinh(BigDecimal x) {
    BigDecimal e = expm1(x.abs());
    BigDecimal half = mul(HALF, add(e, div(e, add(e, ONE))));
    return x.signum() < 0 ? half.negate() : half;
  }

  static BigDecimal cosh(BigDecimal x) {
    BigDecimal e = exp(x.abs());
    return mul(HALF, add(e, div(ONE, e)));
  }

  static BigDecimal tanh(BigDecimal x) {
    BigDecimal e = expm1(mul(x.abs(), -2));
    BigDecimal y = div(e.negate(), add(e, TWO));
    return x.signum() < 0 ? y.negate() : y;
  }

  static BigDecimal asinh(BigDecimal x) {
    BigDecimal a = x.abs();
    BigDecimal square = mul(a, a);
    BigDecimal y = log1p(add(a, div(square, add(ONE, sqrt(add(square, ONE))))));
    return x.signum() < 0 ? y.negate() : y;
  }

  static BigDecimal acosh(BigDecimal x) {
    BigDecimal above = x.subtract(ONE);
    return log1p(add(above, sqrt(mul(above, x.add(ONE)))));
  }

  static BigDecimal atanh(BigDecimal x) {
    return mul(HALF, log1p(div(mul(TWO, x), ONE.subtract(x))));
  }

  /**
   * Returns {@code x - tanh(x)}, near 0 by the power series of {@code x cosh(x) - sinh(x)}, whose
   * terms have one sign.
   */
  static BigDecimal tanhRest(BigDecimal x) {
    if (x.abs().compareTo(ONE) > 0) {
      return x.subtract(tanh(x), MC);
    }
    BigDecimal square = mul(x, x);
    BigDecimal power = x;
    BigDecimal sum = ZERO;
    BigDecimal term = x;
    for (int k = 1; !isBelow(term, sum, WIDE); k++) {
      power = div(mul(power, square), 2L * k * (2 * k + 1));
      term = mul(power, 2L * k);
      sum = add(sum, term);
    }
    return div(sum, cosh(x));
  }
}
