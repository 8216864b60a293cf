package io.autodiff.internal.linear;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.MatrixView;

/**
 * The factorisation {@code A = L Lᵀ} of a symmetric positive definite matrix, and its derivative in
 * both directions.
 *
 * <p>Each is a recursion: of {@code A = (A₁₁, A₂₁ᵀ; A₂₁, A₂₂)} the factor of {@code A₁₁} first,
 * then {@code L₂₁ = A₂₁ L₁₁⁻ᵀ}, then the factor of {@code A₂₂ - L₂₁ L₂₁ᵀ}; derivatives follow the
 * same steps, forwards or backwards, and so cost two or three factorisations. Source: Murray,
 * "Differentiation of the Cholesky decomposition" (2016), section 4.
 *
 * <p>Only lower triangles are read; what is above the diagonal is undefined afterwards.
 */
public final class CholeskyFactorisation {
  /** The most rows of a block that is factorised without products. */
  static final int ROWS = 32;

  /** The most rows of a block that OpenBLAS factorises in one call. */
  private static final int NATIVE_ROWS = 256;

  /** The most rows of a product of which both triangles are computed. */
  private static final int WHOLE = 256;

  private static final TriangularSubstitution FACTOR =
      new TriangularSubstitution(false, false, false);

  static final TriangularSubstitution FACTOR_TURNED =
      new TriangularSubstitution(false, true, false);

  private final ArrayKernels kernels;
  private final int block;
  private final boolean natives;

  /** The factorisation of {@code (n, n)} matrices, with products by {@code kernels}. */
  public CholeskyFactorisation(ArrayKernels kernels, int n) {
    this.kernels = kernels;
    this.natives = n > ROWS && kernels.usesNatives();
    this.block = natives ? NATIVE_ROWS : ROWS;
  }

  /** Returns where a matrix of more rows than a block is cut. */
  static int half(int n) {
    return (n / 2 + ROWS - 1) / ROWS * ROWS;
  }

  /**
   * Replaces the lower triangle of a matrix by its factor.
   *
   * @return 0, or the order of the first leading minor that is not positive
   */
  public int factorise(MatrixView a, int n) {
    if (n <= block) {
      return natives ? nativeBlock(a, n) : columns(a, n);
    }
    int half = half(n);
    int problem = factorise(a, half);
    if (problem > 0) {
      return problem;
    }
    MatrixView below = a.from(half, 0);
    MatrixView last = a.from(half, half);
    FACTOR.solve(kernels, a, below.turned(), half, n - half);
    subtractTriangle(below, below, last, n - half, half);
    problem = factorise(last, n - half);
    return problem > 0 ? half + problem : 0;
  }

  private static int nativeBlock(MatrixView a, int n) {
    int problem = NativeBlocks.cholesky(a, n);
    for (int i = 0; problem == 0 && i < n; i++) { // NaN is no problem to it
      problem = a.array()[a.position(i, i)] > 0 ? 0 : i + 1;
    }
    return problem;
  }

  private static int columns(MatrixView a, int n) {
    double[] x = a.array();
    for (int j = 0; j < n; j++) {
      int pivot = a.position(j, 0);
      for (int i = j; i < n; i++) {
        int row = a.position(i, 0);
        double rest = x[row + j];
        for (int k = 0; k < j; k++) {
          rest -= x[row + k] * x[pivot + k];
        }
        if (i > j) {
          x[row + j] = rest / x[pivot + j];
        } else if (rest > 0) {
          x[row + j] = Math.sqrt(rest);
        } else {
          return j + 1;
        }
      }
    }
    return 0;
  }

  /**
   * Subtracts {@code a bᵀ}, {@code (n, k) · (k, n) → (n, n)}, from the lower triangle of {@code c}.
   * What is above the diagonal is undefined then.
   */
  void subtractTriangle(MatrixView a, MatrixView b, MatrixView c, int n, int k) {
    if (n <= WHOLE) {
      kernels.subtractProduct(a, b.turned(), c, n, n, k);
      return;
    }
    int half = half(n);
    subtractTriangle(a, b, c, half, k);
    kernels.subtractProduct(a.from(half, 0), b.turned(), c.from(half, 0), n - half, half, k);
    subtractTriangle(a.from(half, 0), b.from(half, 0), c.from(half, half), n - half, k);
  }

  /**
   * Replaces the lower triangle of a symmetric tangent of the matrix by the tangent of the factor.
   *
   * @param l the factor
   */
  public void pushforward(MatrixView l, MatrixView t, int n) {
    if (n <= ROWS) {
      pushColumns(l, t, n);
      return;
    }
    int half = half(n);
    int rest = n - half;
    MatrixView below = l.from(half, 0);
    MatrixView tBelow = t.from(half, 0);
    MatrixView tLast = t.from(half, half);
    pushforward(l, t, half);
    kernels.subtractProduct(below, lower(t, half).turned(), tBelow, rest, half, half);
    FACTOR.solve(kernels, l, tBelow.turned(), half, rest);
    subtractTriangle(tBelow, below, tLast, rest, half);
    subtractTriangle(below, tBelow, tLast, rest, half);
    pushforward(l.from(half, half), tLast, rest);
  }

  private static void pushColumns(MatrixView l, MatrixView t, int n) {
    double[] x = l.array();
    double[] y = t.array();
    for (int j = 0; j < n; j++) {
      int lj = l.position(j, 0);
      int tj = t.position(j, 0);
      for (int i = j; i < n; i++) {
        int li = l.position(i, 0);
        int ti = t.position(i, 0);
        double rest = y[ti + j];
        for (int k = 0; k < j; k++) {
          rest -= y[ti + k] * x[lj + k] + x[li + k] * y[tj + k];
        }
        y[ti + j] = i == j ? rest / (2 * x[lj + j]) : (rest - x[li + j] * y[tj + j]) / x[lj + j];
      }
    }
  }

  /**
   * Replaces the lower triangle of a cotangent of the factor by that of the matrix, an element of
   * which counts for itself and for its mirror image together.
   *
   * @param l the factor
   */
  public void pullback(MatrixView l, MatrixView g, int n) {
    if (n <= ROWS) {
      pullColumns(l, g, n);
      return;
    }
    int half = half(n);
    int rest = n - half;
    MatrixView below = l.from(half, 0);
    MatrixView gBelow = g.from(half, 0);
    MatrixView gLast = g.from(half, half);
    pullback(l.from(half, half), gLast, rest);
    kernels.subtractProduct(mirrored(gLast, rest), below, gBelow, rest, half, rest);
    FACTOR_TURNED.solve(kernels, l, gBelow.turned(), half, rest);
    subtractTriangle(gBelow.turned(), below.turned(), g, half, rest);
    pullback(l, g, half);
  }

  private static void pullColumns(MatrixView l, MatrixView g, int n) {
    double[] x = l.array();
    double[] y = g.array();
    for (int k = n - 1; k >= 0; k--) {
      for (int i = n - 1; i > k; i--) {
        int gi = g.position(i, 0);
        double own = 0;
        for (int j = k + 1; j <= i; j++) {
          own += y[gi + j] * x[l.position(j, k)];
          y[g.position(j, k)] -= y[gi + j] * x[l.position(i, k)];
        }
        y[gi + k] -= own;
      }
      double pivot = x[l.position(k, k)];
      double own = y[g.position(k, k)];
      for (int j = k + 1; j < n; j++) {
        y[g.position(j, k)] /= pivot;
        own -= x[l.position(j, k)] * y[g.position(j, k)];
      }
      y[g.position(k, k)] = own / (2 * pivot);
    }
  }

  /** Returns a copy of a lower triangle with zeros above it. */
  static MatrixView lower(MatrixView x, int n) {
    double[] copy = new double[n * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x.array(), x.position(i, 0), copy, i * n, i + 1);
    }
    return MatrixView.of(copy, 0, n);
  }

  /** Returns the sum of a lower triangle and its transpose. */
  static MatrixView mirrored(MatrixView x, int n) {
    MatrixView sum = lower(x, n);
    double[] whole = sum.array();
    Triangles.mirror(whole, 0, n);
    for (int i = 0; i < n; i++) {
      whole[i * n + i] *= 2;
    }
    return sum;
  }
}
