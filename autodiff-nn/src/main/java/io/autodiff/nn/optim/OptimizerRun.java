package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The work of an optimiser on the parameters of one training, with the numbers that it keeps from
 * step to step.
 */
public interface OptimizerRun {

  /**
   * Adjusts the parameters once.
   *
   * @param here the loss at the parameters' present values
   * @param again evaluates the loss at the values that the step tries, which a line search needs;
   *     the arrays of an earlier evaluation are then no longer valid
   * @param rate the learning rate of this step
   */
  void step(LossGradient here, Supplier<LossGradient> again, double rate);

  /** Returns a copy of the kept numbers, by name, from which {@link #restore} continues exactly. */
  Map<String, Tensor> state();

  /**
   * Continues from what {@link #state} returned.
   *
   * @throws io.autodiff.AutodiffException if it is another optimiser's or network's
   */
  void restore(Map<String, Tensor> state);
}
