package io.autodiff.internal;

import java.util.Arrays;

/** Products of matrices in plain Java, a row of the result at a time. */
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
    int start = aTurned ? 1 : k;
    int step = aTurned ? m : 1;
    for (int i = from; i < to; i++) {
      if (bTurned) {
        dots(left, aAt + i * start, step, right, bAt, out, cAt + i * n, n, k);
      } else {
        combine(left, aAt + i * start, step, right, bAt, out, cAt + i * n, n, k);
      }
    }
  }

  /** Adds up the rows of {@code b}, each times an element of {@code a}. */
  private static void combine(
      double[] a, int aAt, int step, double[] b, int bAt, double[] c, int cAt, int n, int k) {
    Arrays.fill(c, cAt, cAt + n, 0);
    for (int l = 0; l < k; l++) {
      double s = a[aAt + l * step];
      int row = bAt + l * n;
      for (int j = 0; j < n; j++) {
        c[cAt + j] += s * b[row + j];
      }
    }
  }

  /** Multiplies a row of {@code a} with each row of {@code b}. */
  private static void dots(
      double[] a, int aAt, int step, double[] b, int bAt, double[] c, int cAt, int n, int k) {
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int l = 0; l < k; l++) {
        s += a[aAt + l * step] * b[bAt + j * k + l];
      }
      c[cAt + j] = s;
    }
  }
}
