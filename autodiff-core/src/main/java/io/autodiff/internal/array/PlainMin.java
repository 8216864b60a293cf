package io.autodiff.internal.array;

import java.util.Arrays;

/** The smallest elements, in plain Java; NaN if any is, ∞ of nothing. */
final class PlainMin implements ReductionKernel {
  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int r = 0; r < rows; r++) {
      double m = Double.POSITIVE_INFINITY;
      for (int i = at + r * n; i < at + r * n + n; i++) {
        m = Math.min(m, from[i]);
      }
      to[outAt + r] = m;
    }
  }

  @Override
  public void columns(Object x, int at, int n, int step, int columns, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    Arrays.fill(to, outAt, outAt + columns, Double.POSITIVE_INFINITY);
    for (int j = 0; j < n; j++) {
      int row = at + j * step;
      for (int i = 0; i < columns; i++) {
        to[outAt + i] = Math.min(to[outAt + i], from[row + i]);
      }
    }
  }
}
