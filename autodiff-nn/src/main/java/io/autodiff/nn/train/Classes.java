package io.autodiff.nn.train;

import io.autodiff.Tensor;
import io.autodiff.nn.Targets;

/** Finds the classes that targets name. */
final class Classes {
  private Classes() {}

  /** Returns the classes of targets, which are class numbers or rows of probabilities. */
  static int[] of(Tensor target, Tensor prediction) {
    return prediction.rank() == 2 && target.shape().equals(prediction.shape())
        ? target.argMax(1)
        : Targets.labels("metric", target, prediction);
  }
}
