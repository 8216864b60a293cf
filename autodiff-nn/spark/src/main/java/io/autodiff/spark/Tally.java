package io.autodiff.spark;

import io.autodiff.Tensor;
import io.autodiff.nn.train.Evaluation;
import java.util.Map;

/** Loss and score of examples; the sums of parts are added. */
final class Tally {
  /** How many numbers a tally takes in a vector. */
  static final int SIZE = 4;

  static final String ACCURACY = "accuracy";
  static final String RMSE = "root mean squared error";

  private double loss;
  private double weight;
  private double score;
  private double count;

  /** Adds a batch: its mean loss, the sum of its weights, and what it predicts. */
  void add(double meanLoss, double sumOfWeights, Tensor prediction, Tensor targets) {
    loss += meanLoss * sumOfWeights;
    weight += sumOfWeights;
    count += prediction.dim(0);
    double[] y = prediction.values();
    double[] t = targets.values();
    int outputs = y.length / t.length;
    for (int i = 0; i < t.length; i++) {
      score +=
          outputs == 1 ? square(y[i] - t[i]) : largest(y, i * outputs, outputs) == t[i] ? 1 : 0;
    }
  }

  private static double square(double x) {
    return x * x;
  }

  private static int largest(double[] y, int from, int length) {
    int best = 0;
    for (int k = 1; k < length; k++) {
      best = y[from + k] > y[from + best] ? k : best;
    }
    return best;
  }

  void add(double[] vector, int at) {
    loss += vector[at];
    weight += vector[at + 1];
    score += vector[at + 2];
    count += vector[at + 3];
  }

  void put(double[] vector, int at) {
    vector[at] = loss;
    vector[at + 1] = weight;
    vector[at + 2] = score;
    vector[at + 3] = count;
  }

  double count() {
    return count;
  }

  double weight() {
    return weight;
  }

  double meanLoss() {
    return weight == 0 ? 0 : loss / weight;
  }

  /**
   * Returns the figures.
   *
   * @param spread what a prepared target of 1 stands for
   */
  Evaluation result(boolean classes, double spread) {
    return new Evaluation(
        meanLoss(),
        classes
            ? Map.of(ACCURACY, score / count)
            : Map.of(RMSE, Math.sqrt(score / count) * spread));
  }
}
