package io.autodiff.exact;

import static io.autodiff.exact.Exact.MC;
import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.TWO;
import static io.autodiff.exact.Exact.ZERO;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;
import static io.autodiff.exact.Exact.sqrt;

import io.autodiff.TensorLosses;
import io.autodiff.op.ActivationOp;
import io.autodiff.op.BesselI;
import io.autodiff.op.BesselJ;
import io.autodiff.op.BesselMoment;
import io.autodiff.op.BetaDensity;
import io.autodiff.op.BetaInc;
import io.autodiff.op.Clamp;
import io.autodiff.op.Elu;
import io.autodiff.op.Erfcx;
import io.autodiff.op.GammaDensity;
import io.autodiff.op.GammaInc;
import io.autodiff.op.LeakyRelu;
import io.autodiff.op.LogFloor;
import io.autodiff.op.Polygamma;
import io.autodiff.op.RoundingOp;
import io.autodiff.op.Sinc;
import io.autodiff.op.SpecialOp;
import io.autodiff.op.TrigonometricOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The values of elementwise operations of one operand. */
final class ExtendedUnary {
  private static final BigDecimal LN_2 = Exact.log(TWO);
  private static final BigDecimal LN_10 = Exact.log(BigDecimal.TEN);
  private static final BigDecimal GELU_BEND = Exact.of(0.044715); // as the operation has it

  private ExtendedUnary() {}

  /**
   * Returns the value. Of an infinity or NaN, and at poles and outside the domain, it is what the
   * operation gives for a double.
   */
  static Extended apply(Unary op, Extended x) {
    if (!x.isFinite()) {
      return Extended.of(op.applyAsDouble(x.doubleValue()));
    }
    try {
      return Extended.of(apply(op, x.number()));
    } catch (ArithmeticException e) {
      double end = op.applyAsDouble(x.doubleValue());
      return Extended.of(Double.isFinite(end) ? Double.NaN : end);
    }
  }

  private static BigDecimal apply(Unary op, BigDecimal x) {
    return switch (op) {
      case UnaryOp u -> elementary(u, x);
      case TrigonometricOp t -> trigonometric(t, x);
      case RoundingOp r -> rounded(r, x);
      case ActivationOp a -> activation(a, x);
      case SpecialOp s -> special(s, x);
      case Clamp c -> clamped(c, x);
      case Elu e -> x.signum() > 0 ? x : mul(Exact.of(e.alpha()), Exact.expm1(x));
      case LeakyRelu l -> x.signum() > 0 ? x : mul(Exact.of(l.slope()), x);
      case Polygamma p -> ExactGamma.polygamma(p.order(), x);
      case Erfcx e -> ExactError.erfcx(e.order(), x);
      case BesselI b -> ExactBessel.besselI(b.order(), x);
      case BesselMoment m -> ExactBessel.moment(m.order(), mul(x.abs(), 2));
      case BesselJ b -> ExactIncomplete.besselJ(b.order(), x);
      case GammaInc g -> ExactIncomplete.gamma(g.shape(), g.upper(), x);
      case GammaDensity g -> ExactIncomplete.gammaDensity(g.shape(), g.order(), x);
      case BetaInc b -> ExactIncomplete.beta(b.a(), b.b(), x);
      case BetaDensity b -> ExactIncomplete.betaDensity(b.a(), b.i(), b.b(), b.j(), x);
      case Sinc s -> ExactBessel.spherical(s.order(), x);
      case LogFloor l -> logFloor(l.ofRest() ? ONE.subtract(x) : x);
    };
  }

  private static BigDecimal elementary(UnaryOp op, BigDecimal x) {
    return switch (op) {
      case NEG -> x.negate();
      case SQUARE -> mul(x, x);
      case SQRT -> sqrt(x);
      case ABS -> x.abs();
      case EXP -> Exact.exp(x);
      case EXPM1 -> Exact.expm1(x);
      case LOG -> Exact.log(x);
      case LOG1P -> Exact.log1p(x);
      case SIN -> Exact.sin(x);
      case COS -> Exact.cos(x);
      case TAN -> div(Exact.sin(x), Exact.cos(x));
      case TANH -> Exact.tanh(x);
      case SIGMOID -> sigmoid(x);
      case SIGN -> BigDecimal.valueOf(x.signum());
      case RECIPROCAL -> div(ONE, x);
      case RSQRT -> div(ONE, sqrt(x));
      case CBRT -> cubeRoot(x);
      case EXP2 -> Exact.exp(mul(x, LN_2));
      case LOG2 -> div(Exact.log(x), LN_2);
      case LOG10 -> div(Exact.log(x), LN_10);
    };
  }

  static BigDecimal sigmoid(BigDecimal x) {
    return div(ONE, add(ONE, Exact.exp(x.negate())));
  }

  static BigDecimal softplus(BigDecimal x) {
    return add(x.max(ZERO), Exact.log1p(Exact.exp(x.abs().negate())));
  }

  private static BigDecimal cubeRoot(BigDecimal x) {
    if (x.signum() == 0) {
      return ZERO;
    }
    BigDecimal root = Exact.exp(div(Exact.log(x.abs()), 3));
    return x.signum() < 0 ? root.negate() : root;
  }

  private static BigDecimal trigonometric(TrigonometricOp op, BigDecimal x) {
    return switch (op) {
      case ASIN -> Exact.asin(x);
      case ACOS -> Exact.acos(x);
      case ATAN -> Exact.atan(x);
      case SINH -> Exact.sinh(x);
      case COSH -> Exact.cosh(x);
      case ASINH -> Exact.asinh(x);
      case ACOSH -> Exact.acosh(x);
      case ATANH -> Exact.atanh(x);
    };
  }

  private static BigDecimal rounded(RoundingOp op, BigDecimal x) {
    if (x.scale() <= 0) {
      return x; // whole, and maybe of too many digits to write them out
    }
    return x.setScale(
        0,
        switch (op) {
          case FLOOR -> RoundingMode.FLOOR;
          case CEIL -> RoundingMode.CEILING;
          case ROUND -> RoundingMode.HALF_EVEN;
          case TRUNC -> RoundingMode.DOWN;
        });
  }

  private static BigDecimal activation(ActivationOp op, BigDecimal x) {
    return switch (op) {
      case SOFTPLUS -> softplus(x);
      case RELU -> x.max(ZERO);
      case SILU -> mul(x, sigmoid(x));
      case MISH -> mul(x, Exact.tanh(softplus(x)));
      case GELU -> mul(x, ExactError.normalCdf(x));
      case GELU_TANH -> {
        BigDecimal bent = add(x, mul(GELU_BEND, mul(x, mul(x, x))));
        BigDecimal rate = sqrt(div(BigDecimal.valueOf(8), Exact.pi()));
        yield mul(x, sigmoid(mul(rate, bent)));
      }
      case TANH_SHRINK -> Exact.tanhRest(x);
      case SOFTSIGN -> div(x, add(ONE, x.abs()));
    };
  }

  private static BigDecimal special(SpecialOp op, BigDecimal x) {
    return switch (op) {
      case ERF -> ExactError.erf(x);
      case ERFC -> ExactError.erfc(x);
      case ERF_INV -> ExactError.erfInv(inside(x, ONE.negate()));
      case NORMAL_CDF -> ExactError.normalCdf(x);
      case LOG_NORMAL_CDF -> ExactError.logNormalCdf(x);
      case NORMAL_QUANTILE -> ExactError.normalQuantile(inside(x, ZERO));
      case LGAMMA -> ExactGamma.lgamma(x);
      case ENTROPY -> x.signum() == 0 ? ZERO : mul(x, Exact.log(x)).negate();
      case LOGISTIC_DENSITY -> mul(sigmoid(x), sigmoid(x.negate()));
      case LOGIT -> add(Exact.log(x), Exact.log1p(x.negate()).negate());
      case BESSEL_I1E -> ExactBessel.besselIe(1, x);
    };
  }

  /** Returns a number that has to lie between a bound and 1. */
  private static BigDecimal inside(BigDecimal x, BigDecimal low) {
    if (x.compareTo(low) <= 0 || x.compareTo(ONE) >= 0) {
      throw new ArithmeticException("outside the domain: " + x);
    }
    return x;
  }

  private static BigDecimal logFloor(BigDecimal x) {
    BigDecimal floor = Exact.of(TensorLosses.LOG_FLOOR);
    return x.signum() == 0 ? floor : Exact.log(x).max(floor);
  }

  private static BigDecimal clamped(Clamp c, BigDecimal x) {
    Extended held = Extended.of(x).max(Extended.of(c.low())).min(Extended.of(c.high()));
    return held.number().round(MC);
  }
}
