package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

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
    return near ? x.sub(largest).exp().cumSum(axis).log().add(largest) : define(in);
  }
}
