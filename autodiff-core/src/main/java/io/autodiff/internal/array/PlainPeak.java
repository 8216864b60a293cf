package io.autodiff.internal.array;

/** The elements that outweigh all others, in plain Java. */
final class PlainPeak implements PeakKernel {
  /** Above this weight there is no other. */
  private static final double HALF = 0.5;

  /** From here on a sum of which the largest term is 1 says what the others are. */
  private static final double PLENTY = 1.5;

  @Override
  public boolean lower(
      Object x,
      int at,
      int n,
      int step,
      int columns,
      Object top,
      Object total,
      Object lowered,
      int from,
      Object e,
      int eAt) {
    double[] tops = (double[]) top;
    double[] totals = (double[]) total;
    double[] done = (double[]) lowered;
    double[] target = (double[]) e;
    boolean any = false;
    for (int i = 0; i < columns; i++) {
      done[from + i] = 0;
      if (totals[from + i] < PLENTY && n > 0) {
        int peak = Math.max(0, first((double[]) x, at + i, n, step, tops[from + i]));
        target[eAt + peak * step + i] -= 1;
        done[from + i] = 1;
        any = true;
      }
    }
    return any;
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
  public void less(Object total, Object lowered, int from, int to) {
    double[] totals = (double[]) total;
    double[] done = (double[]) lowered;
    for (int i = from; i < to; i++) {
      if (done[i] == 0) {
        totals[i] -= 1;
      }
    }
  }

  @Override
  public boolean clear(
      Object p, int at, int n, int step, int columns, Object top, Object v, int[] peaks, int from) {
    double[] tops = (double[]) top;
    double[] target = (double[]) v;
    boolean any = false;
    for (int i = 0; i < columns; i++) {
      peaks[from + i] = -1;
      if (tops[from + i] > HALF) {
        int peak = first((double[]) p, at + i, n, step, tops[from + i]);
        peaks[from + i] = peak;
        target[at + peak * step + i] = 0;
        any = true;
      }
    }
    return any;
  }

  @Override
  public void complete(
      Object v, int at, int step, int columns, int[] peaks, Object rest, int from) {
    double[] target = (double[]) v;
    double[] sums = (double[]) rest;
    for (int i = 0; i < columns; i++) {
      if (peaks[from + i] >= 0) {
        target[at + peaks[from + i] * step + i] = 0 - sums[from + i];
      }
    }
  }

  @Override
  public void pick(Object p, int at, int n, int step, int columns, Object t, Object out, int from) {
    double[] source = (double[]) t;
    double[] target = (double[]) out;
    for (int i = 0; i < columns; i++) {
      double picked = 0;
      if (target[from + i] > HALF) {
        int peak = first((double[]) p, at + i, n, step, target[from + i]);
        picked = source[at + peak * step + i];
      }
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

  @Override
  public void transposed(Object x, Object p, int at, int n, int rows, Object out) {
    double[] source = (double[]) x;
    double[] weights = (double[]) p;
    double[] target = (double[]) out;
    for (int from = at; from < at + rows * n; from += n) {
      double total = 0;
      for (int j = from; j < from + n; j++) {
        total += source[j];
      }
      double rest = 0;
      int peak = -1;
      for (int j = from; j < from + n; j++) {
        double v = total == 0 ? source[j] : source[j] - total * weights[j];
        target[j] = v;
        if (weights[j] > HALF) {
          peak = j;
        } else {
          rest += v;
        }
      }
      if (peak >= 0) {
        target[peak] = 0 - rest;
      }
    }
  }

  @Override
  public void deviation(Object x, Object p, int at, int n, int rows, Object out) {
    double[] source = (double[]) x;
    double[] weights = (double[]) p;
    double[] target = (double[]) out;
    for (int from = at; from < at + rows * n; from += n) {
      double shift = 0;
      for (int j = from; j < from + n; j++) {
        if (weights[j] > HALF && Math.abs(source[j]) < Double.POSITIVE_INFINITY) {
          shift = source[j];
        }
      }
      double mean = 0;
      for (int j = from; j < from + n; j++) {
        double rest = source[j] - shift;
        target[j] = rest;
        mean += rest == 0 ? 0 : rest * weights[j];
      }
      for (int j = from; j < from + n; j++) {
        target[j] -= mean;
      }
    }
  }
}
