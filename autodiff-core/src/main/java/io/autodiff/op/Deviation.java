package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * A tensor less its mean along an axis by weights {@code p} that add up to 1, {@code t - Σ p t}; or
 * the transpose of that, {@code t - p Σ t}, if {@code turned}. The derivatives of softmax and its
 * kin are made of it. Where one weight is nearly 1, its complement is computed as the sum of the
 * others: nothing is lost to rounding.
 *
 * <p>Operands are {@code t} and {@code p}, of one shape.
 */
public record Deviation(int axis, boolean turned) implements Primitive {
  /** Returns the operation applied to a tensor and weights of its shape. */
  static Tensor of(Tensor t, Tensor weights, int axis, boolean turned) {
    return Recording.apply(new Deviation(axis, turned), t, weights);
  }

  @Override
  public String label() {
    return "deviation";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding t = Folding.of(w, in[0], new int[] {axis});
    Object out = w.allocate(in[0].dtype(), in[0].shape().size());
    w.kernels().deviation(turned, t.array(), in[1].storage(), t.outer(), t.n(), t.inner(), out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    if (argument == 0) {
      return of(g, in[1], axis, !turned);
    }
    Tensor summed = turned ? in[0] : g;
    Tensor other = turned ? g : in[0];
    return other.neg().mul(summed.sum(new int[] {axis}, true));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    if (argument == 0) {
      return of(t, in[1], axis, turned);
    }
    int[] along = {axis};
    return turned
        ? t.mul(in[0].sum(along, true)).neg()
        : t.mul(in[0]).sum(along, true).neg().broadcastTo(in[0].shape());
  }
}
