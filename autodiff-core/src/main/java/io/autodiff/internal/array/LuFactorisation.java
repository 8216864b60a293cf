package io.autodiff.internal.array;

/**
 * The factorisation {@code P A = L U} of a square matrix with partial pivoting; it solves systems.
 */
public final class LuFactorisation {
  private final int n;
  private final double[] lu;
  private final int[] order;
  private int sign = 1;

  /** Factorises the row-major {@code (n, n)} matrix that begins at {@code at}. */
  public LuFactorisation(double[] a, int at, int n) {
    this.n = n;
    this.lu = new double[n * n];
    this.order = new int[n];
    System.arraycopy(a, at, lu, 0, n * n);
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int column = 0; column < n; column++) {
      pivot(column);
      eliminate(column);
    }
  }

  private void pivot(int column) {
    int best = column;
    for (int i = column + 1; i < n; i++) {
      if (Math.abs(lu[i * n + column]) > Math.abs(lu[best * n + column])) {
        best = i;
      }
    }
    if (best != column) {
      for (int j = 0; j < n; j++) {
        double swapped = lu[best * n + j];
        lu[best * n + j] = lu[column * n + j];
        lu[column * n + j] = swapped;
      }
      int row = order[best];
      order[best] = order[column];
      order[column] = row;
      sign = -sign;
    }
  }

  private void eliminate(int column) {
    double pivot = lu[column * n + column];
    if (pivot == 0) {
      return;
    }
    for (int i = column + 1; i < n; i++) {
      double factor = lu[i * n + column] / pivot;
      lu[i * n + column] = factor;
      for (int j = column + 1; j < n; j++) {
        lu[i * n + j] -= factor * lu[column * n + j];
      }
    }
  }

  /** Returns the determinant; 1 of an empty matrix. */
  public double determinant() {
    double product = sign;
    for (int i = 0; i < n; i++) {
      product *= lu[i * n + i];
    }
    return product;
  }

  /** Returns the sign of the determinant, 0 if it is 0; 1 of an empty matrix. */
  public double determinantSign() {
    double product = sign;
    for (int i = 0; i < n; i++) {
      product *= Math.signum(lu[i * n + i]);
    }
    return product == 0 ? 0 : product;
  }

  /** Returns the logarithm of the determinant's size; 0 of an empty matrix. */
  public double logAbsDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(Math.abs(lu[i * n + i]));
    }
    return sum;
  }

  /** Returns the smallest pivot relative to the largest, 0 if singular; 1 of an empty matrix. */
  public double pivotRatio() {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double pivot = Math.abs(lu[i * n + i]);
      smallest = Math.min(smallest, pivot);
      largest = Math.max(largest, pivot);
    }
    return n == 0 ? 1 : largest == 0 ? 0 : smallest / largest;
  }

  /**
   * Solves {@code A X = B} or {@code Aᵀ X = B} for the {@code (n, k)} matrices that begin at {@code
   * at}.
   */
  public void solve(boolean transposed, double[] b, int at, int k, double[] x) {
    double[] column = new double[n];
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < n; i++) {
        column[i] = b[at + (transposed ? i : order[i]) * k + j];
      }
      if (transposed) {
        substituteTransposed(column);
      } else {
        substitute(column);
      }
      for (int i = 0; i < n; i++) {
        x[at + (transposed ? order[i] : i) * k + j] = column[i];
      }
    }
  }

  private void substitute(double[] y) {
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < i; l++) {
        y[i] -= lu[i * n + l] * y[l];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int l = i + 1; l < n; l++) {
        y[i] -= lu[i * n + l] * y[l];
      }
      y[i] /= lu[i * n + i];
    }
  }

  private void substituteTransposed(double[] y) {
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < i; l++) {
        y[i] -= lu[l * n + i] * y[l];
      }
      y[i] /= lu[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int l = i + 1; l < n; l++) {
        y[i] -= lu[l * n + i] * y[l];
      }
    }
  }
}
