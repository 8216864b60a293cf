package io.autodiff.op;

import static io.autodiff.op.Oracle.binary;
import static io.autodiff.op.Oracle.smooth;
import static io.autodiff.op.Oracle.unary;

import io.autodiff.exact.ExactSpecial;
import io.autodiff.exact.IncompleteJets;
import io.autodiff.exact.Jet;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.UnaryOperator;

/**
 * The oracle and the special points of every elementwise operation. No switch here has a default,
 * so a new operation does not compile before it has them.
 */
final class Oracles {
  private static final BigDecimal LN_2 = Jet.of(2).log().value();
  private static final BigDecimal LN_10 = Jet.of(10).log().value();

  private Oracles() {}

  /** Returns the oracle of an operation. */
  static Oracle of(Elementwise op) {
    return switch (op) {
      case Unary u ->
          switch (u) {
            case UnaryOp constant -> of(constant);
            case TrigonometricOp constant -> of(constant);
            case RoundingOp constant -> of(constant);
            case ActivationOp constant -> of(constant);
            case SpecialOp constant -> of(constant);
            case Clamp c -> of(c);
            case Elu elu -> of(elu);
            case LeakyRelu relu ->
                unary(x -> x.value().signum() > 0 ? x : x.mul(relu.slope()), x -> x != 0);
            case Polygamma p ->
                unary(
                    x -> ExactSpecial.polygamma(p.order(), x), Oracles::isGammaSmooth, 12, 1.4616);
            case Erfcx e -> smooth(x -> ExactSpecial.erfcx(e.order(), x), 0.75, -0.75, 10, 30, -26);
            case BesselI i -> smooth(x -> ExactSpecial.besselI(i.order(), x), 30, 29.9, 34, 710);
            case BesselMoment m ->
                unary(x -> ExactSpecial.besselMoment(m.order(), x), x -> x != 0, 30, 29.9);
            case BesselJ bessel -> of(bessel);
            case GammaInc gamma -> of(gamma);
            case GammaDensity density -> of(density);
            case BetaInc beta -> of(beta);
            case BetaDensity density -> of(density);
            case Sinc s ->
                unary(
                    x -> ExactSpecial.sphericalBessel(s.order(), x),
                    x -> Math.abs(x) < Double.MAX_VALUE / Math.PI,
                    0.01,
                    0.1,
                    0.9,
                    1.5,
                    2.5,
                    50);
            case LogFloor log ->
                log.ofRest()
                    ? unary(x -> x.neg().log1p(), x -> x < 1, Math.nextDown(1), 0.9)
                    : unary(Jet::log, x -> x > 1e-36, 1e-30);
          };
      case Binary b ->
          switch (b) {
            case BinaryOp constant -> of(constant);
            case ComparisonOp constant -> of(constant);
            case RuleOp constant -> of(constant);
            case BinaryCrossEntropy _ ->
                binary(Oracles::crossEntropy, Oracles::isFarFromItsMinimum, 40, 0.25);
          };
      case Ternary t ->
          switch (t) {
            case TernaryOp constant -> of(constant);
          };
    };
  }

  private static Oracle of(BesselJ op) {
    return smooth(x -> IncompleteJets.besselJ(op.order(), x), 2, 25, 24.9, 2.4, -3.9, 1e22);
  }

  private static Oracle of(GammaInc op) {
    double shape = op.shape();
    UnaryOperator<Jet> series = x -> IncompleteJets.gamma(shape, op.upper(), x);
    return unary(series, x -> x > 0, shape, Math.nextDown(shape), 0.9, 700);
  }

  private static Oracle of(GammaDensity op) {
    return unary(x -> IncompleteJets.gammaDensity(op.shape(), op.order(), x), x -> x > 0, 700);
  }

  private static Oracle of(BetaInc op) {
    double mean = op.a() / (op.a() + op.b());
    UnaryOperator<Jet> series = x -> IncompleteJets.beta(op.a(), op.b(), x);
    return unary(series, Oracles::isInside, mean, Math.nextDown(1));
  }

  private static Oracle of(BetaDensity op) {
    return unary(
        x -> IncompleteJets.betaDensity(op.a(), op.i(), op.b(), op.j(), x),
        Oracles::isInside,
        Math.nextDown(1));
  }

  private static boolean isInside(double x) {
    return x > 0 && x < 1;
  }

  private static Oracle of(UnaryOp op) {
    return switch (op) {
      case NEG -> smooth(Jet::neg);
      case SQUARE -> smooth(Jet::square);
      case SQRT -> unary(Jet::sqrt, x -> x > 0);
      case ABS -> unary(Jet::abs, x -> x != 0);
      case EXP -> smooth(Jet::exp, 709, -708);
      case EXPM1 -> smooth(Jet::expm1, -40, -700, 709);
      case LOG -> unary(Jet::log, x -> x > 0, Math.nextUp(1), Math.nextDown(1));
      case LOG1P -> unary(Jet::log1p, x -> x > -1, Math.nextUp(-1));
      case SIN -> smooth(Jet::sin, Math.PI, Math.PI / 2, 1e22);
      case COS -> smooth(Jet::cos, Math.PI, Math.PI / 2, 1e22);
      case TAN -> smooth(x -> x.sin().div(x.cos()), Math.PI, Math.PI / 4, 1.5);
      case TANH -> smooth(Jet::tanh, 15, 19, -19, 22, 350);
      case SIGMOID -> smooth(Jet::sigmoid, 17, 36, 37, -37, 700);
      case SIGN -> unary(x -> Jet.of(x.value().signum()), x -> x != 0);
      case RECIPROCAL -> unary(Jet::reciprocal, x -> x != 0);
      case RSQRT -> unary(x -> x.sqrt().reciprocal(), x -> x > 0);
      case CBRT -> unary(Jet::cbrt, x -> x != 0);
      case EXP2 -> smooth(x -> x.mul(LN_2).exp(), 1023, -1022);
      case LOG2 -> unary(x -> x.log().mul(inverse(LN_2)), x -> x > 0, 1.5, Math.nextUp(1.5));
      case LOG10 -> unary(x -> x.log().mul(inverse(LN_10)), x -> x > 0, 10);
    };
  }

  private static BigDecimal inverse(BigDecimal x) {
    return Jet.of(x).reciprocal().value();
  }

  private static Oracle of(TrigonometricOp op) {
    return switch (op) {
      case ASIN ->
          unary(x -> asin(x), x -> Math.abs(x) < 1, Math.nextDown(1), -Math.nextDown(1), 0.99);
      case ACOS ->
          unary(
              x -> x.integral(v -> acos(Jet.of(v)).value(), v -> asinSlope(v).neg()),
              x -> Math.abs(x) < 1,
              Math.nextDown(1),
              -Math.nextDown(1),
              0.99);
      case ATAN -> smooth(Jet::atan);
      case SINH -> smooth(Jet::sinh, 709, -22);
      case COSH -> smooth(Jet::cosh, 709, -22);
      case ASINH -> smooth(Jet::asinh, 0x1p28, -0x1p29);
      case ACOSH -> unary(Jet::acosh, x -> x > 1, Math.nextUp(1), 0x1p28, 0x1p29);
      case ATANH -> unary(Jet::atanh, x -> Math.abs(x) < 1, Math.nextDown(1), -0.999);
    };
  }

  private static Jet asinSlope(Jet x) {
    return Jet.of(1).sub(x).mul(x.add(1)).sqrt().reciprocal();
  }

  private static Jet asin(Jet x) {
    return x.integral(
        v -> {
          Jet c = Jet.of(v);
          return c.mul(asinSlope(c)).atan().value();
        },
        Oracles::asinSlope);
  }

  private static Jet acos(Jet x) {
    return Jet.of(1).sub(x).div(x.add(1)).sqrt().atan().mul(2);
  }

  private static Oracle of(RoundingOp op) {
    RoundingMode mode =
        switch (op) {
          case FLOOR -> RoundingMode.FLOOR;
          case CEIL -> RoundingMode.CEILING;
          case ROUND -> RoundingMode.HALF_EVEN;
          case TRUNC -> RoundingMode.DOWN;
        };
    double jump = op == RoundingOp.ROUND ? 0.5 : 0;
    return unary(
        x -> Jet.of(x.value().setScale(0, mode)),
        x -> Math.rint(x - jump) != x - jump,
        0.25,
        -0.75);
  }

  private static Jet silu(Jet x) {
    return x.mul(x.sigmoid());
  }

  private static Oracle of(ActivationOp op) {
    BigDecimal rate = Jet.of(8).mul(inverse(ExactSpecial.pi())).sqrt().value();
    return switch (op) {
      case SOFTPLUS -> smooth(Jet::softplus, 36, 37, -37, 700);
      case RELU -> unary(x -> x.value().signum() > 0 ? x : Jet.of(0), x -> x != 0);
      case SILU -> smooth(Oracles::silu, 37, -37, -700);
      case MISH -> smooth(Oracles::mish, 19, 37, -37, -700);
      case GELU -> smooth(x -> x.mul(ExactSpecial.normalCdf(x)), 8, -8, -37, 1.06);
      case GELU_TANH ->
          smooth(
              x -> x.mul(x.add(x.square().mul(x).mul(0.044715)).mul(rate).sigmoid()), 5, -5, -20);
      case TANH_SHRINK -> smooth(ExactSpecial::tanhShrink, Math.nextDown(1), 0.9, 0.1);
      case SOFTSIGN ->
          unary(
              x ->
                  x.integral(
                      v -> Jet.of(v).div(Jet.of(v).abs().add(1)).value(),
                      v -> v.abs().add(1).square().reciprocal()),
              x -> x != 0);
    };
  }

  private static Jet logisticDensity(Jet x) {
    Jet e = (x.value().signum() > 0 ? x.neg() : x).exp();
    return e.div(e.add(1).square());
  }

  private static Jet mish(Jet x) {
    Jet e = x.value().signum() > 0 ? x.neg().exp() : x.exp();
    Jet w = x.value().signum() > 0 ? e.mul(2).add(1) : e.mul(e.add(2)); // times e^2x, if x > 0
    Jet rest = x.value().signum() > 0 ? e.square().mul(2) : Jet.of(2);
    return x.mul(w.div(w.add(rest)));
  }

  private static Oracle of(SpecialOp op) {
    return switch (op) {
      case ERF -> smooth(ExactSpecial::erf, 0.75, -0.75, 6, -6.5, 26);
      case ERFC -> smooth(ExactSpecial::erfc, 0.75, -0.75, 6, 26);
      case ERF_INV ->
          unary(ExactSpecial::erfInv, x -> Math.abs(x) < 1, 0.9, -0.999, Math.nextDown(1), 0.50001);
      case NORMAL_CDF -> smooth(ExactSpecial::normalCdf, 1.0606, -1.07, 8, -37);
      case LOG_NORMAL_CDF ->
          unary(ExactSpecial::logNormalCdf, x -> x < 38, -1, 1.0606, -37, 8, -99, -101, -1e5, -1e6);
      case NORMAL_QUANTILE ->
          unary(
              ExactSpecial::normalQuantile,
              x -> x > 0 && x < 1,
              0.25,
              0.75,
              0.2,
              Math.nextDown(1),
              Math.nextUp(0.5));
      case LGAMMA -> unary(ExactSpecial::lgamma, Oracles::isGammaSmooth, 1.5, 2.5, 20, 0x1p60);
      case ENTROPY -> unary(x -> x.mul(x.log()).neg(), x -> x > 0, 0.37);
      case LOGISTIC_DENSITY -> smooth(x -> logisticDensity(x), 37, -37, 700);
      case LOGIT ->
          unary(
              x -> x.div(Jet.of(1).sub(x)).log(),
              x -> x > 0 && x < 1,
              0.25,
              0.75,
              Math.nextUp(0.5),
              Math.nextDown(1));
      case BESSEL_I1E -> unary(x -> ExactSpecial.besselIe(1, x), x -> x != 0, 30, 29.9);
    };
  }

  private static boolean isGammaSmooth(double x) {
    return x > 0 || (x > -20 && x < -1e-3 && x != Math.rint(x));
  }

  private static Oracle of(Clamp op) {
    return unary(
        x -> {
          double v = x.value().doubleValue();
          return v < op.low() ? Jet.of(op.low()) : v > op.high() ? Jet.of(op.high()) : x;
        },
        x -> x != op.low() && x != op.high(),
        Math.nextUp(op.low()),
        Math.nextDown(op.high()));
  }

  private static Oracle of(Elu op) {
    return unary(
        x -> x.value().signum() > 0 ? x : x.expm1().mul(op.alpha()), x -> x != 0, -40, -700);
  }

  private static Oracle of(BinaryOp op) {
    return switch (op) {
      case ADD -> binary(Jet::add, (_, _) -> true);
      case SUB -> binary(Jet::sub, (_, _) -> true);
      case MUL, SCALE, ANNIHILATE -> binary(Jet::mul, (_, _) -> true);
      case DIV -> binary(Jet::div, (_, y) -> y != 0);
      case POW -> power();
      case MAXIMUM ->
          binary((x, y) -> x.value().compareTo(y.value()) > 0 ? x : y, (x, y) -> x != y);
      case MINIMUM ->
          binary((x, y) -> x.value().compareTo(y.value()) < 0 ? x : y, (x, y) -> x != y);
      case ATAN2 -> binary(Oracles::atan2, (y, x) -> isApart(x, y) && (y != 0 || x > 0));
      case HYPOT -> binary((x, y) -> x.square().add(y.square()).sqrt(), (x, y) -> isApart(x, y));
      case REM -> binary((x, y) -> remainder(x, y, false), Oracles::isBetweenJumps, 0.1, 1.7, 5.1);
      case FLOOR_MOD ->
          binary((x, y) -> remainder(x, y, true), Oracles::isBetweenJumps, 0.1, 0.7, 7, -0.7);
      case LOG_ADD_EXP -> binary(Oracles::logAddExp, (_, _) -> true, 40);
    };
  }

  /** Returns whether the derivative does not cross 0 so near that its factors' rounding shows. */
  private static boolean isFarFromItsMinimum(double x, double t) {
    return t >= 0 && t <= 1 && (x == 0 || Math.abs(x) > 0.1 || Math.abs(t - 0.5) > 0.1);
  }

  private static Jet crossEntropy(Jet x, Jet t) {
    return t.mul(x.neg().softplus()).add(Jet.of(1).sub(t).mul(x.softplus()));
  }

  private static Oracle power() {
    return binary((x, y) -> x.log().mul(y).exp(), (x, y) -> x > 1e-100 && Math.abs(y) < 1e9, 3);
  }

  private static Oracle of(RuleOp op) {
    return switch (op) {
      case DIRECTION -> binary((x, y) -> direction(x, y), (x, y) -> Math.hypot(x, y) > 1e-100);
      case POW_LIMIT -> power();
    };
  }

  /** Returns {@code x / sqrt(x² + y²)} as the cosine of an angle, whose series does not cancel. */
  private static Jet direction(Jet x, Jet y) {
    Jet angle = atan2(y, x);
    return Math.abs(x.value().doubleValue()) > 0
        ? angle.cos()
        : Jet.of(ExactSpecial.pi().divide(BigDecimal.TWO)).sub(angle).sin();
  }

  /** Returns whether a point has an angle that doubles can tell. */
  private static boolean isApart(double x, double y) {
    return Math.hypot(x, y) >= Double.MIN_NORMAL;
  }

  private static Jet logAddExp(Jet x, Jet y) {
    return x.value().compareTo(y.value()) > 0
        ? x.add(y.sub(x).softplus())
        : y.add(x.sub(y).softplus());
  }

  private static Jet atan2(Jet y, Jet x) {
    if (y.value().abs().compareTo(x.value().abs()) > 0) {
      Jet turned = x.div(y).atan().neg();
      BigDecimal right = ExactSpecial.pi().divide(BigDecimal.TWO);
      return turned.add(Jet.of(y.value().signum() < 0 ? right.negate() : right));
    }
    Jet near = y.div(x).atan();
    if (x.value().signum() > 0) {
      return near;
    }
    BigDecimal half = ExactSpecial.pi();
    return near.add(Jet.of(y.value().signum() < 0 ? half.negate() : half));
  }

  private static Jet remainder(Jet x, Jet y, boolean floor) {
    return x.sub(y.mul(quotient(x.value(), y.value(), floor)));
  }

  private static BigDecimal quotient(BigDecimal x, BigDecimal y, boolean floor) {
    BigDecimal[] parts = x.divideAndRemainder(y);
    boolean below = floor && parts[1].signum() != 0 && parts[1].signum() != y.signum();
    return below ? parts[0].subtract(BigDecimal.ONE) : parts[0];
  }

  /** Returns whether a remainder is smooth there and its quotient is a double. */
  private static boolean isBetweenJumps(double x, double y) {
    return y != 0
        && Math.abs(x / y) < 1e15
        && Math.abs(x / y) > 1e-15
        && new BigDecimal(x).remainder(new BigDecimal(y)).signum() != 0;
  }

  private static Oracle of(ComparisonOp op) {
    return binary(
        (x, y) -> {
          int c = x.value().compareTo(y.value());
          boolean holds =
              switch (op) {
                case GT -> c > 0;
                case GE -> c >= 0;
                case LT -> c < 0;
                case LE -> c <= 0;
                case EQ -> c == 0;
              };
          return Jet.of(holds ? 1 : 0);
        },
        (x, y) -> x != y);
  }

  private static Oracle of(TernaryOp op) {
    return switch (op) {
      case FMA -> new Oracle(3, x -> x[0].mul(x[1]).add(x[2]), _ -> true, new double[0]);
      case WHERE ->
          new Oracle(
              3, x -> x[0].value().signum() != 0 ? x[1] : x[2], x -> x[0] != 0, new double[0]);
    };
  }
}
