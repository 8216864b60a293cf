package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/** {@code e^x / Σ e^x} along one axis. Its Jacobian is symmetric: one rule for both directions. */
public record Softmax(int axis) implements Primitive {
  @Override
  public String label() {
    return "softmax";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], new int[] {axis});
    Object out = w.allocate(in[0].dtype(), in[0].shape().size());
    w.kernels().softmax(x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor weighted = g.scale(out);
    return weighted.sub(out.mul(weighted.sum(new int[] {axis}, true)));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return vjp(argument, t, out, in);
  }
}
