package io.autodiff;

import static io.autodiff.Samples.INF;
import static io.autodiff.Samples.NAN;
import static io.autodiff.Samples.ternary;

import io.autodiff.op.TernaryOp;

/** Samples of the elementwise operations of three operands. */
final class TernarySamples {
  private TernarySamples() {}

  static Samples of(TernaryOp op) {
    return switch (op) {
      case FMA ->
          ternary((x, y, z) -> x * y + z)
              .on(1, 2, 3, 5, -2, 3)
              .at(0x1p-40 + 1, 0x1p-40 + 1, -1 - 0x1p-39, 0x1p-80, 0x1p-40 + 1, 0x1p-40 + 1, 1)
              .at(INF, 0, 3, NAN, 0, INF, 1);
      case WHERE ->
          ternary((x, y, z) -> x == 0 ? z : y)
              .on(1, 2, 3, 5, -2, 3)
              .at(0, 2, 3, 3, 0, 0, 1)
              .at(-0.0, 2, 3, 3, 0, 0, 1)
              .at(1, INF, NAN, INF, 0, 1, 0)
              .at(0, NAN, 3, 3, 0, 0, 1)
              .at(NAN, 2, 3, 2, 0, 1, 0);
    };
  }
}
