package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * {@code x - log Σ e^x} along one axis. Value and derivatives are as accurate where one result is
 * nearly 0 as elsewhere.
 */
public record LogSoftmax(int axis) implements Primitive {
  @Override
  public String label() {
    return "logSoftmax";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], new int[] {axis});
    Object out = w.allocate(in[0].dtype(), in[0].shape().size());
    w.kernels().logSoftmax(x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Deviation.of(g, out.exp(), axis, true);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return Deviation.of(t, out.exp(), axis, false);
  }
}
