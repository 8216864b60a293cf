package io.autodiff.nn.optim;

import io.autodiff.Scalar;
import io.autodiff.Tensor;

/**
 * A penalty of the library, which is the same operations each time.
 *
 * @param price gives the price of some weights
 */
record RepeatedPenalty(Penalty price) implements Penalty {
  @Override
  public Scalar of(Tensor weights) {
    return price.of(weights);
  }

  @Override
  public boolean repeats() {
    return true;
  }
}
