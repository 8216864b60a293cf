package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Some examples and their targets.
 *
 * @param inputs {@code (batch, …)}, one example at each position of the first axis
 * @param targets the same number of targets: class numbers from 0 or numbers, {@code (batch)}, or
 *     vectors, {@code (batch, …)}
 * @param weights how much each example counts in the loss, {@code (batch)}; null if all the same
 */
public record Batch(Tensor inputs, Tensor targets, @Nullable Tensor weights) {

  /**
   * Checks that there are as many targets as examples, and as many weights if any.
   *
   * @throws AutodiffException if not
   */
  public Batch {
    boolean fit = inputs.rank() > 0 && targets.rank() > 0 && inputs.dim(0) == targets.dim(0);
    if (fit && weights != null && !weights.shape().equals(Shape.of(inputs.dim(0)))) {
      throw new AutodiffException(
          "data: one weight for each example is needed",
          "inputs " + inputs.shape() + ", weights " + weights.shape(),
          "weights of shape " + Shape.of(inputs.dim(0)),
          null);
    }
    if (!fit) {
      throw new AutodiffException(
          "data: one target for each example is needed",
          "inputs " + inputs.shape() + ", targets " + targets.shape(),
          "first axes of equal size",
          null);
    }
  }

  /** Holds examples that count the same. */
  public Batch(Tensor inputs, Tensor targets) {
    this(inputs, targets, null);
  }

  /** Returns the same batch with other inputs. */
  Batch withInputs(Tensor others) {
    return new Batch(others, targets, weights);
  }

  /** Returns the same batch with other targets. */
  Batch withTargets(Tensor others) {
    return new Batch(inputs, others, weights);
  }

  /** Returns the same batch in another element type. */
  Batch to(DType dtype) {
    return new Batch(
        inputs.to(dtype), targets.to(dtype), weights == null ? null : weights.to(dtype));
  }

  /** Returns the number of examples. */
  public int size() {
    return inputs.dim(0);
  }
}
