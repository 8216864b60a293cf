package io.autodiff.exact;

import static io.autodiff.exact.Exact.HALF;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.TWO;
import static io.autodiff.exact.Exact.ZERO;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import java.math.BigDecimal;

/**
 * The Taylor series of the error function and its relatives, the logarithm of the gamma function
 * and Bessel functions.
 */
public final class ExactSpecial {
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
    return x.integral(ExactError::erf, ExactSpecial::erfSlope);
  }

  private static Jet erfSlope(Jet x) {
    return gaussian(x).mul(ExactError.TWO_OVER_SQRT_PI);
  }

  public static Jet erfc(Jet x) {
    return x.integral(ExactError::erfc, v -> erfSlope(v).neg());
  }

  public static Jet erfcx(Jet x) {
    return erfcx(0, x);
  }

  /** Returns {@code e^x²} times the repeated integral of erfc of order {@code n}. */
  public static Jet erfcx(int n, Jet x) {
    BigDecimal[] e = ExactError.integrals(n + Jet.ORDER, x.value());
    BigDecimal[] a = new BigDecimal[Jet.ORDER + 1];
    BigDecimal factor = ONE;
    for (int k = 0; k < a.length; k++) {
      a[k] = mul(e[n + k], factor);
      factor = div(mul(factor, -2L * (n + k + 1)), k + 1);
    }
    return x.compose(a);
  }

  public static Jet normalCdf(Jet x) {
    return erfc(x.mul(ExactError.rootHalf().negate())).mul(HALF);
  }

  public static Jet normalDensity(Jet x) {
    return gaussian(x.mul(ExactError.rootHalf()))
        .mul(mul(ExactError.TWO_OVER_SQRT_PI, mul(ExactError.rootHalf(), HALF)));
  }

  public static Jet logNormalCdf(Jet x) {
    if (x.value().signum() > 0) {
      return erfc(x.mul(ExactError.rootHalf())).mul(-0.5).log1p();
    }
    return erfcx(x.mul(ExactError.rootHalf().negate())).mul(HALF).log().sub(x.square().mul(HALF));
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

  public static Jet erfInv(Jet x) {
    return inverse(
        x,
        ExactError.erfInv(x.value()),
        y -> y.square().exp().mul(div(ONE, ExactError.TWO_OVER_SQRT_PI)));
  }

  public static Jet normalQuantile(Jet p) {
    BigDecimal value = ExactError.normalQuantile(p.value());
    BigDecimal scale = div(TWO, mul(ExactError.TWO_OVER_SQRT_PI, ExactError.rootHalf()));
    return inverse(p, value, v -> v.square().mul(HALF).exp().mul(scale));
  }

  public static Jet lgamma(Jet x) {
    BigDecimal v = x.value();
    return x.compose(
        ExactGamma.lgamma(v),
        ExactGamma.polygamma(0, v),
        div(ExactGamma.polygamma(1, v), 2),
        div(ExactGamma.polygamma(2, v), 6));
  }

  public static Jet polygamma(int n, Jet x) {
    BigDecimal v = x.value();
    return x.compose(
        ExactGamma.polygamma(n, v),
        ExactGamma.polygamma(n + 1, v),
        div(ExactGamma.polygamma(n + 2, v), 2),
        div(ExactGamma.polygamma(n + 3, v), 6));
  }

  /** Returns {@code e^-a I_n(x)} as a series, {@code a = |value of x|} and constant. */
  private static Jet heldBessel(int n, Jet x) {
    BigDecimal v = x.value();
    BigDecimal[] s = new BigDecimal[n + Jet.ORDER + 1];
    for (int k = 0; k < s.length; k++) {
      BigDecimal size = ExactBessel.scaledBessel(k, v.abs());
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
      a[k] = div(mul(sign, ExactBessel.moment(n + k, z)), Jet.factorial(k));
      sign = x.value().signum() < 0 ? sign : sign.negate();
    }
    return x.compose(a);
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
    return x.integral(Exact::tanhRest, v -> v.tanh().square());
  }
}
