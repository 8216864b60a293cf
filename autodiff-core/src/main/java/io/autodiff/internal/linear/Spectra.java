package io.autodiff.internal.linear;

import io.autodiff.internal.array.ArrayKernels;
import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Eigenvalues and singular values of matrices: by the LAPACK of OpenBLAS where the engine uses it
 * and both dimensions are at least {@value #NATIVE}, by commons-math otherwise. Both are single
 * threaded.
 */
public final class Spectra {
  private static final int NATIVE = 16;

  private Spectra() {}

  private static boolean isNative(ArrayKernels kernels, int m, int n) {
    return Math.min(m, n) >= NATIVE && kernels.usesNatives();
  }

  private static boolean isFinite(double[] a) {
    boolean finite = true;
    for (double each : a) {
      finite &= Double.isFinite(each);
    }
    return finite;
  }

  /**
   * Writes the eigenvectors of the symmetric part of a matrix as columns, {@code (n, n)}, and below
   * them the eigenvalues, ascending; NaN if an element is not finite.
   *
   * @param a holds the row-major {@code (n, n)} matrix from {@code from}
   */
  public static void eigen(
      ArrayKernels kernels, double[] a, int from, int n, double[] out, int at) {
    double[] mean = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        mean[i * n + j] = a[from + i * n + j] / 2 + a[from + j * n + i] / 2;
        mean[j * n + i] = mean[i * n + j];
      }
    }
    double[] values = new double[n];
    if (!isFinite(mean)) { // the iteration would not end
      Arrays.fill(out, at, at + (n + 1) * n, Double.NaN);
    } else if (isNative(kernels, n, n) && NativeSpectra.eigen(mean, n, values)) {
      turn(mean, n, n, out, at);
      System.arraycopy(values, 0, out, at + n * n, n);
    } else {
      plainEigen(a, from, n, out, at);
    }
  }

  private static void plainEigen(double[] a, int from, int n, double[] out, int at) {
    RealMatrix matrix = new Array2DRowRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        matrix.setEntry(i, j, a[from + i * n + j] / 2 + a[from + j * n + i] / 2);
      }
    }
    EigenDecomposition eigen = new EigenDecomposition(matrix);
    for (int j = 0; j < n; j++) {
      double[] vector = eigen.getEigenvector(n - 1 - j).toArray(); // they descend
      for (int i = 0; i < n; i++) {
        out[at + i * n + j] = vector[i];
      }
      out[at + n * n + j] = eigen.getRealEigenvalue(n - 1 - j);
    }
  }

  /**
   * Writes the left singular vectors of a matrix as columns, {@code (m, k)} with {@code k = min(m,
   * n)}, below them the right ones, {@code (n, k)}, and below them the singular values, descending;
   * NaN if an element is not finite.
   *
   * @param a holds the row-major {@code (m, n)} matrix from {@code from}
   */
  public static void singular(
      ArrayKernels kernels, double[] a, int from, int m, int n, double[] out, int at) {
    int k = Math.min(m, n);
    double[] copy = Arrays.copyOfRange(a, from, from + m * n);
    double[] u = new double[m * k];
    double[] vt = new double[k * n];
    double[] s = new double[k];
    if (!isFinite(copy)) { // the iteration would not end
      Arrays.fill(out, at, at + (m + n + 1) * k, Double.NaN);
    } else if (isNative(kernels, m, n) && NativeSpectra.singular(copy, m, n, u, vt, s)) {
      System.arraycopy(u, 0, out, at, m * k);
      turn(vt, k, n, out, at + m * k);
      System.arraycopy(s, 0, out, at + (m + n) * k, k);
    } else {
      plainSingular(copy, m, n, out, at);
    }
  }

  private static void plainSingular(double[] a, int m, int n, double[] out, int at) {
    int k = Math.min(m, n);
    RealMatrix matrix = new Array2DRowRealMatrix(m, n);
    for (int i = 0; i < m * n; i++) {
      matrix.setEntry(i / n, i % n, a[i]);
    }
    SingularValueDecomposition svd = new SingularValueDecomposition(matrix);
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < m; i++) {
        out[at + i * k + j] = svd.getU().getEntry(i, j);
      }
      for (int i = 0; i < n; i++) {
        out[at + (m + i) * k + j] = svd.getV().getEntry(i, j);
      }
      out[at + (m + n) * k + j] = svd.getSingularValues()[j];
    }
  }

  /** Writes the transpose of a {@code (rows, columns)} matrix. */
  private static void turn(double[] x, int rows, int columns, double[] out, int at) {
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < rows; j++) {
        out[at + i * rows + j] = x[j * columns + i];
      }
    }
  }
}
