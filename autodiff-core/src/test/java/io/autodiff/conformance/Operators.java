package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The table that maps PyTorch's operators to this library's API: for each its whole documented
 * signature and how a call reads here. Its rows are in the other classes of this package, by
 * family.
 */
final class Operators {

  /** One row: the names of the parameters and the call. */
  record Operator(String signature, Function<Arguments, List<Tensor>> call) {}

  private final Map<String, Operator> rows = new LinkedHashMap<>();

  static Operators all() {
    Operators table = new Operators();
    ElementwiseOperators.addTo(table);
    ActivationOperators.addTo(table);
    ReductionOperators.addTo(table);
    ProductOperators.addTo(table);
    MatrixOperators.addTo(table);
    LossOperators.addTo(table);
    ShapeOperators.addTo(table);
    IndexOperators.addTo(table);
    WindowOperators.addTo(table);
    return table;
  }

  @Nullable Operator find(String name) {
    return rows.get(name);
  }

  /** Adds an operator with several outputs. */
  void addAll(String name, String signature, Function<Arguments, List<Tensor>> call) {
    if (rows.put(name, new Operator(signature, call)) != null) {
      throw new IllegalArgumentException(name + " is in the table twice");
    }
  }

  /** Adds an operator with one output. */
  void add(String name, String signature, Function<Arguments, Tensor> call) {
    addAll(name, signature, a -> List.of(call.apply(a)));
  }

  /** Adds an operator of one tensor. */
  void unary(String name, UnaryOperator<Tensor> call) {
    add(name, "input", a -> call.apply(a.tensor("input")));
  }

  /** Adds an operator of two tensors. */
  void binary(String name, BinaryOperator<Tensor> call) {
    add(name, "input other", a -> call.apply(a.tensor("input"), a.tensor("other")));
  }
}
