package io.autodiff.internal.array;

import java.util.Arrays;

/** Moves and running sums, in plain Java. */
final class PlainGather implements GatherKernel {
  /** The longest block that a loop copies as fast as a call of {@code arraycopy}. */
  private static final int SHORT = 16;

  /** So many terms are added in sequence, without regard to what rounding loses. */
  private static final int TOGETHER = 64;

  /** Fewer positions than one of so many places are sorted rather than counted. */
  private static final int FEW_OF = 16;

  @Override
  public void gather(Object x, int[] positions, int block, Object out, int from, int to) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    for (int i = from; i < to; i++) {
      int position = positions[i];
      if (position < 0) {
        Arrays.fill(target, i * block, (i + 1) * block, 0);
      } else if (block <= SHORT) {
        for (int j = 0; j < block; j++) {
          target[i * block + j] = source[position * block + j];
        }
      } else {
        System.arraycopy(source, position * block, target, i * block, block);
      }
    }
  }

  @Override
  public void scatterAdd(Object x, int[] positions, int block, Object out) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    if (block > 0 && positions.length > TOGETHER && isCrowded(positions, target.length / block)) {
      addCarefully(source, positions, block, target);
      return;
    }
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] >= 0) {
        int to = positions[i] * block;
        int from = i * block;
        for (int j = 0; j < block; j++) {
          target[to + j] += source[from + j];
        }
      }
    }
  }

  /** Returns whether so much is added to one place that a sum in sequence would be inaccurate. */
  private static boolean isCrowded(int[] positions, int places) {
    if (positions.length < places / FEW_OF) {
      return isCrowded(positions);
    }
    int[] counts = new int[places];
    boolean crowded = false;
    for (int i = 0; i < positions.length && !crowded; i++) {
      int position = positions[i];
      if (position >= 0) {
        counts[position] += 1;
        crowded = counts[position] > TOGETHER;
      }
    }
    return crowded;
  }

  /** Finds the same in a time that does not grow with the number of places. */
  private static boolean isCrowded(int[] positions) {
    int[] sorted = positions.clone();
    Arrays.sort(sorted);
    boolean crowded = false;
    for (int i = TOGETHER; i < sorted.length && !crowded; i++) {
      crowded = sorted[i] >= 0 && sorted[i] == sorted[i - TOGETHER];
    }
    return crowded;
  }

  /**
   * Adds with a second array for what rounding loses of each sum, which comes with the next term.
   */
  private static void addCarefully(double[] x, int[] positions, int block, double[] out) {
    double[] lost = new double[out.length];
    for (int i = 0; i < positions.length; i++) {
      int to = positions[i] * block;
      for (int j = 0; j < block && to >= 0; j++) {
        double term = x[i * block + j] + lost[to + j];
        double before = out[to + j];
        double sum = before + term;
        out[to + j] = sum;
        lost[to + j] = error(before, term, sum);
      }
    }
  }

  /** Returns what rounding lost of a sum of two; 0 if it is not finite. */
  private static double error(double a, double b, double sum) {
    double part = sum - a;
    double error = (a - (sum - part)) + (b - part);
    return Math.abs(error) < Double.POSITIVE_INFINITY ? error : 0;
  }

  @Override
  public void cumSum(Object x, int n, int step, boolean backwards, Object out, int from, int to) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    int stride = backwards ? -step : step;
    for (int line = from; line < to; line++) {
      int at = line / step * n * step + line % step + (backwards ? (n - 1) * step : 0);
      cumSum(source, at, n, stride, target);
    }
  }

  /**
   * Sums a line block by block: the sum of the blocks before is kept with what rounding loses of
   * it, so that the error does not grow with the length of the line.
   */
  private static void cumSum(double[] x, int at, int n, int stride, double[] out) {
    double before = 0;
    double lost = 0;
    for (int start = 0; start < n; start += TOGETHER) {
      int end = Math.min(n, start + TOGETHER);
      double block = 0;
      for (int j = start; j < end; j++) {
        block += x[at + j * stride];
        out[at + j * stride] = before + (lost + block);
      }
      double term = block + lost;
      double sum = before + term;
      lost = error(before, term, sum);
      before = sum;
    }
  }
}
