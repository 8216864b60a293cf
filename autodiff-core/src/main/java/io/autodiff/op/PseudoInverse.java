package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * The pseudoinverses of Moore and Penrose, {@code (…, m, n) → (…, n, m)}. Singular values up to
 * {@code tolerance} times the largest count as 0. The derivative is that within the matrices of one
 * rank: there is a kink where a value leaves 0. Source of the rules: Golub and Pereyra, "The
 * differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate"
 * (1973). Computed in double precision.
 */
public record PseudoInverse(double tolerance) implements Primitive {
  @Override
  public String label() {
    return "pinv";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Tensor a = in[0].to(DType.FLOAT64);
    Svd.Parts svd = Svd.Parts.of(Svd.PACKED.forward(w, a), a);
    Tensor s = svd.s();
    Tensor inverse =
        s.dim(-1) == 0
            ? s
            : s.gt(s.max(new int[] {-1}, true).mul(tolerance)).where(s.reciprocal(), s.constant(0));
    return svd.v().mul(inverse).matmul(svd.u(), false, true).to(in[0].dtype());
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor a = in[0];
    Tensor straight = out.matmul(g, true, false).matmul(out, false, true);
    Tensor left = g.matmul(out.matmul(out, false, true), true, false);
    Tensor right = out.matmul(out, true, false).matmul(g, false, true);
    Tensor outside = left.sub(a.matmul(out.matmul(left, false, false), false, false));
    Tensor beside = right.sub(right.matmul(out, false, false).matmul(a, false, false));
    return outside.add(beside).sub(straight);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Tensor a = in[0];
    Tensor straight = out.matmul(t, false, false).matmul(out, false, false);
    Tensor left = out.matmul(out, false, true).matmul(t, false, true);
    Tensor right = t.matmul(out.matmul(out, true, false), true, false);
    Tensor outside = left.sub(left.matmul(a, false, false).matmul(out, false, false));
    Tensor beside = right.sub(out.matmul(a.matmul(right, false, false), false, false));
    return outside.add(beside).sub(straight);
  }
}
