package io.autodiff.internal.array;

/** The elements that outweigh all others, in plain Java. */
final class PlainPeak implements PeakKernel {
  /** Above this weight there is no other. */
  private static final double HALF = 0.5;

  @Override
  public void lower(
      Object x, int at, int n, int step, int columns, Object top, int from, Object e, int eAt) {
    double[] source = (double[]) x;
    double[] tops = (double[]) top;
    double[] target = (double[]) e;
    for (int i = 0; i < columns && n > 0; i++) {
      int peak = Math.max(0, first(source, at + i, n, step, tops[from + i]));
      target[eAt + peak * step + i] -= 1;
    }
  }

  private static int first(double[] x, int at, int n, int step, double value) {
    for (int j = 0; j < n; j++) {
      if (x[at + j * step] == value) {
        return j;
      }
    }
    return -1;
  }

  @Override
  public boolean clear(
      Object p, int at, int n, int step, int columns, Object v, int[] peaks, int first) {
    double[] weights = (double[]) p;
    double[] target = (double[]) v;
    boolean any = false;
    for (int i = 0; i < columns; i++) {
      int peak = heaviest(weights, at + i, n, step);
      peaks[first + i] = peak;
      if (peak >= 0) {
        target[at + peak * step + i] = 0;
        any = true;
      }
    }
    return any;
  }

  private static int heaviest(double[] p, int at, int n, int step) {
    for (int j = 0; j < n; j++) {
      if (p[at + j * step] > HALF) {
        return j;
      }
    }
    return -1;
  }

  @Override
  public void complete(
      Object v, int at, int step, int columns, int[] peaks, int first, Object rest, int from) {
    double[] target = (double[]) v;
    double[] sums = (double[]) rest;
    for (int i = 0; i < columns; i++) {
      if (peaks[first + i] >= 0) {
        target[at + peaks[first + i] * step + i] = 0 - sums[from + i];
      }
    }
  }

  @Override
  public void pick(
      Object p, int at, int n, int step, int columns, Object t, Object out, int from) {
    double[] weights = (double[]) p;
    double[] source = (double[]) t;
    double[] target = (double[]) out;
    for (int i = 0; i < columns; i++) {
      int peak = heaviest(weights, at + i, n, step);
      double picked = peak < 0 ? 0 : source[at + peak * step + i];
      target[from + i] = Math.abs(picked) < Double.POSITIVE_INFINITY ? picked : 0;
    }
  }

  @Override
  public void share(
      Object x, int at, int n, int step, int columns, Object total, int from, Object out) {
    double[] source = (double[]) x;
    double[] totals = (double[]) total;
    double[] target = (double[]) out;
    for (int i = 0; i < columns && n > 0; i++) {
      double sum = totals[from + i];
      if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
        double most = source[at + i];
        for (int j = 1; j < n; j++) {
          most = Math.max(most, source[at + j * step + i]);
        }
        if (Math.abs(most) == Double.POSITIVE_INFINITY) {
          shareInfinite(source, at + i, n, step, most, target);
        }
      }
    }
  }

  private static void shareInfinite(
      double[] x, int at, int n, int step, double most, double[] out) {
    int ties = 0;
    for (int j = 0; j < n; j++) {
      ties += x[at + j * step] == most ? 1 : 0;
    }
    for (int j = 0; j < n; j++) {
      out[at + j * step] = x[at + j * step] == most ? 1.0 / ties : 0;
    }
  }
}
