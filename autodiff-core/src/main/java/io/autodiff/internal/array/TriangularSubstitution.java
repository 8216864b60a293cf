package io.autodiff.internal.array;

/**
 * The solution of systems with triangular matrices, row after row.
 *
 * @param n the number of rows and columns
 * @param upper whether a matrix is read on and above its diagonal, not on and below it
 * @param transposed whether the system is that of the matrix with rows and columns exchanged
 * @param unit whether the diagonal is 1 and not read
 */
public record TriangularSubstitution(int n, boolean upper, boolean transposed, boolean unit) {

  /** Returns whether the row-major matrix that begins at {@code at} has a 0 on its diagonal. */
  public boolean isSingular(double[] a, int at) {
    boolean singular = false;
    for (int i = 0; i < n && !unit; i++) {
      singular |= a[at + i * n + i] == 0;
    }
    return singular;
  }

  /**
   * Replaces right sides by the solutions.
   *
   * @param a holds a row-major {@code (n, n)} matrix from {@code at}
   * @param x holds row-major {@code (n, k)} right sides from {@code from}
   */
  public void solve(double[] a, int at, double[] x, int from, int k) {
    boolean up = upper != transposed;
    for (int step = 0; step < n; step++) {
      int i = up ? n - 1 - step : step;
      int row = from + i * k;
      for (int l = up ? i + 1 : 0; l < (up ? n : i); l++) {
        double factor = transposed ? a[at + l * n + i] : a[at + i * n + l];
        for (int j = 0; j < k; j++) {
          x[row + j] -= factor * x[from + l * k + j];
        }
      }
      for (int j = 0; j < k && !unit; j++) {
        x[row + j] /= a[at + i * n + i];
      }
    }
  }
}
