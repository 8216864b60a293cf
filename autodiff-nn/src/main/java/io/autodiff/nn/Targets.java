package io.autodiff.nn;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;

/** Reads targets as losses and metrics need them. */
public final class Targets {
  private Targets() {}

  /**
   * Returns targets as class numbers.
   *
   * @param operation what needs them, for the message
   * @param target {@code (batch)}
   * @param prediction {@code (batch, classes)}
   * @throws AutodiffException if one is not a whole number from 0 to classes - 1
   */
  public static int[] labels(String operation, Tensor target, Tensor prediction) {
    if (prediction.rank() != 2 || target.rank() != 1 || target.dim(0) != prediction.dim(0)) {
      throw new AutodiffException(
          operation + ": one label for each example is needed",
          "predictions " + prediction.shape() + ", targets " + target.shape(),
          "predictions (batch, classes) with targets (batch) or (batch, classes)",
          null);
    }
    int classes = prediction.dim(1);
    double[] values = target.values();
    int[] labels = new int[values.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) values[i];
      if (labels[i] != values[i] || labels[i] < 0 || labels[i] >= classes) {
        throw new AutodiffException(
            operation + ": label is not a class of the network",
            "label " + number(values[i]) + " of example " + i,
            "a whole number from 0 to "
                + (classes - 1)
                + ", as the network has "
                + classes
                + " outputs",
            null);
      }
    }
    return labels;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Returns probabilities as they are, and class numbers as rows with a 1 at the class. */
  static Tensor rows(Tensor target, Tensor prediction) {
    if (target.rank() == prediction.rank()) {
      return target;
    }
    int[] labels = labels("loss", target, prediction);
    return Tensor.oneHot(prediction.dim(1), labels).to(prediction.dtype());
  }

  /** Returns targets of shape {@code (batch)} as a column if the predictions are one. */
  static Tensor like(Tensor target, Tensor prediction) {
    boolean column =
        prediction.rank() == 2
            && prediction.dim(1) == 1
            && target.rank() == 1
            && target.dim(0) == prediction.dim(0);
    return column ? target.reshape(prediction.shape()) : target;
  }
}
