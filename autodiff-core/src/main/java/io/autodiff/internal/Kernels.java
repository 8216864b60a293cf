package io.autodiff.internal;

/** Reductions, normalisations and products over contiguous arrays, in plain Java. */
public final class Kernels {
  private Kernels() {}

  /** What a reduction over the middle axis of an {@code (outer, n, inner)} array computes. */
  public enum Reduction {
    /** The sum; 0 of nothing. */
    SUM,
    /** The largest; NaN if any is, -∞ of nothing. */
    MAX,
    /** The smallest; NaN if any is, ∞ of nothing. */
    MIN
  }

  /** Reduces the middle axis: {@code (outer, n, inner) → (outer, inner)}. */
  public static void reduce(Reduction r, Object x, int outer, int n, int inner, Object out) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    if (inner == 1) {
      for (int o = 0; o < outer; o++) {
        to[o] = reduceRow(r, from, o * n, n);
      }
      return;
    }
    java.util.Arrays.fill(to, start(r));
    for (int o = 0; o < outer; o++) {
      for (int j = 0; j < n; j++) {
        int row = (o * n + j) * inner;
        switch (r) {
          case SUM -> {
            for (int i = 0; i < inner; i++) {
              to[o * inner + i] += from[row + i];
            }
          }
          case MAX -> {
            for (int i = 0; i < inner; i++) {
              to[o * inner + i] = Math.max(to[o * inner + i], from[row + i]);
            }
          }
          case MIN -> {
            for (int i = 0; i < inner; i++) {
              to[o * inner + i] = Math.min(to[o * inner + i], from[row + i]);
            }
          }
        }
      }
    }
  }

  private static double start(Reduction r) {
    return switch (r) {
      case SUM -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  private static double reduceRow(Reduction r, double[] x, int at, int n) {
    return switch (r) {
      case SUM -> sumRow(x, at, n);
      case MAX -> {
        double m = Double.NEGATIVE_INFINITY;
        for (int i = at; i < at + n; i++) {
          m = Math.max(m, x[i]);
        }
        yield m;
      }
      case MIN -> {
        double m = Double.POSITIVE_INFINITY;
        for (int i = at; i < at + n; i++) {
          m = Math.min(m, x[i]);
        }
        yield m;
      }
    };
  }

  /** Sums in halves, so that the rounding error grows with log n and not with n. */
  private static double sumRow(double[] x, int at, int n) {
    if (n > 128) {
      int half = n / 2;
      return sumRow(x, at, half) + sumRow(x, at + half, n - half);
    }
    double s = 0;
    for (int i = at; i < at + n; i++) {
      s += x[i];
    }
    return s;
  }

  /**
   * Computes {@code log Σ e^x} over the middle axis, shifted by the largest; -∞ of nothing.
   *
   * @param x of shape {@code (outer, n, inner)}
   * @param out of shape {@code (outer, inner)}
   */
  public static void logSumExp(Object x, int outer, int n, int inner, Object out) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = o * n * inner + i;
        double shift = largest(from, at, n, inner);
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += Math.exp(from[at + j * inner] - shift);
        }
        to[o * inner + i] = Math.log(sum) + shift;
      }
    }
  }

  /** Returns the largest of a column, or 0 where that is infinite and would not do as a shift. */
  private static double largest(double[] x, int at, int n, int step) {
    double m = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      m = Math.max(m, x[at + j * step]);
    }
    return Double.isInfinite(m) ? 0 : m;
  }

  /** Computes {@code e^x / Σ e^x} over the middle axis of an {@code (outer, n, inner)} array. */
  public static void softmax(Object x, int outer, int n, int inner, Object out) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = o * n * inner + i;
        double shift = largest(from, at, n, inner);
        double sum = 0;
        for (int j = 0; j < n; j++) {
          double e = Math.exp(from[at + j * inner] - shift);
          to[at + j * inner] = e;
          sum += e;
        }
        for (int j = 0; j < n; j++) {
          to[at + j * inner] /= sum;
        }
      }
    }
  }

  /** Computes {@code x - log Σ e^x} over the middle axis of an {@code (outer, n, inner)} array. */
  public static void logSoftmax(Object x, int outer, int n, int inner, Object out) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    double[] norm = new double[outer * inner];
    logSumExp(x, outer, n, inner, norm);
    for (int o = 0; o < outer; o++) {
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < inner; i++) {
          int at = (o * n + j) * inner + i;
          to[at] = from[at] - norm[o * inner + i];
        }
      }
    }
  }

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, where {@code op}
   * transposes an operand stored the other way round.
   */
  public static void matmul(
      Object a, boolean aTurned, Object b, boolean bTurned, Object c, int m, int n, int k) {
    double[] left = (double[]) a;
    double[] right = (double[]) b;
    double[] to = (double[]) c;
    java.util.Arrays.fill(to, 0);
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        double s = left[aTurned ? l * m + i : i * k + l];
        if (bTurned) {
          for (int j = 0; j < n; j++) {
            to[i * n + j] += s * right[j * k + l];
          }
        } else {
          for (int j = 0; j < n; j++) {
            to[i * n + j] += s * right[l * n + j];
          }
        }
      }
    }
  }
}
