package io.autodiff.exact;

import static io.autodiff.exact.Exact.HALF;
import static io.autodiff.exact.Exact.MC;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.ZERO;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The logarithm of the gamma function and its derivatives in 60 digits: Stirling's series. */
final class ExactGamma {
  /** From here on Stirling's series reaches 60 digits. */
  private static final int FAR = 60;

  private static final List<BigDecimal> BERNOULLI = bernoulli(50);

  /** Below this the recurrence to where the series holds takes too long. */
  private static final BigDecimal LEAST = BigDecimal.valueOf(-10_000);

  private ExactGamma() {}

  private static void requireReach(BigDecimal x) {
    if (x.compareTo(LEAST) < 0) {
      throw new ArithmeticException("gamma function of " + x);
    }
  }

  private static List<BigDecimal> bernoulli(int count) {
    int n = 2 * count + 1;
    java.math.MathContext wide = new java.math.MathContext(150);
    BigDecimal[] b = new BigDecimal[n + 1];
    b[0] = ONE;
    for (int m = 1; m <= n; m++) {
      BigDecimal sum = ZERO;
      BigDecimal binomial = ONE;
      for (int k = 0; k < m; k++) {
        sum = sum.add(binomial.multiply(b[k], wide), wide);
        binomial =
            binomial
                .multiply(BigDecimal.valueOf(m + 1L - k))
                .divide(BigDecimal.valueOf(k + 1L), wide);
      }
      b[m] = sum.negate().divide(BigDecimal.valueOf(m + 1L), wide);
    }
    List<BigDecimal> even = new ArrayList<>();
    for (int k = 1; k <= count; k++) {
      even.add(b[2 * k]);
    }
    return even;
  }

  /** Returns {@code log |Γ(x)|}. */
  static BigDecimal lgamma(BigDecimal x) {
    requireReach(x);
    BigDecimal a = x;
    BigDecimal product = ONE;
    while (a.compareTo(BigDecimal.valueOf(FAR)) < 0) {
      product = product.multiply(a, new java.math.MathContext(110));
      a = a.add(ONE);
    }
    BigDecimal sum = mul(a.subtract(HALF), Exact.log(a)).subtract(a);
    sum = add(sum, mul(HALF, Exact.log(mul(Exact.pi(), 2))));
    BigDecimal square = mul(a, a);
    BigDecimal power = a;
    for (int k = 1; k <= BERNOULLI.size(); k++) {
      sum = add(sum, div(div(BERNOULLI.get(k - 1), power), 2L * k * (2 * k - 1)));
      power = mul(power, square);
    }
    return add(sum, Exact.log(product.abs()).negate());
  }

  /** Returns the derivative of order {@code n} of the digamma function. */
  static BigDecimal polygamma(int n, BigDecimal x) {
    requireReach(x);
    BigDecimal steps = ZERO;
    BigDecimal a = x;
    while (a.compareTo(BigDecimal.valueOf(FAR + n)) < 0) {
      steps = add(steps, div(ONE, a.pow(n + 1, MC)));
      a = a.add(ONE);
    }
    BigDecimal factorial = ONE;
    for (int k = 2; k <= n; k++) {
      factorial = mul(factorial, k);
    }
    if (n == 0) {
      return add(stirling(a), steps.negate());
    }
    BigDecimal power = a.pow(n, MC);
    BigDecimal tail = add(div(div(factorial, n), power), div(factorial, mul(mul(power, a), 2)));
    BigDecimal rising = factorial; // (2k + n - 1)! / (2k)!
    BigDecimal p = mul(power, mul(a, a));
    for (int k = 1; k <= BERNOULLI.size(); k++) {
      rising =
          k == 1
              ? div(mul(factorial, n + 1), 2)
              : div(mul(rising, (2L * k + n - 2) * (2L * k + n - 1)), 2L * k * (2 * k - 1));
      tail = add(tail, div(mul(BERNOULLI.get(k - 1), rising), p));
      p = mul(p, mul(a, a));
    }
    BigDecimal sum = add(tail, mul(factorial, steps));
    return n % 2 == 1 ? sum : sum.negate();
  }

  private static BigDecimal stirling(BigDecimal a) {
    BigDecimal sum = add(Exact.log(a), div(HALF, a).negate());
    BigDecimal square = mul(a, a);
    BigDecimal power = square;
    for (int k = 1; k <= BERNOULLI.size(); k++) {
      sum = add(sum, div(div(BERNOULLI.get(k - 1), power), 2L * k).negate());
      power = mul(power, square);
    }
    return sum;
  }
}
