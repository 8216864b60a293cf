package io.autodiff.exact;

import static io.autodiff.exact.Exact.HALF;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Modified and spherical Bessel functions in 60 digits: power series and asymptotic expansions. */
final class ExactBessel {
  private ExactBessel() {}

  /** Returns {@code e^-x I_n(x)} for {@code x} not below 0. */
  static BigDecimal scaledBessel(int n, BigDecimal x) {
    if (x.compareTo(BigDecimal.valueOf(300)) > 0) {
      BigDecimal mu = BigDecimal.valueOf(4L * n * n);
      BigDecimal term = ONE;
      BigDecimal sum = ONE;
      for (int k = 1; Exact.magnitude(term) > -75 && k < 600; k++) {
        BigDecimal odd = BigDecimal.valueOf((2L * k - 1) * (2L * k - 1)).subtract(mu);
        term = div(mul(term, odd), mul(x, 8L * k));
        sum = add(sum, term);
      }
      return div(sum, Exact.sqrt(mul(mul(x, 2), Exact.pi())));
    }
    BigDecimal quarter = div(mul(x, x), 4);
    BigDecimal term = ONE;
    for (int k = 1; k <= n; k++) {
      term = div(mul(term, x), 2L * k);
    }
    BigDecimal sum = term;
    for (int k = 1; term.signum() != 0 && Exact.magnitude(term) > Exact.magnitude(sum) - 75; k++) {
      term = div(mul(term, quarter), (long) k * (k + n));
      sum = add(sum, term);
    }
    return mul(sum, Exact.exp(x.negate()));
  }

  /** Returns the mean as Kummer's function of {@code -z}, by its series or its expansion. */
  static BigDecimal moment(int n, BigDecimal z) {
    boolean far = z.compareTo(BigDecimal.valueOf(600)) > 0;
    BigDecimal factor = far ? div(ONE, Exact.sqrt(mul(Exact.pi(), z))) : ONE;
    for (int k = 1; k <= n; k++) {
      factor = far ? div(mul(factor, 2L * k - 1), z) : div(mul(factor, 2L * k - 1), k);
    }
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    for (int s = 0; term.signum() != 0 && Exact.magnitude(term) > Exact.magnitude(sum) - 75; s++) {
      BigDecimal half = BigDecimal.valueOf(s).add(HALF);
      term =
          far
              ? div(mul(mul(term, half), half.add(BigDecimal.valueOf(n))), mul(z, s + 1L))
              : div(mul(mul(term, half), z), (n + 1L + s) * (s + 1L));
      sum = add(sum, term);
    }
    return mul(mul(factor, sum), far ? ONE : Exact.exp(z.negate()));
  }

  /** Returns {@code I_n(x)}. */
  static BigDecimal besselI(int n, BigDecimal x) {
    return mul(besselIe(n, x), Exact.exp(x.abs()));
  }

  /** Returns {@code e^-|x| I_n(x)}. */
  static BigDecimal besselIe(int n, BigDecimal x) {
    BigDecimal size = scaledBessel(n, x.abs());
    return x.signum() < 0 && n % 2 == 1 ? size.negate() : size;
  }

  /** Returns {@code j_n(πx)}: its power series (DLMF 10.53.1), far out its recurrence (10.51.1). */
  static BigDecimal spherical(int n, BigDecimal x) {
    BigDecimal u = mul(x, Exact.pi());
    if (u.abs().compareTo(BigDecimal.valueOf(n + 2L)) <= 0) {
      return sphericalSeries(n, u);
    }
    BigDecimal whole = x.setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal rest = mul(x.subtract(whole), Exact.pi());
    BigDecimal sign = whole.toBigInteger().testBit(0) ? ONE.negate() : ONE;
    BigDecimal before = div(mul(sign, Exact.cos(rest)), u); // j₋₁
    BigDecimal now = div(mul(sign, Exact.sin(rest)), u);
    for (int k = 0; k < n; k++) {
      BigDecimal next = add(div(mul(now, 2L * k + 1), u), before.negate());
      before = now;
      now = next;
    }
    return now;
  }

  private static BigDecimal sphericalSeries(int n, BigDecimal u) {
    BigDecimal half = div(mul(u, u), -2);
    BigDecimal term = ONE;
    for (int k = 1; k <= n; k++) {
      term = div(mul(term, u), 2L * k + 1);
    }
    BigDecimal sum = term;
    for (int k = 1; term.signum() != 0 && Exact.magnitude(term) > Exact.magnitude(sum) - 75; k++) {
      term = div(mul(term, half), k * (2L * (n + k) + 1));
      sum = add(sum, term);
    }
    return sum;
  }
}
