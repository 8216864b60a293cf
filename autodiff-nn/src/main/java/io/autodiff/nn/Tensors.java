package io.autodiff.nn;

import io.autodiff.DType;
import io.autodiff.Tensor;

/** What the layers need of constants beyond the engine's operations. */
final class Tensors {
  private Tensors() {}

  /** Returns a constant's numbers in another element type. */
  static Tensor to(DType dtype, Tensor constant) {
    if (constant.dtype() == dtype) {
      return constant;
    }
    double[] values = constant.values();
    if (dtype == DType.FLOAT64) {
      return Tensor.wrap(constant.shape(), values);
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Tensor.wrap(constant.shape(), narrow);
  }
}
