package io.autodiff.exact;

import static io.autodiff.exact.Exact.MC;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.ZERO;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The incomplete gamma and beta functions, their densities, and Bessel functions of the first kind:
 * power series, a continued fraction, an asymptotic expansion.
 */
final class ExactIncomplete {
  /**
   * Up to here the power series of Bessel functions is summed, with more digits for what cancels.
   */
  private static final int BESSEL_SERIES_END = 300;

  private ExactIncomplete() {}

  private static void requireWithin(boolean isWithin) {
    if (!isWithin) {
      throw new ArithmeticException("outside the domain");
    }
  }

  /** Returns {@code x^(a - 1 - order) e^-x / Γ(a)}. */
  static BigDecimal gammaDensity(double a, int order, BigDecimal x) {
    requireWithin(x.signum() >= 0);
    BigDecimal shape = new BigDecimal(a);
    BigDecimal rest = add(x, ExactGamma.lgamma(shape)).negate();
    return power(x, shape.subtract(BigDecimal.valueOf(1L + order)), rest);
  }

  /** Returns {@code x^e e^rest}; a whole exponent, also of 0, makes a product. */
  private static BigDecimal power(BigDecimal x, BigDecimal e, BigDecimal rest) {
    boolean isShort = e.signum() >= 0 && e.doubleValue() < 9 && e.stripTrailingZeros().scale() <= 0;
    if (isShort) {
      return mul(x.pow(e.intValue(), MC), Exact.exp(rest));
    }
    if (x.signum() == 0 && e.signum() > 0) {
      return ZERO;
    }
    return Exact.exp(add(mul(Exact.log(x), e), rest));
  }

  /** Returns {@code P(a, x)}, or {@code Q(a, x)} if {@code upper}. */
  static BigDecimal gamma(double a, boolean upper, BigDecimal x) {
    requireWithin(x.signum() >= 0);
    if (x.signum() == 0) {
      return upper ? ONE : ZERO;
    }
    boolean far = x.doubleValue() > 2 * a + 4;
    BigDecimal factor = mul(gammaDensity(a, 0, x), x);
    if (factor.signum() == 0 || Exact.magnitude(factor) < -400) {
      return far == upper ? ZERO : ONE;
    }
    BigDecimal shape = new BigDecimal(a);
    BigDecimal part = mul(factor, far ? fraction(shape, x) : series(shape, x));
    return far == upper ? part : ONE.subtract(part, MC);
  }

  private static BigDecimal series(BigDecimal a, BigDecimal x) {
    BigDecimal term = div(ONE, a);
    BigDecimal sum = term;
    for (int k = 1; Exact.magnitude(term) > Exact.magnitude(sum) - 75; k++) {
      term = div(mul(term, x), add(a, BigDecimal.valueOf(k)));
      sum = add(sum, term);
    }
    return sum;
  }

  private static BigDecimal fraction(BigDecimal a, BigDecimal x) {
    BigDecimal first = x.subtract(a).add(ONE);
    BigDecimal rest = ZERO;
    for (int k = 900; k >= 1; k--) {
      BigDecimal top = mul(a.subtract(BigDecimal.valueOf(k)), k);
      rest = div(top, add(first.add(BigDecimal.valueOf(2L * k)), rest));
    }
    return div(ONE, add(first, rest));
  }

  /** Returns {@code x^(a - 1 - i) (1 - x)^(b - 1 - j) / B(a, b)}. */
  static BigDecimal betaDensity(double a, int i, double b, int j, BigDecimal x) {
    requireWithin(x.signum() >= 0 && x.compareTo(ONE) <= 0);
    BigDecimal left = new BigDecimal(a);
    BigDecimal right = new BigDecimal(b);
    BigDecimal ofBoth = ExactGamma.lgamma(add(left, right));
    BigDecimal log = ofBoth.subtract(ExactGamma.lgamma(left)).subtract(ExactGamma.lgamma(right));
    BigDecimal first = power(x, left.subtract(BigDecimal.valueOf(1L + i)), log);
    BigDecimal rest = ONE.subtract(x);
    return mul(first, power(rest, right.subtract(BigDecimal.valueOf(1L + j)), ZERO));
  }

  /** Returns {@code I_x(a, b)}. */
  static BigDecimal beta(double a, double b, BigDecimal x) {
    requireWithin(x.signum() >= 0 && x.compareTo(ONE) <= 0);
    if (x.signum() == 0) {
      return ZERO;
    }
    BigDecimal y = ONE.subtract(x);
    if (x.doubleValue() > 0.5) {
      return ONE.subtract(beta(b, a, y), MC);
    }
    BigDecimal sum = ONE; // DLMF 8.17.8
    BigDecimal term = ONE;
    BigDecimal left = new BigDecimal(a);
    BigDecimal both = left.add(new BigDecimal(b));
    for (int k = 0; Exact.magnitude(term) > Exact.magnitude(sum) - 75; k++) {
      BigDecimal n = BigDecimal.valueOf(k);
      term = div(mul(mul(term, both.add(n)), x), left.add(n).add(ONE));
      sum = add(sum, term);
    }
    BigDecimal density = betaDensity(a, 0, b, 0, x);
    return div(mul(mul(density, mul(x, y)), sum), left);
  }

  /** Returns {@code J_n(x)}. */
  static BigDecimal besselJ(int n, BigDecimal x) {
    if (n < 0) {
      BigDecimal mirrored = besselJ(-n, x);
      return n % 2 == 0 ? mirrored : mirrored.negate();
    }
    if (x.signum() < 0) {
      BigDecimal mirrored = besselJ(n, x.negate());
      return n % 2 == 0 ? mirrored : mirrored.negate();
    }
    return x.compareTo(BigDecimal.valueOf(BESSEL_SERIES_END)) > 0
        ? hankel(n, x)
        : alternating(n, x);
  }

  private static BigDecimal alternating(int n, BigDecimal x) {
    MathContext wide = new MathContext(90 + x.intValue());
    BigDecimal quarter = x.multiply(x).divide(BigDecimal.valueOf(-4), wide);
    BigDecimal term = ONE;
    for (int k = 1; k <= n; k++) {
      term = term.multiply(x).divide(BigDecimal.valueOf(2L * k), wide);
    }
    BigDecimal sum = term;
    for (int k = 1; term.signum() != 0 && Exact.magnitude(term) > Exact.magnitude(sum) - 75; k++) {
      term = term.multiply(quarter).divide(BigDecimal.valueOf((long) k * (k + n)), wide);
      sum = sum.add(term, wide);
    }
    return sum.round(MC);
  }

  /** The asymptotic expansion, DLMF 10.17.3. */
  private static BigDecimal hankel(int n, BigDecimal x) {
    BigDecimal mu = BigDecimal.valueOf(4L * n * n);
    BigDecimal term = ONE;
    BigDecimal even = ONE;
    BigDecimal odd = ZERO;
    for (int k = 1; term.signum() != 0 && Exact.magnitude(term) > -75; k++) {
      BigDecimal square = BigDecimal.valueOf((2L * k - 1) * (2L * k - 1));
      term = div(mul(term, mu.subtract(square)), mul(x, 8L * k));
      BigDecimal signed = k % 4 >= 2 ? term.negate() : term;
      even = k % 2 == 0 ? add(even, signed) : even;
      odd = k % 2 == 1 ? add(odd, signed) : odd;
    }
    MathContext wide = new MathContext(100 + Math.max(0, Exact.magnitude(x)));
    BigDecimal quarters = Exact.pi(100 + Math.max(0, Exact.magnitude(x)));
    BigDecimal phase =
        x.subtract(
            quarters.multiply(BigDecimal.valueOf(2L * n + 1)).divide(BigDecimal.valueOf(4)), wide);
    BigDecimal wave = mul(even, Exact.cos(phase)).subtract(mul(odd, Exact.sin(phase)), MC);
    return mul(wave, Exact.sqrt(div(BigDecimal.TWO, mul(Exact.pi(), x))));
  }
}
