package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;

/** Results that were computed in double precision, whatever the operands' type. */
final class Doubles {
  private Doubles() {}

  /** Returns the values as an array of a workspace, of the type of a result. */
  static Object as(Workspace w, DType type, double[] values) {
    Object out = w.allocate(type, values.length);
    Conversion.convert(values, out);
    return out;
  }
}
