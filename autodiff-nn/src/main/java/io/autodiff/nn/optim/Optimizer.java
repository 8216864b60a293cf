package io.autodiff.nn.optim;

import io.autodiff.Engine;
import io.autodiff.Parameter;
import java.util.List;

/** A method of adjusting parameters; immutable, so one may serve several trainings. */
public interface Optimizer {

  /** Returns the learning rate, which a {@link Schedule} multiplies. */
  double learningRate();

  /** Begins a training of these parameters, whose updates this engine computes. */
  OptimizerRun start(List<Parameter> parameters, Engine engine);

  /** Begins a training of these parameters on the standard engine. */
  default OptimizerRun start(List<Parameter> parameters) {
    return start(parameters, Engine.standard());
  }

  /** Returns whether a step needs the loss of all examples at once. */
  default boolean isFullBatch() {
    return false;
  }
}
