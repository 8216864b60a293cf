package io.autodiff.internal.linear;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.MatrixView;

/**
 * The solution of systems with triangular matrices: blocks of rows by substitution, and what they
 * contribute to the rest by products.
 *
 * @param upper whether a matrix is read on and above its diagonal, not on and below it
 * @param transposed whether the system is that of the matrix with rows and columns exchanged
 * @param unit whether the diagonal is 1 and not read
 */
public record TriangularSubstitution(boolean upper, boolean transposed, boolean unit) {
  /** The most rows that are substituted without products. */
  private static final int ROWS = 32;

  /** The most rows that OpenBLAS substitutes in one call. */
  private static final int NATIVE_ROWS = 128;

  /** The fewest right sides for which OpenBLAS substitutes. */
  private static final int NATIVE_SIDES = 8;

  /** The right sides in one piece of work. */
  private static final int SIDES = 256;

  /** Returns whether the row-major matrix that begins at {@code at} has a 0 on its diagonal. */
  public boolean isSingular(double[] a, int at, int n) {
    boolean singular = false;
    for (int i = 0; i < n && !unit; i++) {
      singular |= a[at + i * n + i] == 0;
    }
    return singular;
  }

  /**
   * Replaces right sides by the solutions.
   *
   * @param a the {@code (n, n)} matrix as it is stored
   * @param x the {@code (n, k)} right sides
   */
  public void solve(ArrayKernels kernels, MatrixView a, MatrixView x, int n, int k) {
    boolean natives = k >= NATIVE_SIDES && n >= ROWS && kernels.usesNatives();
    if (n <= (natives ? NATIVE_ROWS : ROWS)) {
      kernels
          .parallel()
          .run(k, SIDES, (from, to) -> block(natives, a, x.from(0, from), n, to - from));
      return;
    }
    int half = (n / 2 + ROWS - 1) / ROWS * ROWS;
    int rest = n - half;
    MatrixView op = transposed ? a.turned() : a;
    MatrixView below = x.from(half, 0);
    if (upper == transposed) {
      solve(kernels, a, x, half, k);
      kernels.subtractProduct(op.from(half, 0), x, below, rest, k, half);
      solve(kernels, a.from(half, half), below, rest, k);
    } else {
      solve(kernels, a.from(half, half), below, rest, k);
      kernels.subtractProduct(op.from(0, half), below, x, half, k, rest);
      solve(kernels, a, x, half, k);
    }
  }

  private void block(boolean natives, MatrixView a, MatrixView x, int n, int k) {
    if (natives) {
      NativeBlocks.solve(this, a, x, n, k);
    } else if (x.transposed()) { // substitution runs along rows
      double[] rows = new double[n * k];
      for (int j = 0; j < k; j++) {
        for (int i = 0; i < n; i++) {
          rows[i * k + j] = x.array()[x.position(i, j)];
        }
      }
      substitute(transposed ? a.turned() : a, rows, 0, k, n, k);
      for (int j = 0; j < k; j++) {
        for (int i = 0; i < n; i++) {
          x.array()[x.position(i, j)] = rows[i * k + j];
        }
      }
    } else {
      substitute(transposed ? a.turned() : a, x.array(), x.at(), x.step(), n, k);
    }
  }

  /** Substitutes row after row, in the order in which they depend on each other. */
  private void substitute(MatrixView a, double[] x, int at, int step, int n, int k) {
    boolean up = upper != transposed;
    double[] entries = a.array();
    for (int done = 0; done < n; done++) {
      int i = up ? n - 1 - done : done;
      int row = at + i * step;
      for (int l = up ? i + 1 : 0; l < (up ? n : i); l++) {
        subtract(entries[a.position(i, l)], x, at + l * step, row, k);
      }
      if (!unit) {
        divide(x, row, k, entries[a.position(i, i)]);
      }
    }
  }

  private static void subtract(double factor, double[] x, int from, int to, int k) {
    for (int j = 0; j < k; j++) {
      x[to + j] -= factor * x[from + j];
    }
  }

  private static void divide(double[] x, int row, int k, double pivot) {
    for (int j = 0; j < k; j++) {
      x[row + j] /= pivot;
    }
  }
}
