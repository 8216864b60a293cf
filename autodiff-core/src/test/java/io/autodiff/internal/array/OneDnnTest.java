package io.autodiff.internal.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.internal.thread.Parallel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Large products of floats by oneDNN, where it is in the class path and loads. */
class OneDnnTest {
  private static ArrayKernels kernels(int threads, boolean oneDnn) {
    return new ArrayKernels(new Parallel(threads), false, true, oneDnn);
  }

  private static void assumeOneDnn() {
    assumeTrue(ArrayKernels.nativesProblem() == null, ArrayKernels::nativesProblem);
    assumeTrue(ArrayKernels.oneDnnProblem() == null, ArrayKernels::oneDnnProblem);
  }

  private static float[] random(int seed, int size) {
    float[] x = new float[size];
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    return x;
  }

  private static double[] doubles(float... x) {
    return Elements.toDoubles(x);
  }

  /** Computes a product of matrices that begin at a few elements of their arrays. */
  private static float[] product(
      ArrayKernels kernels, boolean aTransposed, boolean bTransposed, int m, int n, int k) {
    float[] c = new float[m * n + 5];
    kernels.matmul(
        random(1, m * k + 3), 3, aTransposed, random(2, k * n + 2), 2, bTransposed, c, 5, m, n, k);
    assertArrayEquals(new float[5], Arrays.copyOf(c, 5));
    return Arrays.copyOfRange(c, 5, c.length);
  }

  private static double[] exact(boolean aTransposed, boolean bTransposed, int m, int n, int k) {
    double[] c = new double[m * n];
    ArrayKernels plain = new ArrayKernels(new Parallel(1), false, false, false);
    double[] a = doubles(random(1, m * k + 3));
    double[] b = doubles(random(2, k * n + 2));
    plain.matmul(a, 3, aTransposed, b, 2, bTransposed, c, 0, m, n, k);
    return c;
  }

  @Test
  void productsAreRightToTheTypesDigits() {
    assumeOneDnn();
    int[][] shapes = {
      {100, 100, 100}, {128, 784, 64}, {3, 700, 500}, {1000, 1, 1001}, {601, 433, 129}
    };
    for (int[] s : shapes) {
      for (int form = 0; form < 4; form++) {
        boolean aT = form % 2 == 1;
        boolean bT = form > 1;
        float[] found = product(kernels(1, true), aT, bT, s[0], s[1], s[2]);
        double[] expected = exact(aT, bT, s[0], s[1], s[2]);
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], found[i], 1e-6 * s[2] / 4, Arrays.toString(s) + form);
        }
      }
    }
  }

  /** Below a million multiplications OpenBLAS computes, and always for doubles. */
  @Test
  void onlyLargeProductsOfFloatsAreItsOwn() {
    assumeOneDnn();
    MatMulKernel blas = kernels(1, false).product(new float[0], 1000, 1000, 1000);
    MatMulKernel dnn = kernels(1, true).product(new float[0], 100, 100, 100);
    assertFalse(blas.getClass().equals(dnn.getClass()));
    ArrayKernels with = kernels(1, true);
    assertEquals(dnn.getClass(), with.product(new float[0], 1000, 1000, 1000).getClass());
    assertEquals(blas.getClass(), with.product(new float[0], 100, 100, 99).getClass());
    assertEquals(blas.getClass(), with.product(new double[0], 1000, 1000, 1000).getClass());
  }

  /** Whether the library is there is looked up once, not at each product. */
  @Test
  void choosingItTakesNoMemory() {
    assumeOneDnn();
    ArrayKernels kernels = kernels(1, true);
    float[] a = new float[1];
    kernels.product(a, 1000, 1000, 1000);
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = bean.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      kernels.product(a, 1000, 1000, 1000);
    }
    long bytes = (bean.getCurrentThreadAllocatedBytes() - before) / 100;
    assertTrue(bytes < 100, bytes + " bytes");
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    assumeOneDnn();
    for (int[] s : new int[][] {{700, 300, 400}, {300, 2100, 333}, {130, 130, 1300}}) {
      for (int form = 0; form < 4; form++) {
        boolean aT = form % 2 == 1;
        float[] alone = product(kernels(1, true), aT, form > 1, s[0], s[1], s[2]);
        float[] shared = product(kernels(4, true), aT, form > 1, s[0], s[1], s[2]);
        assertTrue(Arrays.equals(alone, shared), Arrays.toString(s) + form);
      }
    }
  }

  @Test
  void theEngineSaysWhoMultiplies() {
    Engine standard = Engine.standard().withOneDnn(false);
    if (ArrayKernels.nativesProblem() != null || !standard.describe().contains("OpenBLAS 0")) {
      return;
    }
    String absence = ArrayKernels.oneDnnAbsence();
    String why = absence == null ? "switched off" : "missing: " + absence;
    assertTrue(standard.describe().contains("(oneDNN " + why + ")"), standard.describe());
    if (ArrayKernels.oneDnnProblem() == null) {
      String text = standard.withOneDnn(true).describe();
      assertTrue(text.contains(", floats from 1,000,000 multiplications on: oneDNN; "), text);
    } else {
      var e = assertThrows(AutodiffException.class, () -> standard.withOneDnn(true));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(String.valueOf(ArrayKernels.oneDnnProblem())), message);
    }
  }
}
