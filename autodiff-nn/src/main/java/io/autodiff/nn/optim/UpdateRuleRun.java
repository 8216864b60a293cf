package io.autodiff.nn.optim;

import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The steps of an {@link UpdateRule}. */
final class UpdateRuleRun implements OptimizerRun {
  private static final String STEP = "step";

  /** Elements that are worth a thread's while. */
  private static final int GRAIN = 1 << 16;

  private final UpdateRule rule;
  private final List<Moving> parameters = new ArrayList<>();
  private long step;

  UpdateRuleRun(UpdateRule rule, List<Parameter> parameters) {
    this.rule = rule;
    parameters.forEach(parameter -> this.parameters.add(new Moving(parameter)));
  }

  @Override
  public double step(Objective objective, double rate) {
    Objective.Point point = objective.evaluate();
    step++;
    for (int i = 0; i < parameters.size(); i++) {
      parameters.get(i).move(rate, point.gradients().get(i).array());
    }
    return point.value();
  }

  /** A parameter, what the rule remembers of it, and the step that it is about to take. */
  private final class Moving implements Consumer<Object> {
    final Parameter parameter;
    final Object[] slots;
    private final int size;
    private double rate;
    private Object gradient;

    Moving(Parameter parameter) {
      this.parameter = parameter;
      this.size = parameter.shape().size();
      int count = rule.slots().size();
      this.slots =
          switch (parameter.dtype()) {
            case FLOAT64 -> new double[count][size];
            case FLOAT32 -> new float[count][size];
          };
      this.gradient = slots;
    }

    void move(double rate, Object gradient) {
      this.rate = rate;
      this.gradient = gradient;
      parameter.update(this);
      this.gradient = slots; // holds on to no gradient
    }

    @Override
    public void accept(Object value) {
      if (size <= GRAIN) {
        update(value, 0, size);
      } else {
        Engine.standard().run(size, GRAIN, (from, to) -> update(value, from, to));
      }
    }

    private void update(Object value, int from, int to) {
      if (value instanceof double[] w) {
        rule.update(step, rate, w, (double[]) gradient, (double[][]) slots, from, to);
      } else {
        rule.update(step, rate, (float[]) value, (float[]) gradient, (float[][]) slots, from, to);
      }
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
    for (Moving moving : parameters) {
      Parameter parameter = moving.parameter;
      for (int k = 0; k < rule.slots().size(); k++) {
        String name = parameter.name() + "/" + rule.slots().get(k);
        action.accept(name, Tensor.wrap(parameter.shape(), moving.slots[k]));
      }
    }
  }
}
