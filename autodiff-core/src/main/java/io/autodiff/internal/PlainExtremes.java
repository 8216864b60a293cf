package io.autodiff.internal;

import java.util.Arrays;

/** The largest or the smallest elements, in plain Java. */
final class PlainExtremes implements Extremes {
  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt, int sign) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    double s = sign;
    for (int r = 0; r < rows; r++) {
      double m = Double.NEGATIVE_INFINITY;
      for (int i = at + r * n; i < at + r * n + n; i++) {
        m = Math.max(m, s * from[i]);
      }
      to[outAt + r] = s * m;
    }
  }

  @Override
  public void columns(
      Object x, int at, int n, int step, int columns, Object out, int outAt, int sign) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    double s = sign;
    Arrays.fill(to, outAt, outAt + columns, s * Double.NEGATIVE_INFINITY);
    for (int j = 0; j < n; j++) {
      int row = at + j * step;
      for (int i = 0; i < columns; i++) {
        to[outAt + i] = s * Math.max(s * to[outAt + i], s * from[row + i]);
      }
    }
  }
}
