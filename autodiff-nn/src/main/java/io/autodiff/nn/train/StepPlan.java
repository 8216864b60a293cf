package io.autodiff.nn.train;

import io.autodiff.Engine;
import io.autodiff.nn.Loss;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.optim.Clipping;
import io.autodiff.nn.optim.Optimizer;
import io.autodiff.nn.optim.Penalty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings that decide the steps of a training.
 *
 * @param engine computes the steps and evaluations
 * @param penalties are added to the loss
 * @param optimizer adjusts the parameters that no group has
 * @param groups optimisers by the first letters of the names of their parameters
 */
record StepPlan(
    Engine engine,
    Mlp model,
    Loss loss,
    List<Penalty> penalties,
    Clipping clipping,
    Optimizer optimizer,
    Map<String, Optimizer> groups) {

  /** Copies the list and the map, whose order stays. */
  StepPlan {
    penalties = List.copyOf(penalties);
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }
}
