package io.autodiff.internal.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Engine;
import io.autodiff.internal.array.ArrayKernels;
import io.autodiff.internal.array.MatrixView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/**
 * Matrices of sizes on both sides of each block, in every arithmetic that this machine has, against
 * commons-math and against definitions.
 */
class BlocksTest {
  private static final int[] SIZES = {1, 2, 16, 17, 32, 33, 65, 130, 300};

  /** With one whose triangles are cut, too. */
  private static final int[] SYMMETRIC_SIZES = {1, 2, 32, 33, 65, 130, 300, 560};

  private static List<Engine> engines() {
    Engine standard = Engine.standard();
    List<Engine> all = new ArrayList<>(List.of(standard, standard.withNatives(false)));
    if (standard.usesVector()) {
      all.add(standard.withNatives(false).withVector(false));
    }
    return all;
  }

  private static double[] random(int seed, int size) {
    return new Random(seed).doubles(size, -1, 1).toArray();
  }

  /** Returns a matrix that is far from singular. */
  private static double[] regular(int n) {
    double[] a = random(n, n * n);
    for (int i = 0; i < n; i++) {
      a[i * n + (i * 7 + 3) % n] += n % 7 == 0 ? 0 : Math.sqrt(n) * 4;
      a[i * n + i] += n % 7 == 0 ? Math.sqrt(n) * 4 : 0;
    }
    return a;
  }

  private static RealMatrix matrix(double[] a, int rows, int columns) {
    RealMatrix m = new Array2DRowRealMatrix(rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      m.setEntry(i / columns, i % columns, a[i]);
    }
    return m;
  }

  private static double[] array(RealMatrix m) {
    return Arrays.stream(m.getData()).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void assertNear(double[] expected, double[] actual, double tolerance, Object of) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertArrayEquals(expected, actual, tolerance * Math.max(largest, 1), String.valueOf(of));
  }

  @Test
  void systemsAreSolvedAndInverted() {
    for (Engine engine : engines()) {
      ArrayKernels kernels = engine.kernels();
      for (int n : SIZES) {
        double[] a = regular(n);
        RealMatrix inverse = new LUDecomposition(matrix(a, n, n)).getSolver().getInverse();
        LuFactorisation lu = new LuFactorisation(kernels, a.clone(), 0, n);
        for (boolean transposed : new boolean[] {false, true}) {
          RealMatrix of = transposed ? inverse.transpose() : inverse;
          double[] found = new double[n * n];
          lu.inverse(kernels, transposed, found, 0);
          assertNear(array(of), found, 1e-13, engine + " inverse " + n);
          for (int k : new int[] {1, 5, 20}) {
            double[] b = random(k, n * k);
            double[] x = new double[n * k];
            lu.solve(kernels, transposed, b, 0, k, x);
            double[] expected = array(of.multiply(matrix(b, n, k)));
            assertNear(expected, x, 1e-12, engine + " " + n + " " + k);
          }
        }
        double log = lu.logAbsDeterminant();
        double det = new LUDecomposition(matrix(a, n, n)).getDeterminant();
        assertEquals(Math.signum(det), lu.determinantSign(), engine + " " + n);
        assertEquals(1, Double.isInfinite(det) ? 1 : Math.exp(log) / Math.abs(det), 1e-11);
      }
    }
  }

  @Test
  void aSingularMatrixHasNoDeterminant() {
    for (Engine engine : engines()) {
      for (int n : new int[] {16, 40, 130}) {
        double[] a = regular(n);
        for (int i = 0; i < n; i++) { // a column of zeros stays one through the elimination
          a[i * n + n / 2] = 0;
        }
        LuFactorisation lu = new LuFactorisation(engine.kernels(), a, 0, n);
        assertEquals(0, lu.pivotRatio(), engine + " " + n);
        assertEquals(0, lu.determinantSign(), engine + " " + n);
      }
    }
  }

  /** What is outside of the triangle is NaN: nothing may read it. */
  @Test
  void trianglesAreSubstituted() {
    for (Engine engine : engines()) {
      for (int n : SIZES) {
        for (int form = 0; form < 8; form++) {
          var system = new TriangularSubstitution(form % 2 == 1, form / 2 % 2 == 1, form / 4 == 1);
          double[] a = random(n, n * n);
          double[] read = new double[n * n];
          for (int i = 0; i < n * n; i++) {
            int row = i / n;
            int column = i % n;
            if (row == column) {
              a[i] = system.unit() ? Double.NaN : 2 + a[i];
              read[i] = system.unit() ? 1 : a[i];
            } else {
              a[i] = column > row == system.upper() ? a[i] / n : Double.NaN;
              read[i] = column > row == system.upper() ? a[i] : 0;
            }
          }
          RealMatrix whole = matrix(read, n, n);
          RealMatrix op = system.transposed() ? whole.transpose() : whole;
          for (int k : new int[] {1, 9, 300}) {
            double[] x = random(k, n * k);
            double[] b = array(op.multiply(matrix(x, n, k)));
            double[] turned = array(op.multiply(matrix(x, n, k)).transpose());
            system.solve(engine.kernels(), MatrixView.of(a, 0, n), MatrixView.of(b, 0, k), n, k);
            assertNear(x, b, 1e-13, engine + " " + system + " " + n + " " + k);
            MatrixView columns = MatrixView.of(turned, 0, n).turned();
            system.solve(engine.kernels(), MatrixView.of(a, 0, n), columns, n, k);
            assertNear(array(matrix(x, n, k).transpose()), turned, 1e-13, engine + " " + system);
          }
        }
      }
    }
  }

  private static double[] positive(int n) {
    RealMatrix a = matrix(random(n, n * n), n, n);
    double[] product = array(a.multiply(a.transpose()).scalarMultiply(1.0 / n));
    for (int i = 0; i < n; i++) {
      product[i * n + i] += 1;
    }
    return product;
  }

  /** Returns the factor; NaN above the diagonal of the matrix shows that it is not read. */
  private static double[] factor(ArrayKernels kernels, double[] a, int n) {
    double[] l = a.clone();
    for (int i = 0; i < n * n; i++) {
      l[i] = i % n > i / n ? Double.NaN : l[i];
    }
    assertEquals(0, new CholeskyFactorisation(kernels, n).factorise(MatrixView.of(l, 0, n), n));
    Triangles.clearUpper(l, 0, n);
    return l;
  }

  @Test
  void theFactorTimesItselfIsTheMatrix() {
    for (Engine engine : engines()) {
      for (int n : SYMMETRIC_SIZES) {
        double[] a = positive(n);
        RealMatrix l = matrix(factor(engine.kernels(), a, n), n, n);
        assertNear(a, array(l.multiply(l.transpose())), 1e-13, engine + " " + n);
      }
      for (int n : new int[] {20, 40, 300}) {
        double[] a = positive(n);
        int at = n * 2 / 3;
        for (double wrong : new double[] {-1, 0, Double.NaN}) {
          double[] b = a.clone();
          b[at * n + at] = wrong;
          var factorisation = new CholeskyFactorisation(engine.kernels(), n);
          int minor = factorisation.factorise(MatrixView.of(b, 0, n), n);
          assertEquals(at + 1, minor, engine + " " + n + " " + wrong);
        }
      }
    }
  }

  /**
   * The tangent of the factor makes that of the product of the factor with itself the given one,
   * and the pullback is its transpose.
   */
  @Test
  void slopesOfTheFactor() {
    for (Engine engine : engines()) {
      for (int n : SYMMETRIC_SIZES) {
        double[] l = factor(engine.kernels(), positive(n), n);
        double[] t =
            array(matrix(random(7, n * n), n, n).add(matrix(random(7, n * n), n, n).transpose()));
        double[] g = random(8, n * n);
        double[] tangent = t.clone();
        var factorisation = new CholeskyFactorisation(engine.kernels(), n);
        factorisation.pushforward(MatrixView.of(l, 0, n), MatrixView.of(tangent, 0, n), n);
        Triangles.clearUpper(tangent, 0, n);
        RealMatrix half = matrix(tangent, n, n).multiply(matrix(l, n, n).transpose());
        assertNear(t, array(half.add(half.transpose())), 1e-12, engine + " " + n);
        double[] back = g.clone();
        factorisation.pullback(MatrixView.of(l, 0, n), MatrixView.of(back, 0, n), n);
        double forward = 0;
        double backward = 0;
        for (int i = 0; i < n * n; i++) {
          forward += i % n <= i / n ? g[i] * tangent[i] : 0;
          backward += i % n <= i / n ? back[i] * t[i] : 0;
        }
        assertEquals(forward, backward, 1e-11 * n, engine + " " + n);
      }
    }
  }

  /** The tangent of a pullback is the difference of two of them, divided by the step. */
  @Test
  void bendsOfTheFactor() {
    for (Engine engine : engines()) {
      for (int n : SYMMETRIC_SIZES) {
        double[] l = factor(engine.kernels(), positive(n), n);
        double[] g = random(9, n * n);
        double[] t = random(10, n * n);
        double[] d = random(11, n * n);
        double step = 1e-4;
        double[] above = pulled(engine, moved(l, t, step), moved(g, d, step), n);
        double[] below = pulled(engine, moved(l, t, -step), moved(g, d, -step), n);
        double[] found = d.clone();
        new CholeskyCurvature(engine.kernels(), n)
            .push(
                MatrixView.of(l, 0, n),
                MatrixView.of(pulled(engine, l, g, n), 0, n),
                MatrixView.of(t, 0, n),
                MatrixView.of(found, 0, n),
                n);
        Triangles.clearUpper(found, 0, n);
        double[] slope = moved(above, below, -1);
        double scale = Arrays.stream(found).map(Math::abs).max().orElse(0);
        for (int i = 0; i < n * n; i++) {
          slope[i] /= 2 * step * scale;
          found[i] /= scale;
        }
        assertNear(slope, found, 1e-4, engine + " " + n);
      }
    }
  }

  private static double[] pulled(Engine engine, double[] l, double[] g, int n) {
    double[] back = g.clone();
    new CholeskyFactorisation(engine.kernels(), n)
        .pullback(MatrixView.of(l, 0, n), MatrixView.of(back, 0, n), n);
    Triangles.clearUpper(back, 0, n);
    return back;
  }

  private static double[] moved(double[] from, double[] direction, double step) {
    double[] moved = from.clone();
    Arrays.setAll(moved, i -> from[i] + step * direction[i]);
    return moved;
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    int n = 600;
    double[] a = regular(n);
    double[] p = positive(n);
    List<Function<ArrayKernels, double[]>> all =
        List.of(
            kernels -> {
              double[] x = new double[n * n];
              new LuFactorisation(kernels, a.clone(), 0, n).inverse(kernels, true, x, 0);
              return x;
            },
            kernels -> factor(kernels, p, n),
            kernels -> {
              double[] g = random(5, n * n);
              MatrixView l = MatrixView.of(factor(kernels, p, n), 0, n);
              new CholeskyFactorisation(kernels, n).pullback(l, MatrixView.of(g, 0, n), n);
              Triangles.clearUpper(g, 0, n);
              return g;
            });
    for (Engine engine : engines()) {
      for (Function<ArrayKernels, double[]> each : all) {
        double[] alone = each.apply(engine.withThreads(1).kernels());
        assertTrue(Arrays.equals(alone, each.apply(engine.withThreads(3).kernels())), "" + engine);
      }
    }
  }
}
