package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.linear.RankFactorisation;
import io.autodiff.tape.Recording;

/**
 * The matrices of cofactors of square matrices, {@code (…, n, n) → (…, n, n)}: the derivative of
 * the determinant, {@code det A · A⁻ᵀ} of a regular matrix. As accurate for singular and nearly
 * singular matrices as for others, each by itself. The derivative is symmetric: one rule for both
 * directions. Computed in double precision.
 */
public enum Cofactors implements Primitive {
  /** The operation. */
  MATRIX;

  @Override
  public String label() {
    return "cofactors";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] a = in[0].values();
    double[] values = new double[a.length];
    for (int at = 0; at < a.length; at += n * n) {
      new RankFactorisation(a, at, n).cofactors(values, at);
    }
    Object out = w.allocate(in[0].dtype(), a.length);
    Conversion.convert(values, out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Recording.apply(CofactorSlope.IN_DIRECTION, in[0], g);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return Recording.apply(CofactorSlope.IN_DIRECTION, in[0], t);
  }
}
