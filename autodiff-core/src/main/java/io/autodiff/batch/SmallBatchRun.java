package io.autodiff.batch;

import io.autodiff.internal.array.Elements;
import io.autodiff.internal.loop.RowLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of a program on few elements, in one array: it has rows for the arguments, for what lies
 * between, and for the results. What one step hands to the next stays in the array.
 */
final class SmallBatchRun {
  private final RowLoop loop;

  /** The row of the first result. */
  private final int firstResult;

  private final int width;
  private final BatchRows in;
  private final BatchRows out;
  private final Object array;
  private final List<Carry> carried = new ArrayList<>();

  /** Neighbouring rows that are copied to others after each step. */
  private record Carry(int from, int to, int count) {}

  /**
   * Makes the array.
   *
   * @param width how many elements a row has, at least as many as will be computed
   */
  SmallBatchRun(SmallBatchPlan plan, boolean single, int width, BatchRows in, BatchRows out) {
    this.loop = plan.loop();
    this.firstResult = plan.firstOutputRow();
    this.width = width;
    this.in = in;
    this.out = out;
    int size = (firstResult + out.at().length) * width;
    this.array = single ? new float[size] : new double[size];
  }

  /** Computes {@code n} elements of each result in each step. */
  void run(int n, int steps, StepLayout layout) {
    carry(layout);
    for (int step = 0; step < steps; step++) {
      layout.put(step, in, out);
      for (int k = 0; k < in.at().length; k++) {
        if (layout.isGiven(step, k)) {
          give(k, n);
        }
      }
      loop.run(array);
      for (int k = 0; k < out.at().length; k++) {
        if (layout.isTaken(step, k)) {
          int row = firstResult + k;
          System.arraycopy(array, row * width, out.arrays()[k], out.at()[k], n);
        }
      }
      for (Carry c : carried) {
        System.arraycopy(array, c.from * width, array, c.to * width, c.count * width);
      }
    }
  }

  private void give(int input, int n) {
    Object from = in.arrays()[input];
    int at = in.at()[input];
    int to = input * width;
    if (!in.stretched()[input]) {
      System.arraycopy(from, at, array, to, n);
    } else {
      Elements.fill(array, to, to + n, Elements.get(from, at));
    }
  }

  /** Finds the results that become arguments of the next step, neighbours together. */
  private void carry(StepLayout layout) {
    int results = out.at().length;
    for (int k = 0; k < results; k++) {
      int to = layout.carried(k);
      int end = k + 1;
      while (to >= 0 && end < results && layout.carried(end) == to + end - k) {
        end++;
      }
      if (to >= 0) {
        carried.add(new Carry(firstResult + k, to, end - k));
      }
      k = end - 1;
    }
  }
}
