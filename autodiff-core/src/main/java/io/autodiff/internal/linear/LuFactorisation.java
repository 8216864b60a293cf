package io.autodiff.internal.linear;

import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.MatrixView;
import java.util.Arrays;

/**
 * The factorisation {@code P A = L U} of a square matrix with partial pivoting; it solves systems.
 *
 * <p>The left half of the columns is factorised, then the right half, which the first one changes
 * by a product. Source: Toledo, "Locality of reference in LU decomposition with partial pivoting"
 * (1997).
 */
public final class LuFactorisation {
  /** The most columns of a panel that is eliminated without products. */
  private static final int PANEL = 16;

  /** The most columns of a panel that OpenBLAS eliminates in one call. */
  private static final int NATIVE_PANEL = 64;

  /** Columns of the identity that are solved for together. */
  private static final int COLUMNS = 128;

  private static final TriangularSubstitution LOWER =
      new TriangularSubstitution(false, false, true);
  private static final TriangularSubstitution UPPER =
      new TriangularSubstitution(true, false, false);
  private static final TriangularSubstitution LOWER_TURNED =
      new TriangularSubstitution(false, true, true);
  private static final TriangularSubstitution UPPER_TURNED =
      new TriangularSubstitution(true, true, false);

  private final int n;
  private final double[] lu;
  private final MatrixView factors;
  private final int[] order;
  private int sign = 1;

  /**
   * Factorises a matrix.
   *
   * @param kernels computes the products
   * @param a holds the row-major {@code (n, n)} matrix from {@code at} and belongs to the
   *     factorisation from now on, which overwrites it
   */
  public LuFactorisation(ArrayKernels kernels, double[] a, int at, int n) {
    this.n = n;
    this.lu = a;
    this.factors = MatrixView.of(a, at, n);
    this.order = new int[n];
    Arrays.setAll(order, i -> i);
    factorise(kernels, 0, n);
  }

  /** Factorises the columns in {@code [from, to)} on and below the diagonal. */
  private void factorise(ArrayKernels kernels, int from, int to) {
    int width = to - from;
    if (width <= (n > NATIVE_PANEL && kernels.usesNatives() ? NATIVE_PANEL : PANEL)) {
      panel(n > NATIVE_PANEL && kernels.usesNatives(), from, width);
      return;
    }
    int middle = from + (width / 2 + PANEL - 1) / PANEL * PANEL;
    factorise(kernels, from, middle);
    MatrixView right = factors.from(from, middle);
    LOWER.solve(kernels, factors.from(from, from), right, middle - from, to - middle);
    kernels.subtractProduct(
        factors.from(middle, from),
        right,
        factors.from(middle, middle),
        n - middle,
        to - middle,
        middle - from);
    factorise(kernels, middle, to);
  }

  /** Eliminates a panel in a copy that is stored by columns, so that loops run along it. */
  private void panel(boolean natives, int from, int width) {
    int m = n - from;
    double[] columns = new double[width * m];
    for (int i = 0; i < m; i++) {
      int row = factors.position(from + i, from);
      for (int j = 0; j < width; j++) {
        columns[j * m + i] = lu[row + j];
      }
    }
    int[] pivots = new int[width];
    if (natives) {
      NativeBlocks.eliminate(columns, m, width, pivots);
    } else {
      eliminate(columns, m, width, pivots);
    }
    for (int j = 0; j < width; j++) {
      exchange(from + j, from + pivots[j], from, from + width);
    }
    for (int i = 0; i < m; i++) {
      int row = factors.position(from + i, from);
      for (int j = 0; j < width; j++) {
        lu[row + j] = columns[j * m + i];
      }
    }
  }

  private static void eliminate(double[] x, int m, int width, int[] pivots) {
    for (int j = 0; j < width; j++) {
      int column = j * m;
      int best = largest(x, column + j, column + m) - column;
      pivots[j] = best;
      for (int c = 0; c < width && best != j; c++) {
        double moved = x[c * m + best];
        x[c * m + best] = x[c * m + j];
        x[c * m + j] = moved;
      }
      double pivot = x[column + j];
      if (pivot == 0) {
        continue;
      }
      for (int i = column + j + 1; i < column + m; i++) {
        x[i] /= pivot;
      }
      for (int c = j + 1; c < width; c++) {
        subtract(x[c * m + j], x, column + j + 1, c * m + j + 1, m - j - 1);
      }
    }
  }

  /** Returns the first position of the largest size; the first of all if that is NaN. */
  private static int largest(double[] x, int from, int to) {
    int best = from;
    double size = Math.abs(x[from]);
    for (int i = from + 1; i < to; i++) {
      double other = Math.abs(x[i]);
      if (other > size) {
        best = i;
        size = other;
      }
    }
    return best;
  }

  private static void subtract(double factor, double[] x, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      x[to + i] -= factor * x[from + i];
    }
  }

  /** Exchanges two rows but for the columns in {@code [from, to)}. */
  private void exchange(int a, int b, int from, int to) {
    if (a == b) {
      return;
    }
    exchangePart(factors.position(a, 0), factors.position(b, 0), from);
    exchangePart(factors.position(a, to), factors.position(b, to), n - to);
    int row = order[a];
    order[a] = order[b];
    order[b] = row;
    sign = -sign;
  }

  private void exchangePart(int a, int b, int count) {
    for (int j = 0; j < count; j++) {
      double moved = lu[a + j];
      lu[a + j] = lu[b + j];
      lu[b + j] = moved;
    }
  }

  private double pivot(int i) {
    return lu[factors.position(i, i)];
  }

  /** Returns the determinant; 1 of an empty matrix. */
  public double determinant() {
    double product = sign;
    for (int i = 0; i < n; i++) {
      product *= pivot(i);
    }
    return product;
  }

  /** Returns the sign of the determinant, 0 if it is 0; 1 of an empty matrix. */
  public double determinantSign() {
    double product = sign;
    for (int i = 0; i < n; i++) {
      product *= Math.signum(pivot(i));
    }
    return product == 0 ? 0 : product;
  }

  /** Returns the logarithm of the determinant's size; 0 of an empty matrix. */
  public double logAbsDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(Math.abs(pivot(i)));
    }
    return sum;
  }

  /** Returns the smallest pivot relative to the largest, 0 if singular; 1 of an empty matrix. */
  public double pivotRatio() {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double pivot = Math.abs(pivot(i));
      smallest = Math.min(smallest, pivot);
      largest = Math.max(largest, pivot);
    }
    return n == 0 ? 1 : largest == 0 ? 0 : smallest / largest;
  }

  /**
   * Solves {@code A X = B} or {@code Aᵀ X = B} for the {@code (n, k)} matrices that begin at {@code
   * at}.
   */
  public void solve(
      ArrayKernels kernels, boolean transposed, double[] b, int at, int k, double[] x) {
    if (transposed) {
      double[] y = Arrays.copyOfRange(b, at, at + n * k);
      MatrixView right = MatrixView.of(y, 0, k);
      UPPER_TURNED.solve(kernels, factors, right, n, k);
      LOWER_TURNED.solve(kernels, factors, right, n, k);
      for (int i = 0; i < n; i++) {
        System.arraycopy(y, i * k, x, at + order[i] * k, k);
      }
    } else {
      for (int i = 0; i < n; i++) {
        System.arraycopy(b, at + order[i] * k, x, at + i * k, k);
      }
      MatrixView right = MatrixView.of(x, at, k);
      LOWER.solve(kernels, factors, right, n, k);
      UPPER.solve(kernels, factors, right, n, k);
    }
  }

  /** Writes the inverse, or its transpose, row-major into zeros from {@code at}. */
  public void inverse(ArrayKernels kernels, boolean transposed, double[] x, int at) {
    double[] z = new double[n * n];
    MatrixView inverse = MatrixView.of(z, 0, n);
    for (int i = 0; i < n; i++) {
      z[i * n + i] = 1;
    }
    for (int j = 0; j < n; j += COLUMNS) { // above the diagonal they stay 0
      int columns = Math.min(COLUMNS, n - j);
      LOWER.solve(kernels, factors.from(j, j), inverse.from(j, j), n - j, columns);
    }
    UPPER.solve(kernels, factors, inverse, n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        x[at + (transposed ? order[j] * n + i : i * n + order[j])] = z[i * n + j];
      }
    }
  }
}
