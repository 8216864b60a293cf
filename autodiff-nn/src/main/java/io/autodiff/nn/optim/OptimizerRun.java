package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/** An optimiser at work on the parameters of one training, with what it remembers of its steps. */
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

  /** Returns a copy of what is remembered, by name, so that {@link #restore} continues exactly. */
  Map<String, Tensor> state();

  /**
   * Takes over what {@link #state} returned.
   *
   * @throws io.autodiff.AutodiffException if it is another optimiser's or network's
   */
  void restore(Map<String, Tensor> state);
}
