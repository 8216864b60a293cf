package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;

/**
 * Some examples and their targets.
 *
 * @param inputs {@code (batch, …)}, one example at each position of the first axis
 * @param targets the same number of targets: class numbers from 0 or numbers, {@code (batch)}, or
 *     vectors, {@code (batch, …)}
 */
public record Batch(Tensor inputs, Tensor targets) {

  /**
   * Checks that there are as many targets as examples.
   *
   * @throws AutodiffException if not
   */
  public Batch {
    boolean fit = inputs.rank() > 0 && targets.rank() > 0 && inputs.dim(0) == targets.dim(0);
    if (!fit) {
      throw new AutodiffException(
          "data: one target for each example is needed",
          "inputs " + inputs.shape() + ", targets " + targets.shape(),
          "first axes of equal size",
          null);
    }
  }

  /** Returns the number of examples. */
  public int size() {
    return inputs.dim(0);
  }
}
