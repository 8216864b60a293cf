package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * The sum of the singular values of matrices, {@code (…, m, n) → (…)}. The derivative is the {@link
 * PolarFactor}, so that it is smooth where singular values are equal; there is a kink where one is
 * 0, which has no part in the derivative then.
 */
public enum NuclearNorm implements Primitive {
  /** The operation. */
  OF_MATRIX;

  @Override
  public String label() {
    return "nuclearNorm";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Svd.Parts svd = Svd.Parts.of(Svd.PACKED.forward(w, in), in[0]);
    return svd.s().sum(new int[] {-2, -1}, false);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return g.unsqueeze(-1).unsqueeze(-1).mul(in[0].polarFactor());
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return t.mul(in[0].polarFactor()).sum(-2, -1);
  }
}
