package io.autodiff.exact;

import static io.autodiff.exact.Exact.ONE;
import static io.autodiff.exact.Exact.add;
import static io.autodiff.exact.Exact.div;
import static io.autodiff.exact.Exact.mul;

import io.autodiff.op.Binary;
import io.autodiff.op.BinaryCrossEntropy;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.RuleOp;
import io.autodiff.op.TernaryOp;
import java.math.BigDecimal;

/** The values of elementwise operations of two and three operands. */
final class ExtendedBinary {
  /** Up to this a whole exponent is a number of multiplications. */
  private static final BigDecimal WHOLE_END = BigDecimal.valueOf(1 << 20);

  /** A quotient of more digits is beyond doubles, and takes too long to write out. */
  private static final int QUOTIENT_DIGITS = 700;

  private ExtendedBinary() {}

  static Extended apply(Binary op, Extended x, Extended y) {
    return switch (op) {
      case BinaryOp b -> arithmetic(b, x, y);
      case ComparisonOp c -> comparison(c, x.compare(y));
      case RuleOp r ->
          switch (r) {
            case DIRECTION -> direction(x, y);
            case POW_LIMIT -> power(x, y);
          };
      case BinaryCrossEntropy c -> finiteOr(c, x, y, ExtendedBinary::crossEntropy);
    };
  }

  static Extended apply(TernaryOp op, Extended x, Extended y, Extended z) {
    return switch (op) {
      case WHERE -> x.isZero() ? z : y;
      case FMA -> x.mul(y).add(z);
    };
  }

  private static Extended arithmetic(BinaryOp op, Extended x, Extended y) {
    return switch (op) {
      case ADD -> x.add(y);
      case SUB -> x.sub(y);
      case MUL -> x.mul(y);
      case DIV -> x.div(y);
      case SCALE -> x.isZero() ? Extended.ZERO : x.mul(y);
      case ANNIHILATE -> x.isZero() || y.isZero() ? Extended.ZERO : x.mul(y);
      case POW -> power(x, y);
      case MAXIMUM -> x.max(y);
      case MINIMUM -> x.min(y);
      case ATAN2 -> finiteOr(op, x, y, ExtendedBinary::angle);
      case HYPOT -> finiteOr(op, x, y, ExtendedBinary::hypot);
      case REM -> finiteOr(op, x, y, ExtendedBinary::remainder);
      case FLOOR_MOD -> finiteOr(op, x, y, ExtendedBinary::floorMod);
      case LOG_ADD_EXP -> finiteOr(op, x, y, ExtendedBinary::logAddExp);
    };
  }

  private static Extended comparison(ComparisonOp op, double order) {
    return Extended.of(
        switch (op) {
          case GT -> order > 0;
          case GE -> order >= 0;
          case LT -> order < 0;
          case LE -> order <= 0;
          case EQ -> order == 0;
        });
  }

  /** A function of two finite numbers. */
  private interface Function {
    BigDecimal apply(BigDecimal x, BigDecimal y);
  }

  /**
   * Returns a function of two numbers; where one is not finite, and at poles and outside the domain
   * what the operation gives for doubles.
   */
  private static Extended finiteOr(Binary op, Extended x, Extended y, Function f) {
    if (!x.isFinite() || !y.isFinite()) {
      return Extended.of(op.applyAsDouble(x.doubleValue(), y.doubleValue()));
    }
    try {
      return Extended.of(f.apply(x.number(), y.number()));
    } catch (ArithmeticException e) {
      double end = op.applyAsDouble(x.doubleValue(), y.doubleValue());
      return Extended.of(Double.isFinite(end) ? Double.NaN : end);
    }
  }

  private static Extended power(Extended x, Extended y) {
    if (y.isZero()) {
      return Extended.ONE;
    }
    if (x.isZero() && y.isFinite()) { // a zero has no sign here, nor has an infinite power of it
      return Extended.ZERO.isBelow(y) ? Extended.ZERO : Extended.of(Double.POSITIVE_INFINITY);
    }
    return finiteOr(BinaryOp.POW, x, y, ExtendedBinary::power);
  }

  private static BigDecimal power(BigDecimal x, BigDecimal y) {
    boolean whole = y.abs().compareTo(WHOLE_END) <= 0 && isWhole(y);
    if (!whole) {
      return Exact.exp(mul(y, Exact.log(x)));
    }
    BigDecimal power = x.pow(Math.abs(y.intValueExact()), Exact.MC);
    return y.signum() < 0 ? div(ONE, power) : power;
  }

  private static boolean isWhole(BigDecimal x) {
    return x.stripTrailingZeros().scale() <= 0;
  }

  private static BigDecimal hypot(BigDecimal x, BigDecimal y) {
    return Exact.sqrt(add(mul(x, x), mul(y, y)));
  }

  private static Extended direction(Extended x, Extended y) {
    if (!x.isFinite() || !y.isFinite()) {
      return Extended.of(RuleOp.DIRECTION.applyAsDouble(x.doubleValue(), y.doubleValue()));
    }
    BigDecimal size = hypot(x.number(), y.number());
    return size.signum() == 0 ? Extended.ZERO : x.map(v -> div(v, size));
  }

  /** Returns the angle of the point {@code (y, x)}. */
  private static BigDecimal angle(BigDecimal x, BigDecimal y) {
    if (y.signum() == 0) {
      return div(mul(Exact.pi(), x.signum()), 2);
    }
    BigDecimal half = Exact.atan(div(x, y));
    if (y.signum() > 0) {
      return half;
    }
    return add(half, x.signum() < 0 ? Exact.pi().negate() : Exact.pi());
  }

  private static BigDecimal remainder(BigDecimal x, BigDecimal y) {
    if (Exact.magnitude(x) - Exact.magnitude(y) > QUOTIENT_DIGITS) {
      throw new ArithmeticException("remainder of " + x + " by " + y);
    }
    return x.remainder(y);
  }

  private static BigDecimal floorMod(BigDecimal x, BigDecimal y) {
    BigDecimal r = remainder(x, y);
    return r.signum() != 0 && r.signum() != y.signum() ? r.add(y) : r;
  }

  private static BigDecimal logAddExp(BigDecimal x, BigDecimal y) {
    BigDecimal gap = x.subtract(y).abs();
    return add(x.max(y), Exact.log1p(Exact.exp(gap.negate())));
  }

  private static BigDecimal crossEntropy(BigDecimal x, BigDecimal target) {
    BigDecimal above = mul(ONE.subtract(target), ExtendedUnary.softplus(x));
    return add(mul(target, ExtendedUnary.softplus(x.negate())), above);
  }
}
