package io.autodiff.internal.array;

import java.util.Arrays;

/** Sums, in halves: the rounding error grows with log n and not with n. */
final class PlainSum implements ReductionKernel {
  private static final int IN_SEQUENCE = 32;

  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int r = 0; r < rows; r++) {
      to[outAt + r] = sum(from, at + r * n, n);
    }
  }

  private static double sum(double[] x, int at, int n) {
    if (n > IN_SEQUENCE) {
      int half = n / 2;
      return sum(x, at, half) + sum(x, at + half, n - half);
    }
    double s = 0;
    for (int i = at; i < at + n; i++) {
      s += x[i];
    }
    return s;
  }

  @Override
  public void columns(Object x, int at, int n, int step, int columns, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    Arrays.fill(to, outAt, outAt + columns, 0);
    for (int j = 0; j < n; j++) {
      int row = at + j * step;
      for (int i = 0; i < columns; i++) {
        to[outAt + i] += from[row + i];
      }
    }
  }

  @Override
  public int inSequence(boolean single) {
    return IN_SEQUENCE;
  }
}
