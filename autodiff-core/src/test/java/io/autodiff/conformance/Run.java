package io.autodiff.conformance;

import io.autodiff.Gradients;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sample computed here: what differs, or null, in value, gradient and second derivative. */
record Run(@Nullable String value, @Nullable String gradient, @Nullable String second) {
  private static final double FIRST_ORDER = 1e-9;
  private static final double SECOND_ORDER = 1e-6;

  static Run of(Operators.Operator operator, Golden sample) {
    try (Tape tape = new Tape().allowConstant()) {
      Tensor[] variables = variables(tape, sample);
      List<Tensor> outputs;
      try {
        outputs = operator.call().apply(new Arguments(sample, operator.signature(), variables));
      } catch (RuntimeException e) {
        String failure = "fails with " + e;
        return new Run(failure, failure, failure);
      }
      String value = Comparison.differ(sample.outputs(), outputs, FIRST_ORDER);
      if (value != null && !shapesFit(outputs, sample)) {
        return new Run(value, value, value);
      }
      List<Tensor> recorded = recorded(tape, outputs, sample, variables);
      String gradient = Comparison.differ(sample.grads(), recorded, FIRST_ORDER);
      if (gradient == null) {
        gradient = numeric(tape, outputs, sample, variables);
      }
      List<@Nullable Tensor> hvp = sample.hvp();
      String second = hvp == null ? null : second(tape, recorded, sample.v(), hvp, variables);
      return new Run(value, gradient, second);
    }
  }

  private static boolean shapesFit(List<Tensor> outputs, Golden sample) {
    boolean fit = outputs.size() == sample.cotangents().size();
    for (int i = 0; fit && i < outputs.size(); i++) {
      fit = outputs.get(i).shape().equals(sample.cotangents().get(i).shape());
    }
    return fit;
  }

  private static Tensor[] variables(Tape tape, Golden sample) {
    Tensor[] variables = new Tensor[sample.grads().size()];
    sample.args().forEach(a -> addVariable(tape, a, variables));
    sample.kwargs().values().forEach(a -> addVariable(tape, a, variables));
    return variables;
  }

  private static void addVariable(Tape tape, @Nullable Object argument, Tensor[] variables) {
    if (argument instanceof Golden.Input i && i.var() >= 0) {
      variables[i.var()] = tape.variable(i.value());
    } else if (argument instanceof List<?> list) {
      list.forEach(e -> addVariable(tape, e, variables));
    }
  }

  /** Returns the gradients, recorded; of an output that is constant, none. */
  private static List<Tensor> recorded(
      Tape tape, List<Tensor> outputs, Golden sample, Tensor[] variables) {
    List<Tensor> live = new ArrayList<>();
    List<Tensor> cotangents = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      if (!outputs.get(i).isConstant()) {
        live.add(outputs.get(i));
        cotangents.add(sample.cotangents().get(i));
      }
    }
    List<Tensor> found = new ArrayList<>();
    for (Value<?> g : tape.differentiate(live, cotangents, List.of(variables))) {
      found.add((Tensor) g);
    }
    return found;
  }

  /** Compares the sweep that records nothing as well. */
  private static @Nullable String numeric(
      Tape tape, List<Tensor> outputs, Golden sample, Tensor[] variables) {
    if (outputs.stream().anyMatch(Tensor::isConstant)) {
      return null;
    }
    Gradients gradients = tape.gradients(outputs, sample.cotangents());
    List<Tensor> found = new ArrayList<>();
    for (Tensor variable : variables) {
      found.add(gradients.of(variable));
    }
    return Comparison.differ(sample.grads(), found, FIRST_ORDER);
  }

  private static @Nullable String second(
      Tape tape,
      List<Tensor> grads,
      List<@Nullable Tensor> v,
      List<@Nullable Tensor> expected,
      Tensor[] variables) {
    List<Tensor> live = new ArrayList<>();
    List<Tensor> directions = new ArrayList<>();
    for (int i = 0; i < grads.size(); i++) {
      Tensor direction = v.get(i);
      if (direction != null && !grads.get(i).isConstant()) {
        live.add(grads.get(i));
        directions.add(direction);
      }
    }
    List<Tensor> found = new ArrayList<>();
    for (Value<?> h : tape.differentiate(live, directions, List.of(variables))) {
      found.add((Tensor) h);
    }
    return Comparison.differ(expected, found, SECOND_ORDER);
  }
}
