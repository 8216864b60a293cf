package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.MatrixView;
import io.autodiff.internal.linear.CholeskyFactorisation;
import io.autodiff.internal.linear.Triangles;

/**
 * The derivative of Cholesky's factorisation, taken from the factor {@code L}: the tangent of
 * {@code L} from the symmetric part of one of the matrix, or the cotangent of the matrix, which is
 * symmetric, from the lower triangle of one of {@code L}. Operands are {@code L} and the direction,
 * of one shape {@code (…, n, n)}. Computed in double precision, at the price of two or three
 * factorisations.
 *
 * <p>The definition is that of Murray, "Differentiation of the Cholesky decomposition" (2016),
 * section 3: {@code L Φ(L⁻¹ T L⁻ᵀ)} and the symmetric part of {@code L⁻ᵀ Φ(Lᵀ G) L⁻¹}, where {@code
 * Φ} takes the lower triangle and halves its diagonal.
 */
public enum CholeskySlope implements Composite {
  /** The tangent of the factor. */
  PUSHFORWARD,
  /** The cotangent of the matrix. */
  PULLBACK;

  @Override
  public String label() {
    return "choleskySlope";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] l = in[0].values();
    double[] x = in[1].values();
    CholeskyFactorisation factorisation = new CholeskyFactorisation(w.kernels(), n);
    for (int at = 0; at < l.length; at += n * n) {
      MatrixView factor = MatrixView.of(l, at, n);
      MatrixView slope = MatrixView.of(x, at, n);
      if (this == PUSHFORWARD) {
        Triangles.lowerMean(x, x, at, n);
        factorisation.pushforward(factor, slope, n);
        Triangles.clearUpper(x, at, n);
      } else {
        factorisation.pullback(factor, slope, n);
        Triangles.share(x, at, n);
      }
    }
    return w.tensor(in[0].shape(), Doubles.as(w, in[0].dtype(), x));
  }

  @Override
  public Tensor define(Tensor... in) {
    Tensor l = in[0].tril(0);
    if (this == PULLBACK) {
      Tensor middle = half(l.matmul(in[1].tril(0), true, false));
      Tensor left = l.solveTriangular(middle, false, true, false);
      Tensor whole = l.solveTriangular(left.transpose(-2, -1), false, true, false);
      return whole.add(whole.transpose(-2, -1)).mul(0.5);
    }
    Tensor symmetric = in[1].add(in[1].transpose(-2, -1)).mul(0.5);
    Tensor left = l.solveTriangular(symmetric, false);
    Tensor middle = l.solveTriangular(left.transpose(-2, -1), false);
    return l.matmul(half(middle), false, false);
  }

  /** Returns the lower triangle with its diagonal halved. */
  private static Tensor half(Tensor x) {
    return x.tril(0).add(x.tril(-1)).mul(0.5);
  }
}
