package io.autodiff.internal.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.autodiff.Engine;
import io.autodiff.internal.array.ArrayKernels;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/** Eigenvalues and singular values by both libraries: each by its definition, and one another. */
class SpectraTest {
  private static final int[][] SHAPES = {{3, 3}, {15, 40}, {16, 16}, {17, 50}, {80, 31}, {70, 70}};

  private static RealMatrix random(int m, int n) {
    Random random = new Random(31 * m + n);
    RealMatrix a = new Array2DRowRealMatrix(m, n);
    for (int i = 0; i < m * n; i++) {
      a.setEntry(i / n, i % n, random.nextGaussian());
    }
    return a;
  }

  private static double[] array(RealMatrix m) {
    return Arrays.stream(m.getData()).flatMapToDouble(Arrays::stream).toArray();
  }

  private static RealMatrix rows(double[] packed, int from, int rows, int columns) {
    RealMatrix part = new Array2DRowRealMatrix(rows, columns);
    for (int i = 0; i < rows; i++) {
      int at = (from + i) * columns;
      part.setRow(i, Arrays.copyOfRange(packed, at, at + columns));
    }
    return part;
  }

  private static void assertNear(RealMatrix expected, RealMatrix actual, String of) {
    assertEquals(0, expected.subtract(actual).getNorm(), 1e-12 * expected.getNorm(), of);
  }

  /** Decomposes at an offset, so that nothing but its own place is read or written. */
  private static double[] singular(ArrayKernels kernels, RealMatrix a) {
    int m = a.getRowDimension();
    int n = a.getColumnDimension();
    int size = (m + n + 1) * Math.min(m, n);
    double[] given = new double[m * n + 5];
    System.arraycopy(array(a), 0, given, 5, m * n);
    double[] out = new double[size + 6];
    Spectra.singular(kernels, given, 5, m, n, out, 3);
    assertEquals(0, out[2]);
    assertEquals(0, out[size + 3]);
    return Arrays.copyOfRange(out, 3, size + 3);
  }

  private static double[] eigen(ArrayKernels kernels, RealMatrix a) {
    int n = a.getRowDimension();
    double[] given = new double[n * n + 5];
    System.arraycopy(array(a), 0, given, 5, n * n);
    double[] out = new double[(n + 1) * n + 6];
    Spectra.eigen(kernels, given, 5, n, out, 3);
    assertEquals(0, out[2]);
    assertEquals(0, out[(n + 1) * n + 3]);
    return Arrays.copyOfRange(out, 3, (n + 1) * n + 3);
  }

  private static void assertSingular(ArrayKernels kernels, RealMatrix a, String of) {
    int m = a.getRowDimension();
    int n = a.getColumnDimension();
    int k = Math.min(m, n);
    double[] packed = singular(kernels, a);
    RealMatrix u = rows(packed, 0, m, k);
    RealMatrix v = rows(packed, m, n, k);
    double[] s = Arrays.copyOfRange(packed, (m + n) * k, packed.length);
    RealMatrix product =
        u.multiply(MatrixUtils.createRealDiagonalMatrix(s)).multiply(v.transpose());
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(k);
    assertNear(a, product, of);
    assertNear(identity, u.transpose().multiply(u), of);
    assertNear(identity, v.transpose().multiply(v), of);
    for (int i = 1; i < k; i++) {
      assertTrue(s[i - 1] >= s[i] && s[i] >= 0, of);
    }
  }

  private static void assertEigen(ArrayKernels kernels, RealMatrix a, String of) {
    int n = a.getRowDimension();
    double[] packed = eigen(kernels, a);
    RealMatrix v = rows(packed, 0, n, n);
    double[] values = Arrays.copyOfRange(packed, n * n, packed.length);
    RealMatrix diagonal = MatrixUtils.createRealDiagonalMatrix(values);
    RealMatrix symmetric = a.add(a.transpose()).scalarMultiply(0.5);
    assertNear(symmetric, v.multiply(diagonal).multiply(v.transpose()), of);
    assertNear(MatrixUtils.createRealIdentityMatrix(n), v.transpose().multiply(v), of);
    for (int i = 1; i < n; i++) {
      assertTrue(values[i - 1] <= values[i], of);
    }
  }

  @Test
  void bothLibrariesDecompose() {
    for (Engine engine : new Engine[] {Engine.standard(), Engine.standard().withNatives(false)}) {
      for (int[] shape : SHAPES) {
        RealMatrix a = random(shape[0], shape[1]);
        String of = engine + " " + Arrays.toString(shape);
        assertSingular(engine.kernels(), a, of);
        assertEigen(engine.kernels(), shape[0] == shape[1] ? a : a.multiply(a.transpose()), of);
      }
      double[][] deficient = new double[20][30];
      Arrays.fill(deficient[7], 2);
      assertSingular(engine.kernels(), new Array2DRowRealMatrix(deficient), "rank 1");
    }
  }

  @Test
  void bothLibrariesFindTheSameValues() {
    Engine with = Engine.standard();
    Engine without = with.withNatives(false);
    assumeTrue(with.kernels().usesNatives());
    for (int[] shape : SHAPES) {
      RealMatrix a = random(shape[0], shape[1]);
      int k = Math.min(shape[0], shape[1]);
      double[] one = singular(with.kernels(), a);
      double[] other = singular(without.kernels(), a);
      assertEquals(k < 16, Arrays.equals(one, other), "small matrices are left to commons-math");
      for (int i = one.length - k; i < one.length; i++) {
        assertEquals(other[i], one[i], 1e-13 * other[other.length - k]);
      }
      RealMatrix square = a.multiply(a.transpose());
      int n = shape[0];
      double[] few = eigen(with.kernels(), square);
      double[] many = eigen(without.kernels(), square);
      assertEquals(n < 16, Arrays.equals(few, many), "small matrices are left to commons-math");
      for (int i = n * n; i < few.length; i++) {
        assertEquals(many[i], few[i], 1e-13 * many[many.length - 1]);
      }
    }
  }

  @Test
  void whatIsNotFiniteHasNoSpectrum() {
    for (Engine engine : new Engine[] {Engine.standard(), Engine.standard().withNatives(false)}) {
      for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        RealMatrix a = random(20, 20);
        a.setEntry(3, 4, wrong);
        assertTrue(Arrays.stream(singular(engine.kernels(), a)).allMatch(Double::isNaN));
        assertTrue(Arrays.stream(eigen(engine.kernels(), a)).allMatch(Double::isNaN));
      }
    }
  }

  @Test
  void theSameMatrixHasTheSameBits() {
    RealMatrix a = random(90, 90);
    ArrayKernels one = Engine.standard().withThreads(1).kernels();
    ArrayKernels three = Engine.standard().withThreads(3).kernels();
    for (int i = 0; i < 20; i++) {
      assertTrue(Arrays.equals(singular(one, a), singular(three, a)));
      assertTrue(Arrays.equals(eigen(one, a), eigen(three, a)));
    }
  }
}
