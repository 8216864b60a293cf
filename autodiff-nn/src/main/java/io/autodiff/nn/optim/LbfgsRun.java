package io.autodiff.nn.optim;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.optimize.LimitedMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The run of {@link Lbfgs}, which takes all parameters for one vector. */
final class LbfgsRun implements OptimizerRun {
  private static final double ENOUGH = 1e-4;
  private static final int HALVINGS = 30;
  private static final String PAIRS = "pairs";

  private final LimitedMemory memory;
  private final List<Parameter> parameters;
  private final int length;

  LbfgsRun(int memory, List<Parameter> parameters) {
    this.memory = new LimitedMemory(memory);
    this.parameters = List.copyOf(parameters);
    this.length = parameters.stream().mapToInt(parameter -> parameter.shape().size()).sum();
  }

  @Override
  public void step(LossGradient here, Supplier<LossGradient> again, double rate) {
    double[] start = position();
    double[] gradient = vector(here.gradients());
    double[] direction = memory.direction(gradient);
    double slope = dot(gradient, direction);
    if (slope >= 0) {
      return;
    }
    double first =
        memory.pairs().isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    double part = rate * first;
    for (int i = 0; i < HALVINGS; i++, part /= 2) {
      moveTo(start, direction, part);
      LossGradient there = again.get();
      if (there.loss() <= here.loss() + ENOUGH * part * slope) {
        remember(start, gradient, vector(there.gradients()));
        return;
      }
    }
    moveTo(start, direction, 0);
    memory.clear();
  }

  private void remember(double[] start, double[] gradient, double[] newGradient) {
    double[] step = position();
    add(step, -1, start);
    double[] change = newGradient.clone();
    add(change, -1, gradient);
    memory.add(step, change);
  }

  private double[] position() {
    return vector(parameters.stream().map(Parameter::value).toList());
  }

  private double[] vector(List<Tensor> tensors) {
    double[] all = new double[length];
    int at = 0;
    for (Tensor tensor : tensors) {
      double[] part = tensor.values();
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private void moveTo(double[] start, double[] direction, double part) {
    int at = 0;
    for (Parameter parameter : parameters) {
      double[] value = new double[parameter.shape().size()];
      for (int i = 0; i < value.length; i++, at++) {
        value[i] = start[at] + part * direction[at];
      }
      parameter.set(Tensor.wrap(parameter.shape(), value).to(parameter.dtype()));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] term) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * term[i];
    }
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(PAIRS, Tensor.of(memory.pairs().size()));
    int i = 0;
    for (LimitedMemory.Pair pair : memory.pairs()) {
      state.put("step" + i, Tensor.of(pair.step()));
      state.put("change" + i++, Tensor.of(pair.change()));
    }
    return state;
  }

  @Override
  public void restore(Map<String, Tensor> state) {
    SavedState saved = new SavedState(state);
    Tensor model = Tensor.wrap(Shape.of(length), new double[length]);
    int count = (int) saved.take(PAIRS, Tensor.of(0)).item();
    memory.clear();
    for (int i = 0; i < count; i++) {
      double[] step = saved.take("step" + i, model).values();
      memory.add(step, saved.take("change" + i, model).values());
    }
  }
}
