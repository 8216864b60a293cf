package io.autodiff.internal;

/** The normalising functions, in plain Java. */
final class PlainNormalising implements Normalising {
  private static final int IN_SEQUENCE = 32;

  @Override
  public void logSumExp(Object x, int n, int step, Object out, int from, int to) {
    double[] in = (double[]) x;
    double[] result = (double[]) out;
    for (int line = from; line < to; line++) {
      int at = line / step * n * step + line % step;
      double shift = shift(in, at, n, step);
      result[line] = Math.log(sumExp(in, at, n, step, shift)) + shift;
    }
  }

  @Override
  public void softmax(Object x, int n, int step, Object out, int from, int to) {
    double[] in = (double[]) x;
    double[] result = (double[]) out;
    for (int line = from; line < to; line++) {
      int at = line / step * n * step + line % step;
      double shift = shift(in, at, n, step);
      double sum = exps(in, at, n, step, shift, result);
      for (int j = 0; j < n; j++) {
        result[at + j * step] /= sum;
      }
    }
  }

  @Override
  public void logSoftmax(Object x, int n, int step, Object out, int from, int to) {
    double[] in = (double[]) x;
    double[] result = (double[]) out;
    for (int line = from; line < to; line++) {
      int at = line / step * n * step + line % step;
      double shift = shift(in, at, n, step);
      double log = Math.log(sumExp(in, at, n, step, shift));
      for (int j = 0; j < n; j++) {
        result[at + j * step] = in[at + j * step] - shift - log;
      }
    }
  }

  /** Returns the largest of a line, or 0 where that is infinite and would not do as a shift. */
  private static double shift(double[] x, int at, int n, int step) {
    double m = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      m = Math.max(m, x[at + j * step]);
    }
    return Double.isInfinite(m) ? 0 : m;
  }

  private static double sumExp(double[] x, int at, int n, int step, double shift) {
    if (n > IN_SEQUENCE) {
      int half = n / 2;
      return sumExp(x, at, half, step, shift) + sumExp(x, at + half * step, n - half, step, shift);
    }
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += Math.exp(x[at + j * step] - shift);
    }
    return sum;
  }

  /** Stores the exponentials and returns their sum. */
  private static double exps(double[] x, int at, int n, int step, double shift, double[] out) {
    if (n > IN_SEQUENCE) {
      int half = n / 2;
      return exps(x, at, half, step, shift, out)
          + exps(x, at + half * step, n - half, step, shift, out);
    }
    double sum = 0;
    for (int j = 0; j < n; j++) {
      double e = Math.exp(x[at + j * step] - shift);
      out[at + j * step] = e;
      sum += e;
    }
    return sum;
  }
}
