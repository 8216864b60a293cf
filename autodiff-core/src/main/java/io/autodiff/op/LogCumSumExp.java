package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.elementwise.ElementwiseKernels;

/**
 * The running {@code log Σ e^x} along an axis. Elements are joined with those before them, at
 * distances that double; where the first ones are not far below the largest, all are shifted by
 * that and summed in one pass.
 */
public record LogCumSumExp(int axis) implements Composite {
  /** The fewest elements of a line that is shifted and summed. */
  private static final int FEWEST = 16;

  /** How far the first element of a line may lie below the largest: it costs that many digits. */
  private static final double MOST = 16;

  @Override
  public String label() {
    return "logCumSumExp";
  }

  @Override
  public Tensor define(Tensor... in) {
    Tensor x = in[0];
    int n = x.dim(axis);
    for (int span = 1; span < n; span *= 2) {
      Tensor longer = x.slice(axis, span, n).logAddExp(x.slice(axis, 0, n - span));
      x = Tensor.concat(axis, x.slice(axis, 0, span), longer);
    }
    return x;
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Tensor x = in[0];
    if (x.dim(axis) < FEWEST || x.size() == 0) {
      return define(in);
    }
    Tensor largest = x.max(new int[] {axis}, true);
    double below = largest.sub(x.slice(axis, 0, 1)).max().number();
    boolean near = below <= MOST; // not if an element is NaN or the largest infinite
    return near ? shifted(w, x, largest) : define(in);
  }

  /** Computes {@code log Σ e^(x - largest) + largest}, all but the difference in one array. */
  private Tensor shifted(Workspace w, Tensor x, Tensor largest) {
    Tensor sums = ElementwiseKernels.of(BinaryOp.SUB).apply(w, x, largest);
    ElementwiseKernels.replace(w, sums, UnaryOp.EXP);
    Folding lines = Folding.of(w, sums, new int[] {axis});
    Object array = lines.array();
    w.kernels().cumSum(array, lines.outer(), lines.n(), lines.inner(), false, array);
    ElementwiseKernels.replace(w, sums, UnaryOp.LOG);
    ElementwiseKernels.replace(w, sums, BinaryOp.ADD, largest);
    return sums;
  }
}
