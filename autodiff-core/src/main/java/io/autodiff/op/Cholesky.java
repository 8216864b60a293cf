package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.MatrixView;
import io.autodiff.internal.linear.CholeskyFactorisation;
import io.autodiff.internal.linear.Triangles;
import io.autodiff.tape.Recording;

/**
 * The lower triangular {@code L} with {@code L Lᵀ = A} for symmetric positive definite matrices
 * {@code (…, n, n)}. The symmetric part of {@code A} counts, so the derivative is symmetric. The
 * derivative is {@link CholeskySlope}. Computed in double precision.
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
    double[] a = Doubles.read(in[0]);
    double[] l = Doubles.allocate(w, in[0].dtype(), a.length);
    CholeskyFactorisation factorisation = new CholeskyFactorisation(w.kernels(), n);
    for (int at = 0; at < a.length; at += n * n) {
      Triangles.lowerMean(a, l, at, n);
      int minor = factorisation.factorise(MatrixView.of(l, at, n), n);
      if (minor > 0) {
        throw new AutodiffException(
            "cholesky: matrix is not positive definite",
            "leading minor " + minor + " of matrix " + at / (n * n),
            "positive leading minors",
            null);
      }
      Triangles.clearUpper(l, at, n);
    }
    return w.tensor(in[0].shape(), Doubles.as(w, in[0].dtype(), l));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Recording.apply(CholeskySlope.PULLBACK, out, g);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return Recording.apply(CholeskySlope.PUSHFORWARD, out, t);
  }
}
