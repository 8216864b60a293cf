package io.autodiff.nn.optim;

import io.autodiff.Parameter;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.optimize.LimitedMemory;
import io.autodiff.optimize.LineSearch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The run of {@link Lbfgs}, which takes all parameters for one vector. */
final class LbfgsRun implements OptimizerRun {
  /** The largest multiple of a direction that a search goes. */
  private static final double FARTHEST = 1e20;

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
    if (!(slope < 0)) {
      return;
    }
    boolean isFirst = memory.pairs().isEmpty();
    double first = isFirst ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    Along along = new Along(start, direction, again);
    LineSearch.Point found =
        LineSearch.search(
            along, new LineSearch.Point(0, here.loss(), slope), rate * first, FARTHEST);
    if (found == null) {
      moveTo(start, direction, 0);
      memory.clear();
      return;
    }
    double[] change = along.gradientAt(found.part()).clone();
    add(change, -1, gradient);
    double[] step = position();
    add(step, -1, start);
    memory.add(step, change);
  }

  /** The loss along a direction, and the gradient at the part that was evaluated last. */
  private final class Along implements LineSearch.Along {
    private final double[] start;
    private final double[] direction;
    private final Supplier<LossGradient> again;
    private double last = Double.NaN;
    private double[] gradient = {};

    Along(double[] start, double[] direction, Supplier<LossGradient> again) {
      this.start = start;
      this.direction = direction;
      this.again = again;
    }

    @Override
    public LineSearch.Point at(double part) {
      moveTo(start, direction, part);
      LossGradient there = again.get();
      last = part;
      gradient = vector(there.gradients());
      return new LineSearch.Point(part, there.loss(), dot(gradient, direction));
    }

    /** Returns the gradient at a part, where the parameters then are. */
    double[] gradientAt(double part) {
      if (part != last) {
        at(part);
      }
      return gradient;
    }
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
