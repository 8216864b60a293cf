package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;

/**
 * The lower triangular {@code L} with {@code L Lᵀ = A} for symmetric positive definite matrices
 * {@code (…, n, n)}. The symmetric part of {@code A} counts, so the derivative is symmetric. Source
 * of the rules: Murray, "Differentiation of the Cholesky decomposition" (2016). Computed in double
 * precision.
 */
public enum Cholesky implements Primitive {
  /** The operation. */
  LOWER;

  @Override
  public String label() {
    return "cholesky";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] a = in[0].values();
    double[] l = new double[a.length];
    for (int at = 0; at < a.length; at += n * n) {
      for (int j = 0; j < n; j++) {
        column(a, l, at, n, j);
      }
    }
    Object out = w.allocate(in[0].dtype(), a.length);
    Conversion.convert(l, out);
    return w.tensor(in[0].shape(), out);
  }

  private static void column(double[] a, double[] l, int at, int n, int j) {
    for (int i = j; i < n; i++) {
      double rest = (a[at + i * n + j] + a[at + j * n + i]) / 2;
      for (int k = 0; k < j; k++) {
        rest -= l[at + i * n + k] * l[at + j * n + k];
      }
      if (i > j) {
        l[at + i * n + j] = rest / l[at + j * n + j];
      } else if (rest > 0) {
        l[at + i * n + j] = Math.sqrt(rest);
      } else {
        throw new AutodiffException(
            "cholesky: matrix is not positive definite",
            "leading minor " + (j + 1) + " of matrix " + at / (n * n),
            "positive leading minors",
            null);
      }
    }
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor middle = half(out.matmul(g.tril(0), true, false));
    Tensor left = out.solve(middle, true);
    Tensor full = out.solve(left.transpose(-2, -1), true);
    return full.add(full.transpose(-2, -1)).mul(0.5);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Tensor symmetric = t.add(t.transpose(-2, -1)).mul(0.5);
    Tensor left = out.solve(symmetric, false);
    Tensor middle = out.solve(left.transpose(-2, -1), false).transpose(-2, -1);
    return out.matmul(half(middle), false, false);
  }

  /** Returns the lower triangle with its diagonal halved. */
  private static Tensor half(Tensor x) {
    return x.tril(0).add(x.tril(-1)).mul(0.5);
  }
}
