package io.autodiff.op;

import static io.autodiff.op.Samples.INF;
import static io.autodiff.op.Samples.NAN;
import static io.autodiff.op.Samples.binary;

import org.apache.commons.math3.util.FastMath;

/** Samples of the elementwise operations of two operands. */
final class BinarySamples {
  private BinarySamples() {}

  static Samples of(BinaryOp op) {
    return switch (op) {
      case ADD -> binary((x, y) -> x - (0 - y)).on(-1.5, 0.25, 3, 2).at(INF, -INF, NAN, 1, 1);
      case SUB -> binary((x, y) -> x + (0 - y)).on(-1.5, 0.25, 3, 2).at(INF, INF, NAN, 1, -1);
      case MUL ->
          binary((x, y) -> x / (1 / y))
              .on(-1.5, 0.25, 3, 2)
              .at(0, INF, NAN, INF, 0)
              .at(-0.0, 2, -0.0, 2, -0.0);
      case DIV ->
          binary((x, y) -> x * (1 / y))
              .on(-1.5, 0.25, 3, -2)
              .at(1, 0, INF, INF, -INF)
              .at(1, INF, 0, 0, 0)
              .at(0, 0, NAN, INF, NAN);
      case SCALE ->
          binary((x, y) -> x / (1 / y))
              .on(-1.5, 0.25, 3, 2)
              .at(0, INF, 0, INF, 0)
              .at(0, NAN, 0, NAN, 0)
              .at(INF, 0, NAN, 0, INF);
      case ANNIHILATE ->
          binary((x, y) -> x / (1 / y))
              .on(-1.5, 0.25, 3, 2)
              .at(0, INF, 0, INF, 0)
              .at(0, NAN, 0, NAN, 0)
              .at(INF, 0, 0, 0, INF);
      case POW ->
          binary((x, y) -> FastMath.exp(y * FastMath.log(x)))
              .on(0.25, 3, 1.5, -2.5, 2, 0.5)
              .at(0, 0, 1, 0, 0)
              .at(0, 1, 0, 1, 0)
              .at(0, 2, 0, 0, 0)
              .at(0, 0.5, 0, INF, 0)
              .at(-2, 3, -8, 12, NAN)
              .at(-2, 0, 1, 0, NAN)
              .at(NAN, 0, 1, 0, NAN);
      case MAXIMUM ->
          binary((x, y) -> x > y ? x : y)
              .on(-1.5, 0.25, 3, 2)
              .at(2, 2, 2, 0.5, 0.5)
              .at(-0.0, 0, 0, 0.5, 0.5)
              .at(INF, INF, INF, 0.5, 0.5)
              .at(-INF, 1, 1, 0, 1);
      case MINIMUM ->
          binary((x, y) -> x < y ? x : y)
              .on(-1.5, 0.25, 3, 2)
              .at(2, 2, 2, 0.5, 0.5)
              .at(-0.0, 0, -0.0, 0.5, 0.5)
              .at(INF, INF, INF, 0.5, 0.5)
              .at(INF, 1, 1, 0, 1);
      case ATAN2 ->
          binary((y, x) -> 2 * FastMath.atan(y / (FastMath.sqrt(x * x + y * y) + x)))
              .on(-1.5, 0.25, 3, 2, 1e-9, 1)
              .at(0, 0, 0, 0, 0)
              .at(-0.0, -1, -FastMath.PI, -1, 0);
      case HYPOT ->
          binary((x, y) -> FastMath.sqrt(x * x + y * y))
              .on(-1.5, 0.25, 3, 2, 0, 1)
              .at(0, 0, 0, 0, 0)
              .at(INF, 1, INF, 1, 0)
              .at(1, -INF, INF, 0, -1)
              .at(INF, NAN, INF, 1, NAN);
      case REM ->
          binary((x, y) -> x - y * (int) (x / y))
              .on(-1.5, 0.4, 3, 2.2, 5, -1.6)
              .at(1, 0, NAN, 1, NAN)
              .at(1, INF, 1, 1, -0.0)
              .at(1, 0.1, 1 % 0.1, 1, -9);
      case FLOOR_MOD ->
          binary((x, y) -> x - y * FastMath.floor(x / y))
              .on(-1.5, 0.4, 3, 2.2, 5, -1.6)
              .at(1, 0, NAN, 1, NAN)
              .at(1, 0.1, 1 % 0.1, 1, -9)
              .at(-1e-20, 3, 3, 1, 1)
              .at(-5, INF, INF, 1, 1)
              .at(-4, 2, -0.0, 1, 2);
      case LOG_ADD_EXP ->
          binary((x, y) -> FastMath.log(FastMath.exp(x) + FastMath.exp(y)))
              .on(-1.5, 0.25, 3, 2)
              .at(-INF, -INF, -INF, 0.5, 0.5)
              .at(INF, 1, INF, 1, 0)
              .at(1000, 1000, 1000 + FastMath.log(2), 0.5, 0.5);
    };
  }

  static Samples of(BinaryCrossEntropy op) {
    return binary((x, t) -> FastMath.log(1 + FastMath.exp(x)) - t * x)
        .on(-1.5, 0.25, 3, 1, 0.5, 0)
        .at(0, 1, FastMath.log(2), -0.5, -0.0)
        .at(INF, 1, 0, 0, -INF)
        .at(-INF, 0, 0, 0, INF)
        .at(INF, 0, INF, 1, -INF);
  }

  static Samples of(RuleOp op) {
    return switch (op) {
      case DIRECTION ->
          binary((x, y) -> FastMath.cos(FastMath.atan2(y, x)))
              .on(-1.5, 0.25, 3, 2, 0, 1)
              .at(0, 0, 0, 0, 0)
              .at(INF, 1, 1, 0, 0)
              .at(1, INF, 0, 0, 0);
      case POW_LIMIT ->
          binary((x, y) -> FastMath.exp(y * FastMath.log(x)))
              .on(0.25, 3, 1.5, -2.5, 2, 0.5)
              .at(0, 0, 1, 0, -INF)
              .at(0, 1, 0, 1, 0);
    };
  }

  static Samples of(ComparisonOp op) {
    return switch (op) {
      case GT -> comparison((x, y) -> x - y > 0 ? 1 : 0).at(2, 2, 0, 0, 0);
      case GE -> comparison((x, y) -> x - y < 0 ? 0 : 1).at(2, 2, 1, 0, 0);
      case LT -> comparison((x, y) -> y - x > 0 ? 1 : 0).at(2, 2, 0, 0, 0);
      case LE -> comparison((x, y) -> y - x < 0 ? 0 : 1).at(2, 2, 1, 0, 0);
      case EQ -> comparison((x, y) -> x - y == 0 ? 1 : 0).at(2, 2, 1, 0, 0).at(-0.0, 0, 1, 0, 0);
    };
  }

  private static Samples comparison(Samples.Formula2 formula) {
    return binary(formula).on(-1.5, 0.25, 3, 2).at(NAN, 1, 0, 0, 0).at(1, NAN, 0, 0, 0);
  }
}
