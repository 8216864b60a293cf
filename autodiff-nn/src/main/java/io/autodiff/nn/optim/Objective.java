package io.autodiff.nn.optim;

import io.autodiff.Tensor;
import java.util.List;

/** A function of the parameters that an optimiser makes small. */
@FunctionalInterface
public interface Objective {

  /** Evaluates the function at the parameters' present values. */
  Point evaluate();

  /**
   * What an evaluation found.
   *
   * @param value the function's value
   * @param gradients its derivative by each parameter, in their order; their arrays may be used
   *     again by the next evaluation and after the step, so what outlives these is copied
   */
  record Point(double value, List<Tensor> gradients) {}
}
