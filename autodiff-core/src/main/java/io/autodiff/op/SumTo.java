package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.tape.Recording;
import org.jspecify.annotations.Nullable;

/** Sums the axes that broadcasting from a shape stretched. The transpose of {@link BroadcastTo}. */
public record SumTo(Shape to) implements Multilinear {
  private static final int[] FIRST_AXIS = {0};

  /**
   * Returns the sums of a tensor over the axes that broadcasting from {@code to} stretched.
   *
   * @throws AutodiffException if broadcasting does not lead from {@code to} to its shape
   */
  public static Tensor of(Tensor t, Shape to) {
    if (to.equals(t.shape())) {
      return t;
    }
    if (!to.broadcastsTo(t.shape())) {
      throw new AutodiffException(
          "sumTo: shape is not what broadcasting made",
          "shape " + t.shape() + " to " + to,
          "a shape that broadcasts to " + t.shape(),
          null);
    }
    return Recording.apply(new SumTo(to), t);
  }

  /** Returns a cotangent in the shape of its operand, which was stretched or need not have been. */
  public static Tensor unbroadcast(Tensor cotangent, Shape shape) {
    if (shape.equals(cotangent.shape())) {
      return cotangent;
    }
    return shape.broadcastsTo(cotangent.shape())
        ? Recording.apply(new SumTo(shape), cotangent)
        : cotangent.broadcastTo(shape);
  }

  @Override
  public String label() {
    return "sumTo";
  }

  /** Returns how a shape's axes are summed; null if they are not neighbours. */
  public @Nullable FoldedAxes folded(Shape shape) {
    return FoldedAxes.of(shape, stretched(shape));
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], stretched(in[0].shape()));
    Object out = w.allocate(in[0].dtype(), to.size());
    w.kernels().reduce(ArrayKernels.Reduction.SUM, x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(to, out);
  }

  private int[] stretched(Shape from) {
    int count = 0;
    for (int i = 0; i < from.rank(); i++) {
      count += isStretched(from, i) ? 1 : 0;
    }
    if (count == 1 && isStretched(from, 0)) {
      return FIRST_AXIS; // of every bias
    }
    int[] axes = new int[count];
    int next = 0;
    for (int i = 0; next < count; i++) {
      if (isStretched(from, i)) {
        axes[next++] = i;
      }
    }
    return axes;
  }

  private boolean isStretched(Shape from, int axis) {
    int own = axis - (from.rank() - to.rank());
    return own < 0 || to.dim(own) != from.dim(axis);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return g.broadcastTo(in[0].shape());
  }
}
