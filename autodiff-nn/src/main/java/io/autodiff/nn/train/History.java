package io.autodiff.nn.train;

import java.util.List;
import java.util.stream.IntStream;

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

  /**
   * Returns the epoch of the lowest watched loss, the first of equals; NaN is higher than all.
   *
   * @throws java.util.NoSuchElementException if there was none
   */
  public Epoch best() {
    double[] losses = watchedLosses();
    return epochs.get(
        IntStream.range(0, losses.length)
            .reduce((a, b) -> Double.compare(losses[b], losses[a]) < 0 ? b : a)
            .orElseThrow());
  }

  /** Returns the watched loss after each epoch. */
  public double[] watchedLosses() {
    return epochs.stream().mapToDouble(Epoch::watchedLoss).toArray();
  }
}
