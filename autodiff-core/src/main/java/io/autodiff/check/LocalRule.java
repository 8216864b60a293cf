package io.autodiff.check;

import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.tape.CallNode;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a record as a function of those of its operands that depend on the arguments;
 * the others keep their values.
 *
 * @param op the operation; null for a call, an element and a stack of scalars
 * @param label its name
 * @param function the operation as a function of all operands
 * @param operands what it met, as constants
 * @param isVariable for each operand whether it depends on the arguments
 */
record LocalRule(
    @Nullable Op op,
    String label,
    Function<List<Value<?>>, List<Value<?>>> function,
    List<Value<?>> operands,
    List<Boolean> isVariable) {

  /** A cotangent that is not 1. */
  private static final double OTHER = 0.75;

  /**
   * Returns the operation at a node, or null where there is none.
   *
   * @param depends whether a node depends on the arguments
   */
  static @Nullable LocalRule at(TapeRecord record, int node, boolean[] depends) {
    NodeStore nodes = record.nodes();
    return switch (nodes.code(node)) {
      case Opcode.VARIABLE, Opcode.STOP, Opcode.GUARD, Opcode.ALIAS, Opcode.OUTPUT -> null;
      case Opcode.ELEMENT -> element(record, node, depends);
      case Opcode.TENSOR -> tensor(record, nodes.described(node), depends);
      default -> scalar(record, node, depends);
    };
  }

  private static LocalRule scalar(TapeRecord record, int node, boolean[] depends) {
    Elementwise op = record.nodes().operation(node);
    int[] inputs = record.nodes().operands(node);
    return new LocalRule(
        op,
        op.label(),
        x -> List.of(op.apply(x.toArray(Scalar[]::new))),
        constants(List.of(record.scalarOperandsAt(node))),
        variable(inputs, depends));
  }

  private static @Nullable LocalRule tensor(
      TapeRecord record, NodeDetails node, boolean[] depends) {
    Op op = node.op();
    if (op == Structure.STACK) {
      return stack(record, node, depends);
    }
    if (op instanceof Structure && op != Structure.CALL) {
      return null;
    }
    List<Value<?>> operands = constants(record.operandsAt(node));
    List<Boolean> variable = variable(node.inputs(), depends);
    if (op == Structure.CALL) {
      CallNode call = node.called();
      return call.rule() == null || call.hasOwnRule()
          ? null // its derivative is that of the operations which run within it
          : new LocalRule(
              null,
              call.name(),
              x -> CallNode.of(call.name(), call.f(), call.rule(), x),
              operands,
              variable);
    }
    return new LocalRule(
        op,
        op.label(),
        x -> List.of(Recording.apply(op, x.toArray(Tensor[]::new))),
        operands,
        variable);
  }

  private static LocalRule element(TapeRecord record, int node, boolean[] depends) {
    int tensor = record.nodes().left(node);
    int position = record.nodes().right(node);
    return new LocalRule(
        null,
        "element",
        x -> List.of(Recording.element((Tensor) x.get(0), position)),
        constants(List.of(record.tensorAt(tensor))),
        variable(new int[] {tensor}, depends));
  }

  private static LocalRule stack(TapeRecord record, NodeDetails node, boolean[] depends) {
    Tensor result = node.tensor();
    return new LocalRule(
        null,
        Structure.STACK.label(),
        x -> List.of(Tensor.stack(result.dtype(), result.shape(), x.toArray(Scalar[]::new))),
        constants(record.operandsAt(node)),
        variable(node.inputs(), depends));
  }

  private static List<Value<?>> constants(List<? extends Value<?>> values) {
    List<Value<?>> constants = new ArrayList<>();
    values.forEach(v -> constants.add((Value<?>) v.snapshot()));
    return constants;
  }

  private static List<Boolean> variable(int[] inputs, boolean[] depends) {
    List<Boolean> variable = new ArrayList<>();
    for (int input : inputs) {
      variable.add(input >= 0 && depends[input]);
    }
    return variable;
  }

  /**
   * Returns an elementwise operation on tensors as operations on scalars, one for each element of
   * the result; any other as it is.
   */
  List<LocalRule> elements() {
    if (!(op instanceof Elementwise e) || !(operands.get(0) instanceof Tensor)) {
      return List.of(this);
    }
    Shape shape = Shape.SCALAR;
    for (Value<?> operand : operands) {
      shape = Shape.broadcast(label, shape, operand.shape());
    }
    List<double[]> columns = new ArrayList<>();
    for (Value<?> operand : operands) {
      columns.add(((Tensor) operand).broadcastTo(shape).values());
    }
    List<LocalRule> elements = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      List<Value<?>> at = new ArrayList<>();
      for (double[] column : columns) {
        at.add(Scalar.of(column[i]));
      }
      elements.add(
          new LocalRule(
              op, label, x -> List.of(e.apply(x.toArray(Scalar[]::new))), at, isVariable));
    }
    return elements;
  }

  /**
   * Returns this operation amid others: its scalar results have cotangents that are not 1, and its
   * operands have cotangents before it passes on its own.
   */
  LocalRule amidOthers() {
    return new LocalRule(
        op,
        label,
        x -> {
          List<Value<?>> results = new ArrayList<>();
          function.apply(x).forEach(y -> results.add(y instanceof Scalar s ? s.mul(OTHER) : y));
          for (int k = 0; k < x.size(); k++) {
            if (isVariable.get(k)) {
              results.add(x.get(k));
            }
          }
          return results;
        },
        operands,
        isVariable);
  }

  /** Returns the operands that depend on the arguments. */
  Value<?>[] point() {
    List<Value<?>> point = new ArrayList<>();
    for (int k = 0; k < operands.size(); k++) {
      if (isVariable.get(k)) {
        point.add(operands.get(k));
      }
    }
    return point.toArray(Value<?>[]::new);
  }

  /** Returns the results where the operands that depend on the arguments are these. */
  List<Value<?>> apply(List<Value<?>> point) {
    List<Value<?>> x = new ArrayList<>();
    int next = 0;
    for (int k = 0; k < operands.size(); k++) {
      x.add(isVariable.get(k) ? point.get(next++) : operands.get(k));
    }
    return function.apply(x);
  }
}
