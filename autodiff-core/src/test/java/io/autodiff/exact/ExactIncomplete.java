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
 * The incomplete gamma and beta functions and Bessel functions of the first kind in 60 digits:
 * power series, a continued fraction, an asymptotic expansion.
 */
public final class ExactIncomplete {
  /** Up to here the power series of Bessel functions is summed, with more digits for what cancels. */
  private static final int BESSEL_SERIES_END = 300;

  private ExactIncomplete() {}

  /** Returns {@code x^(a - 1 - order) e^-x / Γ(a)}. */
  public static Jet gammaDensity(double a, int order, Jet x) {
    BigDecimal shape = new BigDecimal(a);
    BigDecimal e = shape.subtract(BigDecimal.valueOf(1L + order));
    BigDecimal log = ExactSpecial.lgamma(Jet.of(shape)).value();
    Jet rest = x.add(Jet.of(log)).neg();
    return isShort(e) ? power(x, e).mul(rest.exp()) : x.log().mul(e).add(rest).exp();
  }

  private static boolean isShort(BigDecimal e) {
    return e.signum() >= 0 && e.doubleValue() < 9 && e.stripTrailingZeros().scale() <= 0;
  }

  /** Returns {@code x^e}, of a whole exponent as a product, whose derivatives end. */
  private static Jet power(Jet x, BigDecimal e) {
    if (!isShort(e)) {
      return x.log().mul(e).exp();
    }
    Jet product = Jet.of(1);
    for (int k = 0; k < e.intValue(); k++) {
      product = product.mul(x);
    }
    return product;
  }

  /** Returns {@code P(a, x)}, or {@code Q(a, x)} if {@code upper}. */
  public static Jet gamma(double a, boolean upper, Jet x) {
    return x.integral(
        v -> gamma(a, upper, v),
        v -> {
          Jet density = gammaDensity(a, 0, v);
          return upper ? density.neg() : density;
        });
  }

  private static BigDecimal gamma(double a, boolean upper, BigDecimal x) {
    boolean far = x.doubleValue() > 2 * a + 4;
    BigDecimal factor = mul(gammaDensity(a, 0, Jet.of(x)).value(), x);
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
  public static Jet betaDensity(double a, int i, double b, int j, Jet x) {
    BigDecimal left = new BigDecimal(a);
    BigDecimal right = new BigDecimal(b);
    BigDecimal log =
        lgamma(left.add(right)).subtract(lgamma(left)).subtract(lgamma(right));
    Jet first = power(x, left.subtract(BigDecimal.valueOf(1L + i)));
    Jet second = power(x.neg().add(1), right.subtract(BigDecimal.valueOf(1L + j)));
    return first.mul(second).mul(Exact.exp(log));
  }

  private static BigDecimal lgamma(BigDecimal x) {
    return ExactSpecial.lgamma(Jet.of(x)).value();
  }

  /** Returns {@code I_x(a, b)}. */
  public static Jet beta(double a, double b, Jet x) {
    return x.integral(v -> beta(a, b, v), v -> betaDensity(a, 0, b, 0, v));
  }

  private static BigDecimal beta(double a, double b, BigDecimal x) {
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
    BigDecimal density = betaDensity(a, 0, b, 0, Jet.of(x)).value();
    return div(mul(mul(density, mul(x, y)), sum), left);
  }

  /** Returns {@code J_n(x)}. */
  public static Jet besselJ(int n, Jet x) {
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    for (int order = 0; order <= Jet.ORDER; order++) {
      BigDecimal sum = ZERO; // DLMF 10.6.7
      BigDecimal binomial = ONE;
      for (int k = 0; k <= order; k++) {
        BigDecimal term = mul(binomial, besselJ(n - order + 2 * k, x.value()));
        sum = k % 2 == 0 ? add(sum, term) : sum.subtract(term, MC);
        binomial = div(mul(binomial, order - k), k + 1);
      }
      a[order] = div(sum, (1L << order) * Jet.factorial(order));
    }
    return x.compose(a);
  }

  private static BigDecimal besselJ(int n, BigDecimal x) {
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
        x.subtract(quarters.multiply(BigDecimal.valueOf(2L * n + 1)).divide(BigDecimal.valueOf(4)), wide);
    BigDecimal wave = mul(even, Exact.cos(phase)).subtract(mul(odd, Exact.sin(phase)), MC);
    return mul(wave, Exact.sqrt(div(BigDecimal.TWO, mul(Exact.pi(), x))));
  }
}
