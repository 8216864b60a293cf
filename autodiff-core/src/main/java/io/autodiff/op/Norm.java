package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * The p-norm {@code (Σ |x|^p)^(1/p)} over some axes for a finite p other than 0 and 1. Elements are
 * divided by the largest first, for negative p by the smallest, so that no power overflows. Of no
 * elements it is 0 for positive p.
 *
 * <p>The derivative by an element {@code x} is {@code r |r|^(p - 2)} with {@code r = x / norm}: a
 * product that is as smooth as the norm is, also where {@code x} is 0. The norm has a kink where it
 * is 0, and for p below 1 where an element is: there the derivatives of all orders are 0.
 *
 * <p>What is smooth only together with the kink has a wrong second derivative there: {@code n²} of
 * a norm {@code n} is smooth, but its second derivative {@code 2 n' n'ᵀ + 2 n n''} is made of parts
 * that do not exist apart, of which a rule sees {@code n' = 0} and {@code n = 0} alone; no number
 * in their place gives the right sum, since {@code n n''} is 0 times ∞. The same goes for {@code
 * |x|²}. The sum of squares itself, {@code x.square().sum()}, has all derivatives. For p between 1
 * and 2 the second derivative by an element that is 0 is infinite, and NaN here.
 */
public record Norm(double p, Ints axes, boolean keepDims) implements Primitive {
  @Override
  public String label() {
    return "norm";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int[] over = axes.toArray();
    Shape shape = in[0].shape().reduce(over, keepDims);
    if (in[0].size() == 0) {
      return ofNothing(w, in[0], shape);
    }
    Tensor size = in[0].abs();
    Tensor unit = p > 0 ? size.max(over, true) : size.min(over, true);
    Tensor usable = unit.gt(0).mul(unit.lt(Double.POSITIVE_INFINITY));
    unit = usable.where(unit, unit.constant(1));
    Tensor ratio = size.div(unit);
    Tensor powers = p == 2 ? ratio.square() : ratio.pow(p);
    Tensor sum = powers.sum(over, true);
    Tensor norm = (p == 2 ? sum.sqrt() : sum.pow(1 / p)).mul(unit);
    return norm.reshape(shape);
  }

  private Tensor ofNothing(Workspace w, Tensor x, Shape shape) {
    if (p < 0 && shape.size() > 0) {
      throw new AutodiffException(
          "norm: no element to choose from",
          "shape " + x.shape() + ", p " + p,
          "at least one element, or p above 0",
          null);
    }
    return w.tensor(shape, w.allocateZeros(x.dtype(), shape.size()));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return scale(Folding.kept(g, in[0].shape(), axes), slope(in[0], out));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return scale(t, slope(in[0], out)).sum(axes.toArray(), keepDims);
  }

  private Tensor slope(Tensor x, Tensor out) {
    Tensor norm = Folding.kept(out, x.shape(), axes);
    Tensor zero = x.constant(0);
    Tensor ratio = norm.eq(0).where(zero, x.div(norm));
    if (p == 2) {
      return ratio;
    }
    Tensor slope = scale(ratio, isEven() ? ratio.pow(p - 2) : ratio.abs().pow(p - 2));
    return p < 1 ? x.eq(0).where(zero, slope) : slope;
  }

  /** Returns whether {@code |r|^(p - 2)} is a power of {@code r} itself. */
  private boolean isEven() {
    return p > 0 && p % 2 == 0;
  }
}
