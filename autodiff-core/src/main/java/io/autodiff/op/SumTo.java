package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.Kernels;
import java.util.Arrays;

/** Sums the axes that broadcasting from a shape stretched. The transpose of {@link BroadcastTo}. */
public record SumTo(Shape to) implements Multilinear {
  @Override
  public String label() {
    return "sumTo";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], stretched(in[0].shape()));
    Object out = w.allocate(in[0].dtype(), to.size());
    w.kernels().reduce(Kernels.Reduction.SUM, x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(to, out);
  }

  private int[] stretched(Shape from) {
    int[] axes = new int[from.rank()];
    int count = 0;
    int[] strides = to.stridesIn(from);
    int added = from.rank() - to.rank();
    for (int i = 0; i < axes.length; i++) {
      if (i < added || (strides[i] == 0 && from.dim(i) != 1)) {
        axes[count++] = i;
      }
    }
    return Arrays.copyOf(axes, count);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return g.broadcastTo(in[0].shape());
  }
}
