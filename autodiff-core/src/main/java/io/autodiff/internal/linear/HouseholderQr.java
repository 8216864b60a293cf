package io.autodiff.internal.linear;

/**
 * The factorisation {@code A = Q R} of a matrix with at least as many rows as columns by
 * reflections; the diagonal of R is not negative. Source: Golub and Van Loan, "Matrix
 * Computations", 5.2.
 */
public final class HouseholderQr {
  private final int m;
  private final int n;

  /**
   * R on and above the diagonal, but for signs; below it the reflections' vectors, whose first
   * element is 1.
   */
  private final double[] h;

  private final double[] scales;

  /** Factorises the row-major {@code (m, n)} matrix that begins at {@code at}. */
  public HouseholderQr(double[] a, int at, int m, int n) {
    this.m = m;
    this.n = n;
    this.h = new double[m * n];
    this.scales = new double[n];
    System.arraycopy(a, at, h, 0, m * n);
    for (int j = 0; j < n; j++) {
      reflect(j);
      for (int column = j + 1; column < n; column++) {
        apply(j, h, 0, column);
      }
    }
  }

  /** Makes the reflection that takes column {@code j} below the diagonal to 0. */
  private void reflect(int j) {
    double alpha = h[j * n + j];
    double below = 0;
    for (int i = j + 1; i < m; i++) {
      below = Math.hypot(below, h[i * n + j]);
    }
    if (below == 0) {
      return;
    }
    double beta = -Math.copySign(Math.hypot(alpha, below), alpha);
    scales[j] = (beta - alpha) / beta;
    for (int i = j + 1; i < m; i++) {
      h[i * n + j] /= alpha - beta;
    }
    h[j * n + j] = beta;
  }

  /** Reflects a column of the {@code (m, n)} matrix that begins at {@code at}. */
  private void apply(int j, double[] x, int at, int column) {
    double dot = x[at + j * n + column];
    for (int i = j + 1; i < m; i++) {
      dot += h[i * n + j] * x[at + i * n + column];
    }
    dot *= scales[j];
    x[at + j * n + column] -= dot;
    for (int i = j + 1; i < m; i++) {
      x[at + i * n + column] -= dot * h[i * n + j];
    }
  }

  /** Writes Q, row-major {@code (m, n)}, into zeros. */
  public void orthonormal(double[] q, int at) {
    for (int j = n - 1; j >= 0; j--) {
      q[at + j * n + j] = 1;
      for (int column = j; column < n; column++) {
        apply(j, q, at, column);
      }
    }
    for (int i = 0; i < m * n; i++) {
      q[at + i] *= sign(i % n);
    }
  }

  /** Writes R, row-major {@code (n, n)}, into zeros. */
  public void triangle(double[] r, int at) {
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        r[at + i * n + j] = sign(i) * h[i * n + j];
      }
    }
  }

  private double sign(int j) {
    return h[j * n + j] < 0 ? -1 : 1;
  }
}
