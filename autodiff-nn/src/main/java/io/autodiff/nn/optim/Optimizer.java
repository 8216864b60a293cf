package io.autodiff.nn.optim;

import io.autodiff.Parameter;
import java.util.List;

/** A method of adjusting parameters; immutable, so one may serve several trainings. */
public interface Optimizer {

  /** Returns the learning rate, which a {@link Schedule} multiplies. */
  double learningRate();

  /** Returns the steps of a new training of these parameters. */
  OptimizerRun start(List<Parameter> parameters);

  /** Returns whether a step needs the loss of all examples at once. */
  default boolean isFullBatch() {
    return false;
  }
}
