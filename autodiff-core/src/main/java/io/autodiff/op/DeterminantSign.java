package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.linear.LuFactorisation;

/**
 * The sign of the determinants of square matrices, {@code (…, n, n) → (…)}: 1, -1 or, of a singular
 * matrix, 0, also where the determinant itself is out of range. The derivative is 0.
 */
public enum DeterminantSign implements Primitive {
  /** The operation. */
  OF_MATRIX;

  @Override
  public String label() {
    return "detSign";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    Shape shape = in[0].shape().leading(2);
    double[] a = in[0].values();
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = new LuFactorisation(w.kernels(), a, i * n * n, n).determinantSign();
    }
    Object out = w.allocate(in[0].dtype(), values.length);
    Conversion.convert(values, out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return in[0].zerosLike();
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return out.zerosLike();
  }
}
