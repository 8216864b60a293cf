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

    /** Adds a batch of predictions and their targets. */
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
}
