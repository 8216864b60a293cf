package io.autodiff.exact;

import static io.autodiff.exact.Exact.HALF;
import static io.autodiff.exact.Exact.MC;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.TWO;
import static io.autodiff.exact.Exact.ZERO;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import java.math.BigDecimal;

/**
 * The error function, its relatives and their inverses in 60 digits: power series and continued
 * fractions.
 */
final class ExactError {
  static final BigDecimal TWO_OVER_SQRT_PI = div(TWO, Exact.sqrt(Exact.pi()));

  private ExactError() {}

  static BigDecimal erf(BigDecimal x) {
    if (x.abs().compareTo(TWO) > 0) {
      BigDecimal y = ONE.subtract(erfc(x.abs()), MC);
      return x.signum() < 0 ? y.negate() : y;
    }
    BigDecimal square = mul(mul(x, x), 2);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int k = 1; term.signum() != 0 && Exact.magnitude(term) > Exact.magnitude(sum) - 75; k++) {
      term = div(mul(term, square), 2 * k + 1);
      sum = add(sum, term);
    }
    return mul(mul(sum, TWO_OVER_SQRT_PI), Exact.exp(mul(x, x).negate()));
  }

  static BigDecimal erfc(BigDecimal x) {
    if (x.signum() < 0) {
      return TWO.subtract(erfc(x.negate()), MC);
    }
    return x.compareTo(TWO) <= 0
        ? ONE.subtract(erf(x), MC)
        : mul(Exact.exp(x.multiply(x).negate()), integrals(0, x)[0]);
  }

  /**
   * Returns {@code e^x²} times the repeated integrals of erfc of the orders up to {@code last}
   * (DLMF 7.18): the coefficients of the series of erfcx are {@code (-2)^n} times these.
   */
  static BigDecimal[] integrals(int last, BigDecimal x) {
    BigDecimal[] e = new BigDecimal[last + 1];
    if (x.compareTo(TWO) <= 0) {
      e[0] = mul(Exact.exp(x.multiply(x)), erfc(x));
      BigDecimal before = TWO_OVER_SQRT_PI;
      for (int n = 1; n < e.length; n++) {
        e[n] = div(add(before, mul(mul(x, e[n - 1]), -2)), 2L * n);
        before = e[n - 1];
      }
      return e;
    }
    BigDecimal[] ratio = new BigDecimal[e.length];
    BigDecimal r = ZERO;
    int terms = Exact.magnitude(x) > 3 ? 60 : 1500;
    for (int n = terms; n >= 0; n--) {
      r = div(ONE, add(mul(x, 2), mul(r, 2L * (n + 1))));
      if (n < ratio.length) {
        ratio[n] = r;
      }
    }
    e[0] = mul(TWO_OVER_SQRT_PI, ratio[0]);
    for (int n = 1; n < e.length; n++) {
      e[n] = mul(e[n - 1], ratio[n]);
    }
    return e;
  }

  static BigDecimal rootHalf() {
    return Exact.sqrt(HALF);
  }

  static BigDecimal erfInv(BigDecimal x) {
    boolean negative = x.signum() < 0;
    BigDecimal a = x.abs();
    BigDecimal y = a.compareTo(HALF) < 0 ? mul(a, HALF) : erfcStart(ONE.subtract(a));
    for (int i = 0; i < 80; i++) {
      BigDecimal error =
          a.compareTo(HALF) < 0 ? a.subtract(erf(y)) : erfc(y).subtract(ONE.subtract(a));
      BigDecimal slope = mul(TWO_OVER_SQRT_PI, Exact.exp(mul(y, y).negate()));
      BigDecimal step = div(error, slope);
      step = div(step, add(ONE, mul(step, y).negate()));
      y = add(y, step);
      if (step.signum() == 0 || Exact.magnitude(step) < Exact.magnitude(y) - 30) {
        break;
      }
    }
    return negative ? y.negate() : y;
  }

  /** Returns a number of which erfc is about {@code y}, for small {@code y}. */
  private static BigDecimal erfcStart(BigDecimal y) {
    double log = -Exact.log(y).doubleValue();
    double x = Math.sqrt(Math.max(log, 0.3));
    for (int i = 0; i < 20; i++) {
      x = Math.sqrt(Math.max(0.1, log - Math.log(Math.max(x, 0.3) * Math.sqrt(Math.PI))));
    }
    return new BigDecimal(x);
  }

  private static BigDecimal inverseErfc(BigDecimal y) {
    BigDecimal x = erfcStart(y);
    for (int i = 0; i < 80; i++) {
      BigDecimal error = erfc(x).subtract(y);
      BigDecimal slope = mul(TWO_OVER_SQRT_PI, Exact.exp(mul(x, x).negate()));
      BigDecimal step = div(error, slope);
      step = div(step, add(ONE, mul(step, x).negate()));
      x = add(x, step);
      if (step.signum() == 0 || Exact.magnitude(step) < Exact.magnitude(x) - 30) {
        break;
      }
    }
    return x;
  }

  static BigDecimal normalCdf(BigDecimal x) {
    return mul(HALF, erfc(mul(x, rootHalf()).negate()));
  }

  static BigDecimal logNormalCdf(BigDecimal x) {
    if (x.signum() > 0) {
      return Exact.log1p(mul(HALF, erfc(mul(x, rootHalf()))).negate());
    }
    BigDecimal scaled = erfcx(0, mul(x, rootHalf()).negate());
    return Exact.log(mul(HALF, scaled)).subtract(mul(HALF, mul(x, x)), MC);
  }

  static BigDecimal normalQuantile(BigDecimal p) {
    BigDecimal two = mul(p, 2);
    BigDecimal y = two.compareTo(HALF) < 0 ? inverseErfc(two).negate() : erfInv(two.subtract(ONE));
    return div(y, rootHalf());
  }

  /** Returns {@code e^x²} times the repeated integral of erfc of an order. */
  static BigDecimal erfcx(int order, BigDecimal x) {
    return integrals(order, x)[order];
  }
}
