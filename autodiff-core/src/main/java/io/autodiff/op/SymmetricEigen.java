package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.linear.Spectra;

/**
 * The decomposition {@code A = V diag(λ) Vᵀ} of symmetric matrices {@code (…, n, n)}, with the
 * eigenvalues in ascending order. The result {@code (…, n + 1, n)} has V, whose columns are the
 * eigenvectors, above λ: as one tensor, it is differentiable to any order. The symmetric part of
 * {@code A} counts, so the derivative is symmetric.
 *
 * <p>The derivative of V exists where no two values are equal; that of λ always passes, its own
 * derivative is NaN where two are equal. Source of the rules: Giles, "Collected matrix derivative
 * results for forward and reverse mode algorithmic differentiation" (2008). Computed in double
 * precision.
 */
public enum SymmetricEigen implements Primitive {
  /** The operation. */
  PACKED;

  @Override
  public String label() {
    return "eigh";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] a = in[0].values();
    Shape leading = in[0].shape().leading(2);
    double[] packed = new double[leading.size() * (n + 1) * n];
    for (int i = 0; i < leading.size() && n > 0; i++) {
      Spectra.eigen(w.kernels(), a, i * n * n, n, packed, i * (n + 1) * n);
    }
    return w.tensor(leading.and(n + 1, n), Doubles.as(w, in[0].dtype(), packed));
  }

  /** The two parts of a result, or of its cotangent. */
  private record Parts(Tensor vectors, Tensor values) {
    static Parts of(Tensor packed) {
      int n = packed.dim(-1);
      return new Parts(packed.slice(-2, 0, n), packed.slice(-2, n, n + 1));
    }

    /** Returns {@code x} with what is not on the diagonal over {@code λ_j - λ_i}, 0 on it. */
    Tensor turn(Tensor x) {
      Tensor gaps = values.sub(turned(values));
      return scale(x.tril(-1).add(x.triu(1)), gaps.reciprocal());
    }
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Parts y = Parts.of(out);
    Parts bar = Parts.of(g);
    Tensor turn = y.turn(y.vectors.matmul(bar.vectors, true, false));
    Tensor middle = turn.add(bar.values.squeeze(-2).diag());
    Tensor back = y.vectors.matmul(middle, false, false).matmul(y.vectors, false, true);
    return back.add(turned(back)).mul(0.5);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Parts y = Parts.of(out);
    Tensor symmetric = t.add(turned(t)).mul(0.5);
    Tensor p = y.vectors.matmul(symmetric.matmul(y.vectors, false, false), true, false);
    Tensor vectors = y.vectors.matmul(y.turn(p), false, false);
    return Tensor.concat(-2, vectors, p.diagonal().unsqueeze(-2));
  }

  private static Tensor turned(Tensor x) {
    return x.transpose(-2, -1);
  }
}
