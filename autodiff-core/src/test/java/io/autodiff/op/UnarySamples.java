package io.autodiff.op;

import static io.autodiff.op.Samples.INF;
import static io.autodiff.op.Samples.unary;

import org.apache.commons.math3.util.FastMath;

/** Samples of the elementwise operations of one operand. */
public final class UnarySamples {
  private UnarySamples() {}

  public static Samples of(UnaryOp op) {
    return switch (op) {
      case NEG -> unary(x -> 0 - x).on(-1.5, 0.25, 3).at(0, -0.0, -1).at(-INF, INF, -1);
      case SQUARE ->
          unary(x -> FastMath.pow(x, 2)).on(-1.5, 0.25, 3).at(-0.0, 0, -0.0).at(-INF, INF, -INF);
      case SQRT ->
          unary(x -> FastMath.pow(x, 0.5))
              .on(0.04, 1, 9.5)
              .at(0, 0, INF)
              .at(INF, INF, 0)
              .at(Double.MIN_VALUE, 0x1p-537, 0x1p536);
      case ABS ->
          unary(x -> x < 0 ? -x : x)
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0)
              .at(-0.0, 0, -0.0)
              .at(-INF, INF, -1);
      case EXP -> unary(FastMath::exp).on(-1.5, 0, 3).at(-INF, 0, 0).at(710, INF, INF);
      case EXPM1 ->
          unary(FastMath::expm1)
              .on(-1.5, 1e-9, 3)
              .at(-0.0, -0.0, 1)
              .at(-INF, -1, 0)
              .at(INF, INF, INF);
      case LOG ->
          unary(FastMath::log).on(0.04, 1, 9.5).at(0, -INF, INF).at(INF, INF, 0).at(1, 0, 1);
      case LOG1P ->
          unary(FastMath::log1p)
              .on(-0.9, 1e-9, 3)
              .at(-0.0, -0.0, 1)
              .at(-1, -INF, INF)
              .at(INF, INF, 0);
      case SIN -> unary(FastMath::sin).on(-1.5, 0.25, 3, 100).at(-0.0, -0.0, 1);
      case COS -> unary(FastMath::cos).on(-1.5, 0.25, 3, 100).at(0, 1, -0.0);
      case TAN -> unary(x -> FastMath.sin(x) / FastMath.cos(x)).on(-1.2, 0.25, 3).at(-0.0, -0.0, 1);
      case TANH ->
          unary(FastMath::tanh).on(-1.5, 0.25, 3).at(-0.0, -0.0, 1).at(INF, 1, 0).at(-800, -1, 0);
      case SIGMOID ->
          unary(x -> 1 / (1 + FastMath.exp(-x)))
              .on(-1.5, 0.25, 3)
              .at(0, 0.5, 0.25)
              .at(800, 1, 0)
              .at(-800, 0, 0)
              .at(INF, 1, 0)
              .at(-INF, 0, 0);
      case RECIPROCAL ->
          unary(x -> FastMath.pow(x, -1)).on(-1.5, 0.25, 3).at(0, INF, -INF).at(INF, 0, -0.0);
      case RSQRT ->
          unary(x -> FastMath.pow(x, -0.5)).on(0.04, 1, 9.5).at(0, INF, -INF).at(INF, 0, -0.0);
      case CBRT ->
          unary(FastMath::cbrt).on(-1.5, 0.25, 3).at(0, 0, INF).at(-0.0, -0.0, INF).at(INF, INF, 0);
      case EXP2 ->
          unary(x -> FastMath.exp(x * FastMath.log(2)))
              .on(-1.5, 0, 3)
              .at(-INF, 0, 0)
              .at(10, 1024, 1024 * FastMath.log(2));
      case LOG2 ->
          unary(x -> FastMath.log(2, x))
              .on(0.04, 1, 9.5)
              .at(0, -INF, INF)
              .at(INF, INF, 0)
              .at(0x1p29, 29, 1 / (0x1p29 * FastMath.log(2)));
      case LOG10 -> unary(FastMath::log10).on(0.04, 1, 9.5).at(0, -INF, INF).at(INF, INF, 0);
      case SIGN ->
          unary(x -> x < 0 ? -1 : 1)
              .on(-1.5, 0.25, 3)
              .at(0, 0, 0)
              .at(-0.0, -0.0, 0)
              .at(-INF, -1, 0);
    };
  }
}
