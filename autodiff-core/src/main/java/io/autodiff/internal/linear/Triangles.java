package io.autodiff.internal.linear;

import java.util.Arrays;

/** Passes over the two triangles of row-major square matrices, in tiles that stay in the cache. */
public final class Triangles {
  private static final int TILE = 32;

  private Triangles() {}

  private interface Entry {
    /** Does something with the elements {@code (i, j)}, j from {@code from} to {@code to}. */
    void row(int i, int from, int to);
  }

  /** Visits all elements below the diagonal. */
  private static void below(int n, Entry entry) {
    for (int top = 0; top < n; top += TILE) {
      for (int left = 0; left <= top; left += TILE) {
        for (int i = top; i < Math.min(n, top + TILE); i++) {
          entry.row(i, left, Math.min(i, left + TILE));
        }
      }
    }
  }

  /** Writes the mean of a matrix and its transpose to the lower triangle of another place. */
  public static void lowerMean(double[] a, double[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i * n + i] = a[at + i * n + i];
    }
    below(
        n,
        (i, from, to) -> {
          for (int j = from; j < to; j++) {
            out[at + i * n + j] = (a[at + i * n + j] + a[at + j * n + i]) / 2;
          }
        });
  }

  /** Adds what is above the diagonal to what is below. */
  public static void lowerSum(double[] x, int at, int n) {
    below(
        n,
        (i, from, to) -> {
          for (int j = from; j < to; j++) {
            x[at + i * n + j] += x[at + j * n + i];
          }
        });
  }

  /** Copies the lower triangle to the upper one. */
  public static void mirror(double[] x, int at, int n) {
    below(
        n,
        (i, from, to) -> {
          for (int j = from; j < to; j++) {
            x[at + j * n + i] = x[at + i * n + j];
          }
        });
  }

  /** Halves what is below the diagonal and copies it to the upper triangle. */
  public static void share(double[] x, int at, int n) {
    below(
        n,
        (i, from, to) -> {
          for (int j = from; j < to; j++) {
            x[at + i * n + j] /= 2;
            x[at + j * n + i] = x[at + i * n + j];
          }
        });
  }

  /** Sets what is above the diagonal to 0. */
  public static void clearUpper(double[] x, int at, int n) {
    for (int i = 0; i < n; i++) {
      Arrays.fill(x, at + i * n + i + 1, at + (i + 1) * n, 0);
    }
  }
}
