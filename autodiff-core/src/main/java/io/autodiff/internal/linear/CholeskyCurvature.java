package io.autodiff.internal.linear;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.MatrixView;

/**
 * The tangent of what {@link CholeskyFactorisation#pullback} gives: its recursion, differentiated
 * step by step. It costs about as much as that does twice.
 *
 * <p>Of all matrices only the lower triangles are read. An element of {@code s}, the cotangent of
 * the matrix, and of its tangent counts for itself and for its mirror image together.
 */
public final class CholeskyCurvature {
  private final ArrayKernels kernels;
  private final CholeskyFactorisation factorisation;

  /** The tangents for {@code (n, n)} matrices, with products by {@code kernels}. */
  public CholeskyCurvature(ArrayKernels kernels, int n) {
    this.kernels = kernels;
    this.factorisation = new CholeskyFactorisation(kernels, n);
  }

  /**
   * Replaces the tangent of the factor's cotangent by that of the matrix's cotangent.
   *
   * @param l the factor
   * @param s what its cotangent became
   * @param t the tangent of the factor
   * @param d the tangent of the factor's cotangent
   */
  public void push(MatrixView l, MatrixView s, MatrixView t, MatrixView d, int n) {
    if (n <= CholeskyFactorisation.ROWS) {
      columns(l, s, t, d, n);
      return;
    }
    int half = CholeskyFactorisation.half(n);
    int rest = n - half;
    MatrixView lBelow = l.from(half, 0);
    MatrixView sBelow = s.from(half, 0);
    MatrixView tBelow = t.from(half, 0);
    MatrixView dBelow = d.from(half, 0);
    MatrixView sLast = s.from(half, half);
    MatrixView dLast = d.from(half, half);
    push(l.from(half, half), sLast, t.from(half, half), dLast, rest);
    MatrixView mirrored = CholeskyFactorisation.mirrored(dLast, rest);
    kernels.subtractProduct(mirrored, lBelow, dBelow, rest, half, rest);
    mirrored = CholeskyFactorisation.mirrored(sLast, rest);
    kernels.subtractProduct(mirrored, tBelow, dBelow, rest, half, rest);
    MatrixView lower = CholeskyFactorisation.lower(t, half);
    kernels.subtractProduct(sBelow, lower, dBelow, rest, half, half);
    CholeskyFactorisation.FACTOR_TURNED.solve(kernels, l, dBelow.turned(), half, rest);
    factorisation.subtractTriangle(dBelow.turned(), lBelow.turned(), d, half, rest);
    factorisation.subtractTriangle(sBelow.turned(), tBelow.turned(), d, half, rest);
    push(l, s, t, d, half);
  }

  /** Does the same column by column, from the last one on. */
  private static void columns(MatrixView l, MatrixView s, MatrixView t, MatrixView d, int n) {
    double[] whole = CholeskyFactorisation.mirrored(s, n).array();
    double[] change = new double[n * n]; // what is known of the tangent, mirrored likewise
    double[] x = d.array();
    double[] column = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      for (int i = k; i < n; i++) {
        column[i] = x[d.position(i, k)];
      }
      for (int j = k + 1; j < n; j++) {
        double factor = l.array()[l.position(j, k)];
        double tangent = t.array()[t.position(j, k)];
        subtract(whole, j * n, tangent, change, j * n, factor, column, k + 1, n);
      }
      double pivot = l.array()[l.position(k, k)];
      double turn = t.array()[t.position(k, k)];
      double own = column[k];
      for (int j = k + 1; j < n; j++) {
        double slope = whole[j * n + k];
        double found = (column[j] - slope * turn) / pivot;
        own -= t.array()[t.position(j, k)] * slope + l.array()[l.position(j, k)] * found;
        x[d.position(j, k)] = found;
        change[j * n + k] = found;
        change[k * n + j] = found;
      }
      double last = (own - whole[k * n + k] * turn) / (2 * pivot);
      x[d.position(k, k)] = last;
      change[k * n + k] = 2 * last;
    }
  }

  /** Subtracts multiples of parts of two rows. */
  private static void subtract(
      double[] a,
      int ofA,
      double x,
      double[] b,
      int ofB,
      double y,
      double[] from,
      int at,
      int end) {
    for (int i = at; i < end; i++) {
      from[i] -= a[ofA + i] * x + b[ofB + i] * y;
    }
  }
}
