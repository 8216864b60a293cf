package io.autodiff.internal;

/**
 * Products of matrices in plain Java: a block of two rows by four columns of the result at a time,
 * held in locals while the inner dimension runs.
 */
final class PlainMultiplying implements Multiplying {
  @Override
  public void rows(
      Object a,
      int aAt,
      boolean aTurned,
      Object b,
      int bAt,
      boolean bTurned,
      Object c,
      int cAt,
      int m,
      int n,
      int k,
      int from,
      int to) {
    double[] left = (double[]) a;
    double[] right = (double[]) b;
    double[] out = (double[]) c;
    int aDown = aTurned ? 1 : k;
    int aAlong = aTurned ? m : 1;
    int bDown = bTurned ? 1 : n;
    int bAlong = bTurned ? k : 1;
    for (int i = from; i < to; i += 2) {
      for (int j = 0; j < n; j += 4) {
        int x = aAt + i * aDown;
        int y = bAt + j * bAlong;
        int z = cAt + i * n + j;
        if (i + 2 <= to && j + 4 <= n) {
          block(left, x, aDown, aAlong, right, y, bDown, bAlong, out, z, n, k);
          continue;
        }
        for (int r = 0; r < Math.min(2, to - i); r++) {
          for (int s = 0; s < Math.min(4, n - j); s++) {
            out[z + r * n + s] = dot(left, x + r * aDown, aAlong, right, y + s * bAlong, bDown, k);
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
