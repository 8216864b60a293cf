package io.autodiff.exact;

import static io.autodiff.exact.Exact.MC;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.ZERO;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import java.math.BigDecimal;

/** Derivatives of incomplete gamma and beta functions and of Bessel functions of the first kind. */
public final class IncompleteJets {
  private IncompleteJets() {}

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
        v -> ExactIncomplete.gamma(a, upper, v),
        v -> {
          Jet density = gammaDensity(a, 0, v);
          return upper ? density.neg() : density;
        });
  }

  /** Returns {@code x^(a - 1 - i) (1 - x)^(b - 1 - j) / B(a, b)}. */
  public static Jet betaDensity(double a, int i, double b, int j, Jet x) {
    BigDecimal left = new BigDecimal(a);
    BigDecimal right = new BigDecimal(b);
    BigDecimal log = lgamma(left.add(right)).subtract(lgamma(left)).subtract(lgamma(right));
    Jet first = power(x, left.subtract(BigDecimal.valueOf(1L + i)));
    Jet second = power(x.neg().add(1), right.subtract(BigDecimal.valueOf(1L + j)));
    return first.mul(second).mul(Exact.exp(log));
  }

  private static BigDecimal lgamma(BigDecimal x) {
    return ExactSpecial.lgamma(Jet.of(x)).value();
  }

  /** Returns {@code I_x(a, b)}. */
  public static Jet beta(double a, double b, Jet x) {
    return x.integral(v -> ExactIncomplete.beta(a, b, v), v -> betaDensity(a, 0, b, 0, v));
  }

  /** Returns {@code J_n(x)}. */
  public static Jet besselJ(int n, Jet x) {
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    for (int order = 0; order <= Jet.ORDER; order++) {
      BigDecimal sum = ZERO; // DLMF 10.6.7
      BigDecimal binomial = ONE;
      for (int k = 0; k <= order; k++) {
        BigDecimal term = mul(binomial, ExactIncomplete.besselJ(n - order + 2 * k, x.value()));
        sum = k % 2 == 0 ? add(sum, term) : sum.subtract(term, MC);
        binomial = div(mul(binomial, order - k), k + 1);
      }
      a[order] = div(sum, (1L << order) * Jet.factorial(order));
    }
    return x.compose(a);
  }
}
