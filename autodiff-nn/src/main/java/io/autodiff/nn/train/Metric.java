package io.autodiff.nn.train;

import io.autodiff.Tensor;

/** A figure that says how good predictions are, gathered batch by batch. */
public interface Metric {

  /** Returns the name: {@code accuracy}. */
  String name();

  /** Begins to gather. */
  Tally start();

  /** What was gathered so far. */
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

  /** Returns the mean over the classes of the part of examples said to be of it that are. */
  static Metric precision() {
    return new ConfusionMetric("precision", ConfusionMatrix::precision);
  }

  /** Returns the mean over the classes of the part of its examples that are found. */
  static Metric recall() {
    return new ConfusionMetric("recall", ConfusionMatrix::recall);
  }

  /** Returns the mean over the classes of the harmonic mean of precision and recall. */
  static Metric f1() {
    return new ConfusionMetric("f1", ConfusionMatrix::f1);
  }

  /** Returns the mean of {@code |y - t|}. */
  static Metric meanAbsoluteError() {
    return new Regression("mean absolute error", false);
  }

  /** Returns the coefficient of determination, {@code 1 - Σ (y - t)² / Σ (t - mean t)²}. */
  static Metric r2() {
    return new Regression("r2", true);
  }
}
