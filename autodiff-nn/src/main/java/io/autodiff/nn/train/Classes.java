package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;

/** Reads classes off predictions and targets. */
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

  /** Returns the classes that targets, numbers or rows of probabilities, name. */
  static int[] of(Tensor target, Tensor prediction) {
    boolean classes = prediction.rank() == 2 && prediction.dim(0) == target.dim(0);
    if (classes && target.shape().equals(prediction.shape())) {
      return largest(target);
    }
    if (!classes || target.rank() != 1) {
      throw new AutodiffException(
          "metric: not predictions of classes",
          "predictions " + prediction.shape() + ", targets " + target.shape(),
          "predictions (batch, classes) with targets (batch) or (batch, classes)",
          null);
    }
    double[] values = target.values();
    int[] labels = new int[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) values[i];
      if (labels[i] != values[i] || labels[i] < 0 || labels[i] >= prediction.dim(1)) {
        throw new AutodiffException(
            "metric: target is not a class",
            values[i] + " of example " + i,
            "a whole number from 0 to " + (prediction.dim(1) - 1),
            null);
      }
    }
    return labels;
  }
}
