package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.linear.Spectra;

/**
 * The singular value decomposition {@code A = U diag(s) Vᵀ} of matrices {@code (…, m, n)}, with
 * {@code k = min(m, n)} values in descending order. The result {@code (…, m + n + 1, k)} has U, V
 * and s one below the other: as one tensor, it is differentiable to any order.
 *
 * <p>The derivatives of U and V exist where no two values are equal; that of s always passes, its
 * own derivative is NaN where two are equal. Source of the rules: Townsend, "Differentiating the
 * singular value decomposition" (2016). Computed in double precision.
 */
public enum Svd implements Primitive {
  /** The operation. */
  PACKED;

  @Override
  public String label() {
    return "svd";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int m = in[0].dim(-2);
    int n = in[0].dim(-1);
    int k = Math.min(m, n);
    double[] a = in[0].values();
    Shape leading = in[0].shape().leading(2);
    double[] packed = new double[leading.size() * (m + n + 1) * k];
    for (int i = 0; i < leading.size() && k > 0; i++) {
      Spectra.singular(w.kernels(), a, i * m * n, m, n, packed, i * (m + n + 1) * k);
    }
    return w.tensor(leading.and(m + n + 1, k), Doubles.as(w, in[0].dtype(), packed));
  }

  /** The three parts of a result, or of its cotangent. */
  record Parts(Tensor u, Tensor v, Tensor s) {
    static Parts of(Tensor packed, Tensor a) {
      int m = a.dim(-2);
      int n = a.dim(-1);
      return new Parts(
          packed.slice(-2, 0, m), packed.slice(-2, m, m + n), packed.slice(-2, m + n, m + n + 1));
    }

    /** Returns {@code x} with what is not on the diagonal over {@code s_j² - s_i²}, 0 on it. */
    Tensor turn(Tensor x) {
      Tensor gaps = s.square().sub(turned(s).square());
      return scale(x.tril(-1).add(x.triu(1)), gaps.reciprocal());
    }
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Parts y = Parts.of(out, in[0]);
    Parts bar = Parts.of(g, in[0]);
    Tensor left = y.u.matmul(bar.u, true, false);
    Tensor right = y.v.matmul(bar.v, true, false);
    Tensor middle =
        y.turn(left.sub(turned(left)))
            .mul(y.s)
            .add(y.turn(right.sub(turned(right))).mul(turned(y.s)))
            .add(bar.s.squeeze(-2).diag());
    Tensor whole = y.u.matmul(middle, false, false);
    if (in[0].dim(-2) > in[0].dim(-1)) {
      Tensor outside = bar.u.sub(y.u.matmul(left, false, false));
      whole = whole.add(scale(outside, y.s.reciprocal()));
    }
    Tensor back = whole.matmul(y.v, false, true);
    if (in[0].dim(-2) < in[0].dim(-1)) {
      Tensor outside = bar.v.sub(y.v.matmul(right, false, false));
      back = back.add(y.u.matmul(scale(outside, y.s.reciprocal()), false, true));
    }
    return back;
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Parts y = Parts.of(out, in[0]);
    Tensor onV = t.matmul(y.v, false, false);
    Tensor onU = t.matmul(y.u, true, false);
    Tensor p = y.u.matmul(onV, true, false);
    Tensor ps = p.mul(y.s);
    Tensor sp = p.mul(turned(y.s));
    Tensor u = y.u.matmul(y.turn(ps.add(turned(ps))), false, false);
    Tensor v = y.v.matmul(y.turn(sp.add(turned(sp))), false, false);
    if (in[0].dim(-2) > in[0].dim(-1)) {
      u = u.add(scale(onV.sub(y.u.matmul(p, false, false)), y.s.reciprocal()));
    }
    if (in[0].dim(-2) < in[0].dim(-1)) {
      v = v.add(scale(onU.sub(y.v.matmul(p, false, true)), y.s.reciprocal()));
    }
    return Tensor.concat(-2, u, v, p.diagonal().unsqueeze(-2));
  }

  private static Tensor turned(Tensor x) {
    return x.transpose(-2, -1);
  }
}
