package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/** The running sums along an axis, from its end if {@code backwards}. */
public record CumSum(int axis, boolean backwards) implements Multilinear {
  @Override
  public String label() {
    return "cumSum";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], new int[] {axis});
    Object out = w.allocate(in[0].dtype(), in[0].shape().size());
    w.kernels().cumSum(x.array(), x.outer(), x.n(), x.inner(), backwards, out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return g.cumSum(axis, !backwards);
  }
}
