package io.autodiff.nn.optim;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.List;

/**
 * A price on large weights, added to the loss: a cure for overfitting. It counts matrices only, not
 * biases and scales.
 */
@FunctionalInterface
public interface Penalty {

  /** Returns the price of some weights, recorded if the weights are. */
  Scalar of(Tensor weights);

  /**
   * Returns whether the price is the same operations each time, so that steps with it may be
   * planned.
   */
  default boolean repeats() {
    return false;
  }

  /** Returns {@code factor · Σ w²}. */
  static Penalty l2(double factor) {
    Checks.notNegative("l2: factor", factor);
    return new RepeatedPenalty(weights -> weights.square().sum().mul(factor));
  }

  /** Returns {@code factor · Σ |w|}, which makes weights exactly 0 that do little. */
  static Penalty l1(double factor) {
    Checks.notNegative("l1: factor", factor);
    return new RepeatedPenalty(weights -> weights.abs().sum().mul(factor));
  }

  /** Returns a loss with the price of all matrices among {@code parameters} added. */
  default Scalar addTo(Scalar loss, List<Tensor> parameters) {
    Scalar total = loss;
    for (Tensor parameter : parameters) {
      total = parameter.rank() < 2 ? total : total.add(of(parameter));
    }
    return total;
  }
}
