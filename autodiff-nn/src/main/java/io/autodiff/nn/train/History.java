package io.autodiff.nn.train;

import java.util.List;

/**
 * The course of a training.
 *
 * @param epochs first to last
 */
public record History(List<Epoch> epochs) {

  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * Returns the last epoch.
   *
   * @throws java.util.NoSuchElementException if there was none
   */
  public Epoch last() {
    return epochs.getLast();
  }

  /** Returns the watched loss after each epoch. */
  public double[] watchedLosses() {
    return epochs.stream().mapToDouble(Epoch::watchedLoss).toArray();
  }
}
