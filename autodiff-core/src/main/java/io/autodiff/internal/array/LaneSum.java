package io.autodiff.internal.array;

import java.util.Arrays;
import jdk.incubator.vector.VectorShape;

/** Sums in plain Java that add what {@link VectorSum} adds, in its order: the same bits. */
final class LaneSum implements ReductionKernel {
  /** How many doubles a vector has. */
  static final int DOUBLES = VectorShape.preferredShape().vectorBitSize() / Double.SIZE;

  /** How many floats a vector has. */
  static final int FLOATS = VectorShape.preferredShape().vectorBitSize() / Float.SIZE;

  private static final int LANES = VectorShape.preferredShape().vectorBitSize() / bits();
  private static final int BLOCK = 4 * LANES;
  private static final int TOGETHER = 64 * BLOCK;

  /** Returns the size of an element; in the form for floats, an ulp is a float's. */
  private static int bits() {
    return Math.ulp(1.0) < 1e-10 ? Double.SIZE : Float.SIZE;
  }

  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    double[] partial = new double[BLOCK];
    for (int r = 0; r < rows; r++) {
      to[outAt + r] = sum(from, at + r * n, n, partial);
    }
  }

  private static double sum(double[] x, int at, int n, double[] partial) {
    if (n > TOGETHER) {
      int half = n / 2 / LANES * LANES;
      return sum(x, at, half, partial) + sum(x, at + half, n - half, partial);
    }
    double s = 0;
    if (n <= LANES) {
      for (int i = at; i < at + n; i++) {
        s += x[i];
      }
      return s;
    }
    Arrays.fill(partial, 0);
    int whole = n / BLOCK * BLOCK;
    for (int i = 0; i < whole; i += BLOCK) {
      add(x, at + i, BLOCK, partial);
    }
    for (int i = whole; i < n; i += LANES) {
      add(x, at + i, Math.min(LANES, n - i), partial);
    }
    for (int i = 0; i < LANES; i++) {
      double low = partial[i] + partial[LANES + i];
      double lane = low + (partial[2 * LANES + i] + partial[3 * LANES + i]);
      s = i == 0 ? lane : s + lane;
    }
    return s;
  }

  /** Adds neighbouring elements to neighbouring sums. */
  private static void add(double[] x, int at, int n, double[] sums) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[at + i];
    }
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
}
