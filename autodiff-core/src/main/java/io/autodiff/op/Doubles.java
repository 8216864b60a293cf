package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;

/** Results that are computed in double precision, whatever the operands' type. */
final class Doubles {
  private Doubles() {}

  /** Returns an operand's values, perhaps its own array: they are not to be written to. */
  static double[] read(Tensor x) {
    return x.storage() instanceof double[] own ? own : x.values();
  }

  /** Returns a copy of an operand's values, in which a result may be computed. */
  static double[] copy(Workspace w, Tensor x) {
    double[] copy = allocate(w, x.dtype(), x.size());
    Conversion.convert(x.storage(), copy);
    return copy;
  }

  /** Returns an array of undefined content, in which a result of some type may be computed. */
  static double[] allocate(Workspace w, DType type, int length) {
    return type == DType.FLOAT64 ? (double[]) w.allocate(type, length) : new double[length];
  }

  /**
   * Returns values, which from now on belong to the result, as an array of its type: in the same
   * array if that is float64.
   */
  static Object as(Workspace w, DType type, double[] values) {
    if (type == DType.FLOAT64) {
      return values;
    }
    Object out = w.allocate(type, values.length);
    Conversion.convert(values, out);
    return out;
  }
}
