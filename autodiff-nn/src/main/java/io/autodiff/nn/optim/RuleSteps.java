package io.autodiff.nn.optim;

import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The steps of an {@link UpdateRule}. */
final class RuleSteps implements Steps {
  private static final String STEP = "step";

  /** Elements that are worth a thread's while. */
  private static final int GRAIN = 1 << 16;

  private final UpdateRule rule;
  private final List<Parameter> parameters;
  private final List<Object[]> slots = new ArrayList<>();
  private long step;

  RuleSteps(UpdateRule rule, List<Parameter> parameters) {
    this.rule = rule;
    this.parameters = List.copyOf(parameters);
    int count = rule.slots().size();
    for (Parameter parameter : parameters) {
      int size = parameter.shape().size();
      slots.add(
          switch (parameter.dtype()) {
            case FLOAT64 -> new double[count][size];
            case FLOAT32 -> new float[count][size];
          });
    }
  }

  @Override
  public double step(Objective objective, double rate) {
    Objective.Point point = objective.evaluate();
    step++;
    for (int i = 0; i < parameters.size(); i++) {
      Object gradient = point.gradients().get(i).array();
      Object[] own = slots.get(i);
      int size = parameters.get(i).shape().size();
      parameters.get(i).update(value -> update(rate, value, gradient, own, size));
    }
    return point.value();
  }

  private void update(double rate, Object value, Object gradient, Object[] own, int size) {
    if (size <= GRAIN) {
      update(rate, value, gradient, own, 0, size);
    } else {
      Engine.standard()
          .run(size, GRAIN, (from, to) -> update(rate, value, gradient, own, from, to));
    }
  }

  private void update(double rate, Object value, Object gradient, Object[] own, int from, int to) {
    if (value instanceof double[] w) {
      rule.update(step, rate, w, (double[]) gradient, (double[][]) own, from, to);
    } else {
      rule.update(step, rate, (float[]) value, (float[]) gradient, (float[][]) own, from, to);
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
    step = (long) saved.take(STEP, Tensor.of(0)).item();
    forEachSlot((name, slot) -> saved.copy(name, slot));
  }

  private interface SlotAction {
    void accept(String name, Tensor slot);
  }

  private void forEachSlot(SlotAction action) {
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      for (int k = 0; k < rule.slots().size(); k++) {
        String name = parameter.name() + "/" + rule.slots().get(k);
        action.accept(name, Tensor.wrap(parameter.shape(), slots.get(i)[k]));
      }
    }
  }
}
