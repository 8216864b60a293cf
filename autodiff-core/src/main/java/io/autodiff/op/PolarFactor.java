package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * The factor {@code U Vᵀ} of matrices {@code A = U diag(s) Vᵀ}, {@code (…, m, n) → (…, m, n)}: the
 * derivative of {@link NuclearNorm}. It is smooth where no singular value is 0, equal ones
 * included; singular values that are 0 within rounding have no part in it.
 *
 * <p>In a direction {@code T}, with {@code P = Uᵀ T V}, its derivative is {@code U ((P - Pᵀ)_ij /
 * (s_i + s_j)) Vᵀ} and, of a matrix that is not square, what of {@code T diag(1 / s)} lies outside:
 * a symmetric map, one rule for both directions. Source: Kenney and Laub, "Polar decomposition and
 * matrix sign function condition estimates" (1991). Where singular values are equal, derivatives of
 * second order and beyond are NaN.
 */
public enum PolarFactor implements Primitive {
  /** The operation. */
  OF_MATRIX;

  @Override
  public String label() {
    return "polarFactor";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Svd.Parts svd = Svd.Parts.of(Svd.PACKED.forward(w, in), in[0]);
    return svd.u().mul(kept(svd.s(), in[0])).matmul(svd.v(), false, true);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return slope(g, in[0]);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return slope(t, in[0]);
  }

  private static Tensor slope(Tensor t, Tensor a) {
    Svd.Parts y = Svd.Parts.of(Recording.apply(Svd.PACKED, a), a);
    Tensor zero = a.constant(0);
    Tensor kept = kept(y.s(), a);
    Tensor any = kept.add(kept.transpose(-2, -1)).gt(0);
    Tensor sums = any.where(y.s().add(y.s().transpose(-2, -1)).reciprocal(), zero);
    Tensor onV = t.matmul(y.v(), false, false);
    Tensor p = y.u().matmul(onV, true, false);
    Tensor turn = scale(p.sub(p.transpose(-2, -1)), sums);
    Tensor inverse = kept.where(y.s().reciprocal(), zero);
    Tensor whole = y.u().matmul(turn, false, false);
    if (a.dim(-2) > a.dim(-1)) {
      whole = whole.add(scale(onV.sub(y.u().matmul(p, false, false)), inverse));
    }
    Tensor back = whole.matmul(y.v(), false, true);
    if (a.dim(-2) < a.dim(-1)) {
      Tensor onU = t.matmul(y.u(), true, false);
      Tensor outside = scale(onU.sub(y.v().matmul(p, false, true)), inverse);
      back = back.add(y.u().matmul(outside, false, true));
    }
    return back;
  }

  /** Returns 1 for each singular value, 0 for those that are 0 within rounding. */
  private static Tensor kept(Tensor s, Tensor a) {
    double digits = Math.max(a.dim(-2), a.dim(-1)) * 0x1p-52;
    return s.dim(-1) == 0 ? s : s.gt(s.max(new int[] {-1}, true).mul(digits));
  }
}
