package io.autodiff.internal.array;

/** The positions of the smallest or largest elements of columns, in plain Java. */
final class PlainArgExtreme implements ArgExtremeKernel {
  @Override
  public void columns(
      Object x, int at, int n, int step, int columns, boolean largest, int[] out, int outAt) {
    double[] from = (double[]) x;
    for (int i = 0; i < columns; i++) {
      double best = from[at + i];
      int position = 0;
      for (int j = 1; j < n && !Double.isNaN(best); j++) {
        double next = from[at + j * step + i];
        if (Double.isNaN(next) || (largest ? next > best : next < best)) {
          best = next;
          position = j;
        }
      }
      out[outAt + i] = position;
    }
  }
}
