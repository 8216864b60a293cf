package io.autodiff.nn.optim;

import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The run of an {@link UpdateRule}. */
final class UpdateRuleRun implements OptimizerRun {
  private static final String STEP = "step";

  /** The number of elements that a thread updates at a time. */
  private static final int GRAIN = 1 << 16;

  private final UpdateRule rule;
  private final Engine engine;
  private final List<Slots> parameters;
  private long step;

  UpdateRuleRun(UpdateRule rule, List<Parameter> parameters, Engine engine) {
    this.rule = rule;
    this.engine = engine;
    this.parameters = parameters.stream().map(parameter -> Slots.of(parameter, rule)).toList();
  }

  /**
   * A parameter and what the rule remembers of it.
   *
   * @param arrays one {@code double[]} or {@code float[]} for each of the rule's slots
   */
  private record Slots(Parameter parameter, Object[] arrays) {
    static Slots of(Parameter parameter, UpdateRule rule) {
      int count = rule.slots().size();
      int size = parameter.shape().size();
      return new Slots(
          parameter,
          switch (parameter.dtype()) {
            case FLOAT64 -> new double[count][size];
            case FLOAT32 -> new float[count][size];
          });
    }
  }

  @Override
  public void step(LossGradient here, Supplier<LossGradient> again, double rate) {
    step++;
    for (int i = 0; i < parameters.size(); i++) {
      Slots slots = parameters.get(i);
      Object gradient = here.gradients().get(i).array();
      slots.parameter.update(value -> update(value, gradient, slots, rate));
    }
  }

  private void update(Object value, Object gradient, Slots slots, double rate) {
    int size = slots.parameter.shape().size();
    if (size <= GRAIN) {
      update(value, gradient, slots.arrays, rate, 0, size);
    } else {
      engine.run(size, GRAIN, (from, to) -> update(value, gradient, slots.arrays, rate, from, to));
    }
  }

  private void update(
      Object value, Object gradient, Object[] slots, double rate, int from, int to) {
    if (value instanceof double[] w) {
      rule.update(step, rate, w, (double[]) gradient, (double[][]) slots, from, to);
    } else {
      rule.update(step, rate, (float[]) value, (float[]) gradient, (float[][]) slots, from, to);
    }
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(STEP, Tensor.of((double) step));
    forEachSlot((name, slot) -> state.put(name, SavedState.copy(slot)));
    return state;
  }

  @Override
  public void restore(Map<String, Tensor> state) {
    SavedState saved = new SavedState(state);
    saved.checkNames(state().keySet());
    step = (long) saved.take(STEP, Tensor.of(0)).item();
    forEachSlot((name, slot) -> saved.copy(name, slot));
  }

  private interface SlotAction {
    void accept(String name, Tensor slot);
  }

  private void forEachSlot(SlotAction action) {
    for (Slots slots : parameters) {
      Parameter parameter = slots.parameter;
      for (int k = 0; k < rule.slots().size(); k++) {
        String name = parameter.name() + "/" + rule.slots().get(k);
        action.accept(name, Tensor.wrap(parameter.shape(), slots.arrays[k]));
      }
    }
  }
}
