package io.autodiff.nn.train;

import io.autodiff.Tensor;

/** A figure that says how good predictions are, gathered batch by batch. */
public interface Metric {

  /** Returns the name: {@code accuracy}. */
  String name();

  /** Begins a tally. */
  Tally start();

  /** A metric over the batches added so far. */
  interface Tally {

    /**
     * Adds a batch of predictions and their targets.
     *
     * @param prediction whose array the next batch may use again
     */
    void add(Tensor prediction, Tensor target);

    /** Returns the figure of all batches added; NaN of none. */
    double value();
  }

  /**
   * Returns the part of examples whose largest output is that of their class. Targets are class
   * numbers, {@code (batch)}, or one row of probabilities for each example.
   */
  static Metric accuracy() {
    return new TopK("accuracy", 1);
  }

  /** Returns the part of examples whose class is among the {@code k} largest outputs. */
  static Metric topK(int k) {
    return new TopK("top " + k, k);
  }

  /**
   * Returns the mean precision of the classes that occur, as targets or predictions: of the
   * examples predicted as a class, the part that belongs to it.
   */
  static Metric precision() {
    return new ConfusionMetric("precision", ConfusionMatrix::precision);
  }

  /**
   * Returns the mean recall of the classes that occur, as targets or predictions: of the examples
   * of a class, the part predicted as it.
   */
  static Metric recall() {
    return new ConfusionMetric("recall", ConfusionMatrix::recall);
  }

  /** Returns the mean over the classes that occur of the harmonic mean of precision and recall. */
  static Metric f1() {
    return new ConfusionMetric("f1", ConfusionMatrix::f1);
  }

  /**
   * Returns the mean of {@code -log p} of the examples' own classes, where p is softmax of the
   * outputs.
   */
  static Metric logLoss() {
    return new ScoreMetric("log loss", ClassScores::logLoss);
  }

  /** Returns the mean area under the classes' ROC curves, {@link ClassScores#rocAuc()}. */
  static Metric rocAuc() {
    return new ScoreMetric("roc auc", ClassScores::rocAuc);
  }

  /**
   * Returns the mean area under the classes' curves of precision and recall, {@link
   * ClassScores#prAuc()}.
   */
  static Metric prAuc() {
    return new ScoreMetric("pr auc", ClassScores::prAuc);
  }

  /** Returns the mean of {@code |y - t|}. */
  static Metric meanAbsoluteError() {
    return new Regression("mean absolute error", Regression.Figure.MEAN_ABSOLUTE);
  }

  /** Returns the square root of the mean of {@code (y - t)²}. */
  static Metric rootMeanSquaredError() {
    return new Regression("root mean squared error", Regression.Figure.ROOT_MEAN_SQUARE);
  }

  /**
   * Returns the coefficient of determination, {@code 1 - Σ (y - t)² / Σ (t - mean t)²}; NaN if all
   * targets are the same, as a single one is.
   */
  static Metric r2() {
    return new Regression("r2", Regression.Figure.DETERMINATION);
  }
}
