package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * {@code log Σ e^x} over some axes, shifted so that nothing overflows; -∞ of nothing.
 *
 * <p>The derivative is the softmax of the elements. Where the result is infinite, the elements that
 * equal it share the derivative evenly.
 */
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
    return scale(Folding.kept(g, in[0].shape(), axes), weights(in[0]));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return scale(t, weights(in[0])).sum(axes.toArray(), keepDims);
  }

  private Tensor weights(Tensor x) {
    int rank = x.shape().rank();
    int count = axes.size();
    boolean neighbours = count == 0 || axes.get(count - 1) - axes.get(0) == count - 1;
    if (!neighbours) {
      int[] order = Folding.lastOf(rank, axes.array());
      int[] back = new int[rank];
      for (int i = 0; i < rank; i++) {
        back[order[i]] = i;
      }
      Tensor turned = x.permute(order);
      return weights(turned, rank - count, count).permute(back);
    }
    return weights(x, count == 0 ? 0 : axes.get(0), count);
  }

  /** Returns the softmax over neighbouring axes together. */
  private static Tensor weights(Tensor x, int first, int count) {
    Shape shape = x.shape();
    int inner = Folding.product(shape, first + count, shape.rank());
    int n = Folding.product(shape, first, first + count);
    Shape lines = Shape.of(Folding.product(shape, 0, first), n, inner);
    return Recording.apply(new Softmax(1, true), x.reshape(lines)).reshape(shape);
  }
}
