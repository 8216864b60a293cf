package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.ArrayKernels;
import org.jspecify.annotations.Nullable;

/** The sum over some axes; 0 of nothing. */
public record Sum(Ints axes, boolean keepDims) implements Multilinear {
  @Override
  public String label() {
    return "sum";
  }

  /** Returns how a shape's axes are summed; null if they are not neighbours. */
  public @Nullable FoldedAxes folded(Shape shape) {
    return FoldedAxes.of(shape, axes.array());
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[0].shape().reduce(axes.array(), keepDims);
    Folding x = Folding.of(w, in[0], axes.array());
    Object out = w.allocate(in[0].dtype(), shape.size());
    w.kernels().reduce(ArrayKernels.Reduction.SUM, x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Folding.kept(g, in[0].shape(), axes).broadcastTo(in[0].shape());
  }
}
