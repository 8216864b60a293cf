package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.linear.HouseholderQr;

/**
 * The decomposition {@code A = Q R} of matrices {@code (…, m, n)} with m ≥ n: Q has orthonormal
 * columns, R is upper triangular with a diagonal that is not negative. The result {@code (…, m + n,
 * n)} has Q above R: as one tensor, it is differentiable to any order.
 *
 * <p>The derivative exists where the columns are linearly independent. Source of the rules: Walter
 * and Lehmann, "Algorithmic differentiation of linear algebra functions" (2012). Computed in double
 * precision.
 */
public enum QrDecomposition implements Primitive {
  /** The operation. */
  PACKED;

  @Override
  public String label() {
    return "qr";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int m = in[0].dim(-2);
    int n = in[0].dim(-1);
    double[] a = in[0].values();
    Shape leading = in[0].shape().leading(2);
    double[] packed = new double[leading.size() * (m + n) * n];
    for (int i = 0; i < leading.size(); i++) {
      HouseholderQr qr = new HouseholderQr(a, i * m * n, m, n);
      qr.orthonormal(packed, i * (m + n) * n);
      qr.triangle(packed, i * (m + n) * n + m * n);
    }
    Object out = w.allocate(in[0].dtype(), packed.length);
    Conversion.convert(packed, out);
    return w.tensor(leading.and(m + n, n), out);
  }

  /** The two parts of a result, or of its cotangent. */
  private record Parts(Tensor q, Tensor r) {
    static Parts of(Tensor packed) {
      int n = packed.dim(-1);
      int m = packed.dim(-2) - n;
      return new Parts(packed.slice(-2, 0, m), packed.slice(-2, m, m + n));
    }
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Parts y = Parts.of(out);
    Parts bar = Parts.of(g);
    Tensor middle =
        y.r.matmul(bar.r.triu(0), false, true).sub(bar.q.matmul(y.q, true, false)).tril(0);
    Tensor symmetric = middle.add(turned(middle.tril(-1)));
    Tensor whole = bar.q.add(y.q.matmul(symmetric, false, false));
    return turned(y.r.solveTriangular(turned(whole), true));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Parts y = Parts.of(out);
    Tensor overR = turned(y.r.solveTriangular(turned(t), true, true, false));
    Tensor p = y.q.matmul(overR, true, false);
    Tensor turn = p.tril(-1).sub(turned(p.tril(-1)));
    Tensor q = overR.sub(y.q.matmul(p.sub(turn), false, false));
    Tensor r = p.sub(turn).triu(0).matmul(y.r, false, false);
    return Tensor.concat(-2, q, r);
  }

  private static Tensor turned(Tensor x) {
    return x.transpose(-2, -1);
  }
}
