package io.autodiff.nn.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one epoch of a training.
 *
 * @param number from 1
 * @param train loss and metrics over the training batches, each before its own step
 * @param validation loss and metrics after the epoch; null without validation data
 * @param learningRate the rate of the epoch's last step
 * @param seconds how long the epoch took, validation included
 * @param layers the report on each layer; empty without {@link Trainer#diagnose}
 */
public record Epoch(
    int number,
    Evaluation train,
    @Nullable Evaluation validation,
    double learningRate,
    double seconds,
    List<LayerReport> layers) {

  /** Copies the list. */
  public Epoch {
    layers = List.copyOf(layers);
  }

  /**
   * Returns the loss that early stopping and schedules watch: validation's, or training's without.
   */
  public double watchedLoss() {
    return validation == null ? train.loss() : validation.loss();
  }
}
