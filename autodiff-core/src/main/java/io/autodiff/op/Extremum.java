package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.ArrayKernels;

/**
 * The largest or smallest element over some axes; NaN if any is. Elements that tie for it share the
 * derivative evenly.
 */
public record Extremum(boolean largest, Ints axes, boolean keepDims) implements Primitive {
  @Override
  public String label() {
    return largest ? "max" : "min";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[0].shape().reduce(axes.array(), keepDims);
    Folding x = Folding.of(w, in[0], axes.array());
    Object out = w.allocate(in[0].dtype(), shape.size());
    ArrayKernels.Reduction r = largest ? ArrayKernels.Reduction.MAX : ArrayKernels.Reduction.MIN;
    w.kernels().reduce(r, x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return scale(Folding.kept(g, in[0].shape(), axes), share(in[0], out));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return scale(t, share(in[0], out)).sum(axes.toArray(), keepDims);
  }

  /** Returns 1 / (number of ties) where {@code x} is the extremum, else 0. */
  private Tensor share(Tensor x, Tensor out) {
    Tensor ties = x.eq(Folding.kept(out, x.shape(), axes));
    return ties.div(ties.sum(axes.toArray(), true));
  }
}
