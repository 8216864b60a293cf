package io.autodiff.internal.array;

import java.util.Arrays;

/** Moves and running sums, in plain Java. */
final class PlainGather implements GatherKernel {
  /** The longest block that a loop copies as fast as a call of {@code arraycopy}. */
  private static final int SHORT = 16;

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

  @Override
  public void cumSum(Object x, int n, int step, boolean backwards, Object out, int from, int to) {
    double[] source = (double[]) x;
    double[] target = (double[]) out;
    int stride = backwards ? -step : step;
    for (int line = from; line < to; line++) {
      int at = line / step * n * step + line % step + (backwards ? (n - 1) * step : 0);
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += source[at + j * stride];
        target[at + j * stride] = sum;
      }
    }
  }
}
