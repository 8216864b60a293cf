package io.autodiff.batch;

import io.autodiff.internal.array.Elements;
import io.autodiff.internal.loop.RowLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The one array in which a program is carried out on few elements: a row for each argument, what
 * lies between and each result. What one step hands to the next does not leave it.
 */
final class SmallBatchRun {
  private final SmallBatchPlan sheets;
  private final RowLoop sheet;
  private final int width;
  private final BatchRunner.Rows in;
  private final BatchRunner.Rows out;
  private final Object array;
  private final List<Carry> carried = new ArrayList<>();

  /** Rows that are copied to others. */
  private record Carry(int from, int to, int count) {}

  /**
   * Makes an array.
   *
   * @param width how many elements a row has, at least those that are asked for
   */
  SmallBatchRun(
      SmallBatchPlan sheets, boolean single, int width, BatchRunner.Rows in, BatchRunner.Rows out) {
    this.sheets = sheets;
    this.sheet = sheets.all();
    this.width = width;
    this.in = in;
    this.out = out;
    int size = (sheets.outputs() + out.at().length) * width;
    this.array = single ? new float[size] : new double[size];
  }

  /** Computes {@code n} elements of each result in each step. */
  void run(int n, int steps, BatchRunner.Places places) {
    carry(places);
    for (int step = 0; step < steps; step++) {
      places.put(step, in, out);
      for (int k = 0; k < in.at().length; k++) {
        if (places.isGiven(step, k)) {
          give(k, n);
        }
      }
      sheet.run(array);
      for (int k = 0; k < out.at().length; k++) {
        if (places.isTaken(step, k)) {
          int row = sheets.outputs() + k;
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

  /** Finds the results that become arguments, neighbours together. */
  private void carry(BatchRunner.Places places) {
    int results = out.at().length;
    for (int k = 0; k < results; k++) {
      int to = places.carried(k);
      int end = k + 1;
      while (to >= 0 && end < results && places.carried(end) == to + end - k) {
        end++;
      }
      if (to >= 0) {
        carried.add(new Carry(sheets.outputs() + k, to, end - k));
      }
      k = end - 1;
    }
  }
}
