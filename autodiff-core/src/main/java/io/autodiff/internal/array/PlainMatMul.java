package io.autodiff.internal.array;

/**
 * Products of matrices in plain Java: a block of two rows by four columns of the result at a time,
 * held in locals while the inner dimension runs.
 */
final class PlainMatMul implements MatMulKernel {
  @Override
  public void multiply(
      Object a,
      int aAt,
      int aStep,
      boolean aTransposed,
      Object b,
      int bAt,
      int bStep,
      boolean bTransposed,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k) {
    double[] left = (double[]) a;
    double[] right = (double[]) b;
    double[] out = (double[]) c;
    int aDown = aTransposed ? 1 : aStep;
    int aAlong = aTransposed ? aStep : 1;
    int bDown = bTransposed ? 1 : bStep;
    int bAlong = bTransposed ? bStep : 1;
    for (int i = 0; i < m; i += 2) {
      for (int j = 0; j < n; j += 4) {
        int x = aAt + i * aDown;
        int y = bAt + j * bAlong;
        int z = cAt + i * cStep + j;
        if (i + 2 <= m && j + 4 <= n) {
          block(left, x, aDown, aAlong, right, y, bDown, bAlong, out, z, cStep, k);
          continue;
        }
        for (int r = 0; r < Math.min(2, m - i); r++) {
          for (int s = 0; s < Math.min(4, n - j); s++) {
            out[z + r * cStep + s] =
                dot(left, x + r * aDown, aAlong, right, y + s * bAlong, bDown, k);
          }
        }
      }
    }
  }

  /** Multiplies two rows with four columns. */
  private static void block(
      double[] a,
      int aAt,
      int aDown,
      int aAlong,
      double[] b,
      int bAt,
      int bDown,
      int bAlong,
      double[] c,
      int cAt,
      int n,
      int k) {
    double c00 = 0;
    double c01 = 0;
    double c02 = 0;
    double c03 = 0;
    double c10 = 0;
    double c11 = 0;
    double c12 = 0;
    double c13 = 0;
    for (int l = 0; l < k; l++) {
      double a0 = a[aAt + l * aAlong];
      double a1 = a[aAt + l * aAlong + aDown];
      int row = bAt + l * bDown;
      double b0 = b[row];
      double b1 = b[row + bAlong];
      double b2 = b[row + 2 * bAlong];
      double b3 = b[row + 3 * bAlong];
      c00 += a0 * b0;
      c01 += a0 * b1;
      c02 += a0 * b2;
      c03 += a0 * b3;
      c10 += a1 * b0;
      c11 += a1 * b1;
      c12 += a1 * b2;
      c13 += a1 * b3;
    }
    c[cAt] = c00;
    c[cAt + 1] = c01;
    c[cAt + 2] = c02;
    c[cAt + 3] = c03;
    c[cAt + n] = c10;
    c[cAt + n + 1] = c11;
    c[cAt + n + 2] = c12;
    c[cAt + n + 3] = c13;
  }

  private static double dot(
      double[] a, int aAt, int aAlong, double[] b, int bAt, int bDown, int k) {
    double s = 0;
    for (int l = 0; l < k; l++) {
      s += a[aAt + l * aAlong] * b[bAt + l * bDown];
    }
    return s;
  }
}
