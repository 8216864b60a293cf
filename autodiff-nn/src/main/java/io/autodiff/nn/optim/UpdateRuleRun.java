package io.autodiff.nn.optim;

import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The run of an {@link UpdateRule}. */
final class UpdateRuleRun implements OptimizerRun {
  private static final String STEP = "step";

  /** The number of elements that a thread updates at a time. */
  private static final int GRAIN = 1 << 16;

  private final UpdateRule rule;
  private final Engine engine;
  private final List<Slots> parameters;
  private long step;

  /** The learning rate of the step at work. */
  private double rate;

  UpdateRuleRun(UpdateRule rule, List<Parameter> parameters, Engine engine) {
    this.rule = rule;
    this.engine = engine;
    this.parameters = parameters.stream().map(Slots::new).toList();
  }

  /** A parameter, what the rule remembers of it, and its part of the step at work. */
  private final class Slots implements Consumer<Object>, Engine.Piece {
    private final Parameter parameter;

    /** One {@code double[]} or {@code float[]} for each of the rule's slots. */
    private final Object[] arrays;

    private final int size;
    private @Nullable Object value;
    private @Nullable Object gradient;

    Slots(Parameter parameter) {
      int count = rule.slots().size();
      this.parameter = parameter;
      this.size = parameter.shape().size();
      this.arrays =
          switch (parameter.dtype()) {
            case FLOAT64 -> new double[count][size];
            case FLOAT32 -> new float[count][size];
          };
    }

    void update(Object by) {
      gradient = by;
      parameter.update(this);
      gradient = null;
    }

    /** Updates the parameter's own array. */
    @Override
    public void accept(Object own) {
      value = own;
      if (size <= GRAIN) {
        run(0, size);
      } else {
        engine.run(size, GRAIN, this);
      }
      value = null;
    }

    @Override
    public void run(int from, int to) {
      Object own = Objects.requireNonNull(value);
      Object by = Objects.requireNonNull(gradient);
      if (own instanceof double[] w) {
        rule.update(step, rate, w, (double[]) by, (double[][]) arrays, from, to);
      } else {
        rule.update(step, rate, (float[]) own, (float[]) by, (float[][]) arrays, from, to);
      }
    }
  }

  @Override
  public void step(LossGradient here, Supplier<LossGradient> again, double rate) {
    step++;
    this.rate = rate;
    for (int i = 0; i < parameters.size(); i++) {
      parameters.get(i).update(here.gradients().get(i).array());
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
