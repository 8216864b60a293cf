package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.elementwise.BroadcastStrides;
import io.autodiff.internal.array.Strided;

/** Stretches axes of size 1, and new ones in front, to a shape. The transpose of {@link SumTo}. */
public record BroadcastTo(Shape to) implements Multilinear {
  @Override
  public String label() {
    return "broadcastTo";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocate(in[0].dtype(), to.size());
    Strided.gather(in[0].storage(), 0, to.dims(), BroadcastStrides.of(in[0].shape(), to), out);
    return w.tensor(to, out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return SumTo.of(g, in[0].shape());
  }
}
