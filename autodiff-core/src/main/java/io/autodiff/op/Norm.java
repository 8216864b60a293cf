package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * The p-norm {@code (Σ |x|^p)^(1/p)} over some axes for a finite p other than 0. Elements are
 * divided by the largest first, for negative p by the smallest, so that no power overflows. The
 * derivative by an element that is 0 is 0.
 */
public record Norm(double p, Ints axes, boolean keepDims) implements Primitive {
  @Override
  public String label() {
    return "norm";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int[] over = axes.toArray();
    Tensor size = in[0].abs();
    Tensor unit = p > 0 ? size.max(over, true) : size.min(over, true);
    Tensor usable = unit.gt(0).mul(unit.lt(Double.POSITIVE_INFINITY));
    unit = usable.where(unit, unit.constant(1));
    Tensor ratio = size.div(unit);
    Tensor powers = p == 2 ? ratio.square() : ratio.pow(p);
    Tensor sum = powers.sum(over, true);
    Tensor norm = (p == 2 ? sum.sqrt() : sum.pow(1 / p)).mul(unit);
    return norm.reshape(in[0].shape().reduce(over, keepDims));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Folding.kept(g, in[0].shape(), axes).scale(slope(in[0], out));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return t.scale(slope(in[0], out)).sum(axes.toArray(), keepDims);
  }

  /** Returns {@code sign(x) (|x| / norm)^(p - 1)}, 0 where {@code x} is. */
  private Tensor slope(Tensor x, Tensor out) {
    Tensor norm = Folding.kept(out, x.shape(), axes);
    Tensor slope = p == 2 ? x.div(norm) : x.sign().mul(x.abs().div(norm).pow(p - 1));
    return x.eq(0).where(x.constant(0), slope);
  }
}
