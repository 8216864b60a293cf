package io.autodiff.nn.train;

import io.autodiff.Tensor;
import io.autodiff.nn.Targets;

/** Finds the classes that predictions and targets name. */
final class Classes {
  private Classes() {}

  /** Returns the position of the largest number in each row, the first of equals. */
  static int[] largest(Tensor rows) {
    double[] values = rows.values();
    int classes = rows.dim(1);
    int[] largest = new int[rows.dim(0)];
    for (int i = 0; i < largest.length; i++) {
      int best = 0;
      for (int j = 1; j < classes; j++) {
        best = values[i * classes + j] > values[i * classes + best] ? j : best;
      }
      largest[i] = best;
    }
    return largest;
  }

  /** Returns the classes of targets, which are class numbers or rows of probabilities. */
  static int[] of(Tensor target, Tensor prediction) {
    return prediction.rank() == 2 && target.shape().equals(prediction.shape())
        ? largest(target)
        : Targets.labels("metric", target, prediction);
  }
}
