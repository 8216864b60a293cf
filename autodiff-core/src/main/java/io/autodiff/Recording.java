package io.autodiff;

import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an operation finds the tape on which its operands meet and leaves a node there. The few
 * operations on scalars that need no search are recorded by {@link Tape#append} at once.
 */
final class Recording {
  private Recording() {}

  /**
   * Returns the tape on which the operands meet, or null if all are constants; joins a transform's
   * tape to the other one.
   */
  static @Nullable Tape joining(Value<?>... operands) {
    Tape found = null;
    for (Value<?> operand : operands) {
      Tape tape = operand.tape();
      if (tape != null) {
        tape.checkLive(operand);
        found = found == null ? tape.root() : join(found.root(), tape.root());
      }
    }
    return found;
  }

  private static Tape join(Tape a, Tape b) {
    if (a == b) {
      return a;
    }
    TapeLifetime.checkJoin(a.life, b.life);
    boolean intoA = a.life.isUser() || (!b.life.isUser() && a.size() >= b.size());
    Tape into = intoA ? a : b;
    Tape from = intoA ? b : a;
    int shift = into.nodes().appendAll(from.nodes());
    from.life.joinTo(into, shift);
    into.noteParameters(from);
    from.nodes().release();
    return into;
  }

  /** Returns the number of a recorded value in its root tape. */
  static int node(Value<?> operand) {
    return switch (operand) {
      case Scalar s -> s.tape == null ? NodeDetails.CONSTANT : s.tape.resolve(s.index);
      case Tensor t ->
          t.isConstant() ? NodeDetails.CONSTANT : Objects.requireNonNull(t.tape).resolve(t.index);
    };
  }

  private static int[] inputs(Value<?>... operands) {
    int[] inputs = new int[operands.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = node(operands[i]);
    }
    return inputs;
  }

  /** Returns {@link #joining} of operands of which at least one is recorded. */
  static Tape meeting(Value<?>... operands) {
    return Objects.requireNonNull(joining(operands));
  }

  /** Records an elementwise operation on scalars of which at least one is recorded. */
  static Scalar scalar(Elementwise op, double value, Scalar... operands) {
    Tape root = meeting(operands);
    return new Scalar(value, root, scalar(root, op, value, operands));
  }

  private static int scalar(Tape root, Elementwise op, double value, Scalar... operands) {
    if (op.opcode() == Elementwise.GENERIC) {
      Scalar[] constants = new Scalar[operands.length];
      for (int i = 0; i < constants.length; i++) {
        constants[i] = operands[i].detach();
      }
      NodeDetails node = new NodeDetails(op, inputs(operands), constants, null);
      return root.record(Opcode.OTHER, root.nodes().describe(node), 0, value);
    }
    int[] arguments = inputs(operands);
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == NodeDetails.CONSTANT) {
        arguments[i] = root.nodes().pool(operands[i].value);
      }
    }
    return root.record(op.opcode(), arguments[0], arguments.length > 1 ? arguments[1] : 0, value);
  }

  /**
   * Records an operation on tensors again that was recorded here on the same operands before the
   * tape was rewound.
   *
   * @param right null if the operation has one operand
   * @return null if another one was, or if the operands need a closer look
   */
  static @Nullable Tensor again(Op op, Tensor left, @Nullable Tensor right) {
    Tape tape = left.tape() == null && right != null ? right.tape() : left.tape();
    if (tape == null || !tape.accepts(left) || (right != null && !tape.accepts(right))) {
      return null;
    }
    NodeDetails former = tape.nodes().former(op, left, right);
    return former == null ? null : again(tape, former);
  }

  private static Tensor again(Tape root, NodeDetails former) {
    Tensor known = former.tensor();
    Tensor[] values = (Tensor[]) former.operands();
    Tensor out = computed(root, former.op(), values);
    return root.appendTensor(
        out.array.equals(known.array) && out.shape.equals(known.shape)
            ? former
            : new NodeDetails(former.op(), former.inputs(), values, out));
  }

  /**
   * Records an operation on tensors on the root tape on which they meet. A step that is recorded
   * again after a rewind finds its own node.
   */
  static Tensor tensor(Tape root, Op op, Tensor... operands) {
    NodeDetails former = root.nodes().former(op, operands);
    if (former != null) {
      return again(root, former);
    }
    int[] inputs = inputs(operands);
    Tensor[] values = new Tensor[operands.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          inputs[i] == NodeDetails.CONSTANT
              ? operands[i]
              : root.nodes().described(inputs[i]).tensor();
    }
    Tensor out = computed(root, op, values).looseOn(root);
    return root.appendTensor(new NodeDetails(op, inputs, values, out));
  }

  private static Tensor computed(Tape root, Op op, Tensor... values) {
    Workspace workspace = root.workspace();
    boolean before = workspace.begin();
    try {
      return Tensor.compute(op, workspace, values);
    } finally {
      workspace.end(before);
    }
  }

  /** Records a call and, after it, its results on a root tape. */
  static List<Value<?>> call(
      Tape root, CallNode call, List<Value<?>> values, List<Value<?>> operands) {
    int[] inputs = inputs(operands.toArray(Value<?>[]::new));
    Value<?>[] in = values.toArray(Value<?>[]::new);
    NodeDetails node = new NodeDetails(Structure.CALL, inputs, in, null, null, call);
    NodeStore nodes = root.nodes();
    int at = nodes.append(node);
    List<Value<?>> outputs = new ArrayList<>();
    for (Value<?> result : call.results()) {
      outputs.add(
          switch (result) {
            case Scalar s -> new Scalar(s.value, root, root.record(Opcode.OUTPUT, at, 0, s.value));
            case Tensor t ->
                root.appendTensor(
                    new NodeDetails(Structure.OUTPUT, new int[] {at}, new Tensor[] {t}, t));
          });
    }
    return outputs;
  }

  /** Records scalars laid into a tensor on a root tape. */
  static Tensor stack(Tape root, Tensor value, Scalar... scalars) {
    NodeDetails node =
        new NodeDetails(Structure.STACK, inputs(scalars), scalars.clone(), value.looseOn(root));
    return root.appendTensor(node);
  }

  /** Records an element of a tensor. */
  static Scalar element(Tensor tensor, int position, double value) {
    Tape root = meeting(tensor);
    if (position >= NodeStore.LIMIT) {
      throw new TapeException(
          "element: too far from the beginning",
          "position " + position + " of a tensor of shape " + tensor.shape(),
          "one of the first " + NodeStore.LIMIT + " elements",
          "slice(...) first");
    }
    return new Scalar(value, root, root.record(Opcode.ELEMENT, node(tensor), position, value));
  }

  /** Records a scalar once more: as an alias, a stop or a guard. */
  static Scalar again(short code, Scalar s) {
    Tape root = meeting(s);
    return new Scalar(s.value, root, root.record(code, node(s), 0, s.value));
  }

  /** Records a tensor once more: as an alias or a stop. */
  static Tensor again(Structure op, Tensor t) {
    Tape root = meeting(t);
    int input = node(t);
    Tensor value = root.nodes().described(input).tensor();
    return root.appendTensor(new NodeDetails(op, new int[] {input}, new Tensor[] {value}, value));
  }
}
