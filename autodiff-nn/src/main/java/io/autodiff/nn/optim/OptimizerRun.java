package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.Map;

/** The steps of one training and what is remembered between them. */
public interface OptimizerRun {

  /**
   * Adjusts the parameters once.
   *
   * @param objective what is to become small
   * @param rate the learning rate of this step
   * @return the objective before the step
   */
  double step(Objective objective, double rate);

  /** Returns a copy of what is remembered, by name, so that {@link #restore} continues exactly. */
  Map<String, Tensor> state();

  /**
   * Takes over what {@link #state} returned.
   *
   * @throws io.autodiff.AutodiffException if it is another optimiser's or network's
   */
  void restore(Map<String, Tensor> state);
}
