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
import java.util.ArrayList;
import java.util.List;

/**
 * The error function and its relatives, the logarithm of the gamma function, Bessel functions in 60
 * digits: power series, continued fractions, asymptotic expansions, recurrences.
 */
public final class ExactSpecial {
  private static final BigDecimal TWO_OVER_SQRT_PI = div(TWO, Exact.sqrt(Exact.pi()));

  /** From here on Stirling's series reaches 60 digits. */
  private static final int FAR = 60;

  private static final List<BigDecimal> BERNOULLI = bernoulli(50);

  private ExactSpecial() {}

  /** Returns π. */
  public static BigDecimal pi() {
    return Exact.pi();
  }

  /** Returns {@code e^-x²} as a series. */
  private static Jet gaussian(Jet x) {
    return x.square().neg().exp();
  }

  public static Jet erf(Jet x) {
    return x.integral(ExactSpecial::erf, ExactSpecial::erfSlope);
  }

  private static Jet erfSlope(Jet x) {
    return gaussian(x).mul(TWO_OVER_SQRT_PI);
  }

  private static BigDecimal erf(BigDecimal x) {
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

  private static BigDecimal erfc(BigDecimal x) {
    if (x.signum() < 0) {
      return TWO.subtract(erfc(x.negate()), MC);
    }
    return x.compareTo(TWO) <= 0
        ? ONE.subtract(erf(x), MC)
        : mul(Exact.exp(x.multiply(x).negate()), integrals(0, x)[0]);
  }

  public static Jet erfc(Jet x) {
    return x.integral(ExactSpecial::erfc, v -> erfSlope(v).neg());
  }

  /**
   * Returns {@code e^x²} times the repeated integrals of erfc of the orders up to {@code last}
   * (DLMF 7.18): the coefficients of the series of erfcx are {@code (-2)^n} times these.
   */
  private static BigDecimal[] integrals(int last, BigDecimal x) {
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

  public static Jet erfcx(Jet x) {
    return erfcx(0, x);
  }

  /** Returns {@code e^x²} times the repeated integral of erfc of order {@code n}. */
  public static Jet erfcx(int n, Jet x) {
    BigDecimal[] e = integrals(n + Jet.ORDER, x.value());
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    BigDecimal factor = ONE;
    for (int k = 0; k < a.length; k++) {
      a[k] = mul(e[n + k], factor);
      factor = div(mul(factor, -2L * (n + k + 1)), k + 1);
    }
    return x.compose(a);
  }

  private static BigDecimal rootHalf() {
    return Exact.sqrt(HALF);
  }

  public static Jet normalCdf(Jet x) {
    return erfc(x.mul(rootHalf().negate())).mul(HALF);
  }

  public static Jet normalDensity(Jet x) {
    return gaussian(x.mul(rootHalf())).mul(mul(TWO_OVER_SQRT_PI, mul(rootHalf(), HALF)));
  }

  public static Jet logNormalCdf(Jet x) {
    if (x.value().signum() > 0) {
      return erfc(x.mul(rootHalf())).mul(-0.5).log1p();
    }
    return erfcx(x.mul(rootHalf().negate())).mul(HALF).log().sub(x.square().mul(HALF));
  }

  /** Returns the inverse of a function by its value and its slope as a function of that. */
  private static Jet inverse(Jet x, BigDecimal value, java.util.function.UnaryOperator<Jet> slope) {
    Jet y = Jet.of(value);
    for (int k = 0; k < Jet.ORDER; k++) {
      Jet now = y;
      y = Jet.variable(x.value(), 0).integral(_ -> value, _ -> slope.apply(now));
    }
    Jet series = y;
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    for (int k = 0; k < a.length; k++) {
      a[k] = div(series.derivative(k, 0), Jet.factorial(k));
    }
    return x.compose(a);
  }

  private static BigDecimal erfInv(BigDecimal x) {
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

  public static Jet erfInv(Jet x) {
    return inverse(x, erfInv(x.value()), y -> y.square().exp().mul(div(ONE, TWO_OVER_SQRT_PI)));
  }

  public static Jet normalQuantile(Jet p) {
    BigDecimal two = mul(p.value(), 2);
    BigDecimal y;
    if (two.compareTo(HALF) < 0) {
      y = inverseErfc(two).negate();
    } else {
      y = erfInv(two.subtract(ONE));
    }
    BigDecimal value = div(y, rootHalf());
    BigDecimal scale = div(TWO, mul(TWO_OVER_SQRT_PI, rootHalf()));
    return inverse(p, value, v -> v.square().mul(HALF).exp().mul(scale));
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

  public static Jet lgamma(Jet x) {
    BigDecimal v = x.value();
    return x.compose(lgamma(v), polygamma(0, v), div(polygamma(1, v), 2), div(polygamma(2, v), 6));
  }

  public static Jet polygamma(int n, Jet x) {
    BigDecimal v = x.value();
    return x.compose(
        polygamma(n, v),
        polygamma(n + 1, v),
        div(polygamma(n + 2, v), 2),
        div(polygamma(n + 3, v), 6));
  }

  private static BigDecimal lgamma(BigDecimal x) {
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

  private static BigDecimal polygamma(int n, BigDecimal x) {
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

  /** Returns {@code e^-x I_n(x)} for {@code x} not below 0. */
  private static BigDecimal scaledBessel(int n, BigDecimal x) {
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

  /** Returns {@code e^-a I_n(x)} as a series, {@code a = |value of x|} and constant. */
  private static Jet heldBessel(int n, Jet x) {
    BigDecimal v = x.value();
    BigDecimal[] s = new BigDecimal[n + Jet.ORDER + 1];
    for (int k = 0; k < s.length; k++) {
      BigDecimal size = scaledBessel(k, v.abs());
      s[k] = v.signum() < 0 && k % 2 == 1 ? size.negate() : size;
    }
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    for (int order = 0; order <= Jet.ORDER; order++) {
      BigDecimal sum = ZERO; // 2^-order Σ binomial I_{n - order + 2k}
      BigDecimal binomial = ONE;
      for (int k = 0; k <= order; k++) {
        sum = add(sum, mul(binomial, s[Math.abs(n - order + 2 * k)]));
        binomial = div(mul(binomial, order - k), k + 1);
      }
      a[order] = div(sum, (1L << order) * Jet.factorial(order));
    }
    return x.compose(a);
  }

  public static Jet besselI(int n, Jet x) {
    return heldBessel(n, x).mul(Exact.exp(x.value().abs()));
  }

  /** Returns {@code e^-|x| I_n(x)}, a series on the side of 0 where {@code x} is. */
  public static Jet besselIe(int n, Jet x) {
    if (x.value().abs().compareTo(BigDecimal.valueOf(1000)) > 0 && n == 1) {
      Jet far = besselMoment(0, x).sub(besselMoment(1, x));
      return x.value().signum() < 0 ? far.neg() : far;
    }
    Jet rest = x.sub(Jet.of(x.value()));
    return heldBessel(n, x).mul(x.value().signum() < 0 ? rest.exp() : rest.neg().exp());
  }

  /** Returns the mean of {@code (1 - cos θ)^n e^(-|x| (1 - cos θ))} over all angles. */
  public static Jet besselMoment(int n, Jet x) {
    BigDecimal z = mul(x.value().abs(), 2);
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    BigDecimal sign = ONE;
    for (int k = 0; k < a.length; k++) {
      a[k] = div(mul(sign, moment(n + k, z)), Jet.factorial(k));
      sign = x.value().signum() < 0 ? sign : sign.negate();
    }
    return x.compose(a);
  }

  /** Returns the mean as Kummer's function of {@code -z}, by its series or its expansion. */
  private static BigDecimal moment(int n, BigDecimal z) {
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

  /** Returns {@code sin(πx) / (πx)}. */
  public static Jet sinc(Jet x) {
    return sphericalBessel(0, x);
  }

  /** Returns {@code j_n(πx)}: written out (DLMF 10.49), near 0 its power series (10.53.1). */
  public static Jet sphericalBessel(int n, Jet x) {
    Jet u = x.mul(Exact.pi());
    if (u.value().abs().compareTo(BigDecimal.valueOf(2)) <= 0) {
      return powerSeries(n, u);
    }
    BigDecimal whole = x.value().setScale(0, java.math.RoundingMode.HALF_EVEN);
    Jet rest = x.sub(Jet.of(whole)).mul(Exact.pi());
    boolean odd = whole.toBigInteger().testBit(0);
    Jet sin = odd ? rest.sin().neg() : rest.sin();
    Jet cos = odd ? rest.cos().neg() : rest.cos();
    Jet zeroth = sin.div(u);
    Jet first = zeroth.sub(cos).div(u);
    return switch (n) {
      case 0 -> zeroth;
      case 1 -> first;
      default -> first.mul(3).div(u).sub(zeroth);
    };
  }

  private static Jet powerSeries(int n, Jet u) {
    Jet half = u.square().mul(-0.5);
    Jet sum = Jet.of(ONE);
    for (int k = 30; k >= 1; k--) {
      sum = sum.mul(half).mul(div(ONE, k * (2L * (n + k) + 1))).add(1);
    }
    for (int k = 1; k <= n; k++) {
      sum = sum.mul(u).mul(div(ONE, 2L * k + 1));
    }
    return sum;
  }

  /** Returns {@code x - tanh(x)}. */
  public static Jet tanhShrink(Jet x) {
    return x.integral(
        v -> {
          if (v.abs().compareTo(new BigDecimal("1e-5")) > 0) {
            return v.subtract(Exact.tanh(v), MC);
          }
          BigDecimal s = v.multiply(v);
          BigDecimal[] c = {
            div(ONE, 3),
            div(TWO, 15).negate(),
            div(BigDecimal.valueOf(17), 315),
            div(BigDecimal.valueOf(62), 2835).negate(),
            div(BigDecimal.valueOf(1382), 155925)
          };
          BigDecimal sum = ZERO;
          for (int k = c.length - 1; k >= 0; k--) {
            sum = add(mul(sum, s), c[k]);
          }
          return mul(sum, mul(s, v));
        },
        v -> v.tanh().square());
  }
}
