package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;

/** {@code log Σ e^x} over some axes, shifted so that nothing overflows; -∞ of nothing. */
public record LogSumExp(Ints axes, boolean keepDims) implements Primitive {
  @Override
  public String label() {
    return "logSumExp";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[0].shape().reduce(axes.array(), keepDims);
    Folding x = Folding.of(w, in[0], axes.array());
    Object out = w.allocate(in[0].dtype(), shape.size());
    w.kernels().logSumExp(x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Folding.kept(g, in[0].shape(), axes).scale(weights(in[0], out));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return t.scale(weights(in[0], out)).sum(axes.toArray(), keepDims);
  }

  /** Returns the softmax of {@code x}, {@code e^(x - out)}. */
  private Tensor weights(Tensor x, Tensor out) {
    return x.sub(Folding.kept(out, x.shape(), axes)).exp();
  }
}
