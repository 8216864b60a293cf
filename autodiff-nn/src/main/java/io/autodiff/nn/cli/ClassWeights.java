package io.autodiff.nn.cli;

import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import java.util.Arrays;
import java.util.List;

/**
 * How much the examples of each class count.
 *
 * @param values one for each class
 */
record ClassWeights(double[] values) {
  private static final int BATCH = 1024;
  private static final String BALANCED = "balanced";

  /**
   * Returns the weights that an option names.
   *
   * @param option balanced, which makes all classes count alike, or NAME=WEIGHT pairs
   * @param train the examples, whose classes are counted
   */
  static ClassWeights of(String option, List<String> classes, BatchSource train) {
    return option.equals(BALANCED) ? balanced(classes.size(), train) : named(option, classes);
  }

  private static ClassWeights balanced(int classes, BatchSource train) {
    double[] counts = new double[classes];
    for (Batch batch : train.batches(BATCH)) {
      for (double label : batch.targets().values()) {
        counts[(int) label]++;
      }
    }
    double present = Arrays.stream(counts).filter(count -> count > 0).count();
    double all = Arrays.stream(counts).sum();
    return new ClassWeights(
        Arrays.stream(counts).map(n -> n == 0 ? 0 : all / (present * n)).toArray());
  }

  private static ClassWeights named(String option, List<String> classes) {
    double[] weights = new double[classes.size()];
    Arrays.fill(weights, 1);
    for (String pair : option.split(",", -1)) {
      int equals = pair.lastIndexOf('=');
      int label = equals < 0 ? -1 : classes.indexOf(pair.substring(0, equals));
      double weight = equals < 0 ? Double.NaN : number(pair.substring(equals + 1));
      if (label < 0 || !(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "--class-weights: "
                + pair
                + " is not balanced, nor NAME=WEIGHT of one of "
                + String.join(", ", classes));
      }
      weights[label] = weight;
    }
    return new ClassWeights(weights);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }
}
