package io.autodiff.tape;

import io.autodiff.Scalar;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an operation finds the record on which its operands meet and leaves a node there. The few
 * operations on scalars that need no search are recorded by {@link TapeRecord#append} at once.
 */
public final class Recording {
  private Recording() {}

  /**
   * Returns the root record on which the operands meet, or null if all are constants; joins the
   * record of a transform to the other one.
   */
  public static @Nullable TapeRecord joining(Value<?>... operands) {
    TapeRecord found = null;
    TapeRecord last = null;
    for (Value<?> operand : operands) {
      TapeRecord record = operand.liveRecord();
      if (record != null && record != last) {
        found = found == null ? record.root() : join(found.root(), record.root());
        last = record;
      }
    }
    return found;
  }

  private static TapeRecord join(TapeRecord a, TapeRecord b) {
    if (a == b) {
      return a;
    }
    TapeLifetime.checkJoin(a.life(), b.life());
    boolean intoA = a.life().isUser() || (!b.life().isUser() && a.size() >= b.size());
    TapeRecord into = intoA ? a : b;
    TapeRecord from = intoA ? b : a;
    into.noteTransform();
    int shift = into.nodes().appendAll(from.nodes());
    if (!into.life().isUser()) { // one is a transform within the other's function
      into.noteTransform();
    }
    from.life().joinTo(into, shift);
    into.noteParameters(from);
    if (into.stopsAtNonFinite() || !into.life().isUser()) {
      into.stopAs(from, shift);
    }
    into.reads().join(from.reads(), shift);
    from.nodes().release();
    return into;
  }

  /** Returns the number of a value's node in its root record. */
  public static int node(Value<?> operand) {
    TapeRecord record = operand.record();
    return record == null ? NodeDetails.CONSTANT : record.resolve(operand.index(record));
  }

  private static int[] inputs(Value<?>... operands) {
    int[] inputs = new int[operands.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = node(operands[i]);
    }
    return inputs;
  }

  /** Returns {@link #joining} of operands of which at least one is recorded. */
  private static TapeRecord meeting(Value<?>... operands) {
    return Objects.requireNonNull(joining(operands));
  }

  /**
   * Records an elementwise operation on scalars of which at least one is recorded, and returns the
   * record where its node is the last one.
   */
  public static TapeRecord scalar(Elementwise op, double value, Scalar... operands) {
    TapeRecord root = meeting(operands);
    scalar(root, op, value, operands);
    return root;
  }

  /**
   * Records an operation of two operands of which one may be a constant, or neither {@link
   * TapeRecord#append accepted}; returns the record, or null if both are constants.
   */
  static @Nullable TapeRecord mixed(
      Binary op,
      double z,
      @Nullable TapeRecord on,
      long left,
      @Nullable TapeRecord by,
      long right) {
    if (by == null) {
      return TapeRecord.append(op, z, on, left, Double.longBitsToDouble(right));
    }
    if (on == null && op.opcode() != Elementwise.GENERIC && by.life().accepts(right)) {
      NodeStore nodes = by.nodes();
      nodes.append(
          op.opcode(), nodes.pool(Double.longBitsToDouble(left)), NodeStore.index(right), z);
      return by;
    }
    return scalar(op, z, operand(on, left), operand(by, right));
  }

  /** Returns a handle from its parts, after a check that it may be used. */
  static Scalar operand(@Nullable TapeRecord record, long node) {
    if (record == null) {
      return Scalar.of(Double.longBitsToDouble(node));
    }
    record.checkLive(NodeStore.index(node), NodeStore.generation(node));
    double value = record.root().nodes().value(record.resolve(NodeStore.index(node)));
    return new Scalar(value, record, node);
  }

  private static Scalar recorded(TapeRecord root, int code, int a, int b, double value) {
    root.record(code, a, b, value);
    return new Scalar(value, root, root.last());
  }

  private static void scalar(TapeRecord root, Elementwise op, double value, Scalar... operands) {
    if (op.opcode() == Elementwise.GENERIC) {
      Scalar[] constants = new Scalar[operands.length];
      for (int i = 0; i < constants.length; i++) {
        constants[i] = operands[i].snapshot();
      }
      NodeDetails node = new NodeDetails(op, inputs(operands), constants, null);
      root.record(Opcode.OTHER, root.nodes().describe(node), 0, value);
      return;
    }
    int[] arguments = inputs(operands);
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == NodeDetails.CONSTANT) {
        arguments[i] = root.nodes().pool(operands[i].number());
      }
    }
    root.record(op.opcode(), arguments[0], arguments.length > 1 ? arguments[1] : 0, value);
  }

  /** Applies an operation on one tensor; recorded if the operand is. */
  public static Tensor apply(Op op, Tensor operand) {
    TapeRecord record = operand.record();
    if (record == null || !operand.isAccepted(record)) {
      return apply(op, new Tensor[] {operand});
    }
    NodeDetails former = record.nodes().former(op, operand, null);
    return former != null ? repeat(record, former) : add(record, op, operand);
  }

  /** Applies an operation on two tensors; recorded if an operand is. */
  public static Tensor apply(Op op, Tensor left, Tensor right) {
    TapeRecord record = left.record() != null ? left.record() : right.record();
    if (record == null || !left.isAccepted(record) || !right.isAccepted(record)) {
      return apply(op, new Tensor[] {left, right});
    }
    NodeDetails former = record.nodes().former(op, left, right);
    return former != null ? repeat(record, former) : add(record, op, left, right);
  }

  /** Applies an operation on tensors; recorded if an operand is. */
  public static Tensor apply(Op op, Tensor... operands) {
    TapeRecord root = joining(operands);
    if (root == null) {
      return OpRunner.compute(op, TapeWorkspace.of(operands), operands);
    }
    NodeDetails former = root.nodes().former(op, operands);
    return former != null ? repeat(root, former) : add(root, op, operands);
  }

  /**
   * Records an operation that was recorded at this place on the same operands before the record was
   * rewound: its node is used again, unless the result has another array or shape.
   */
  private static Tensor repeat(TapeRecord root, NodeDetails former) {
    Tensor known = former.tensor();
    Tensor[] values = (Tensor[]) former.operands();
    Tensor out = computed(root, former.op(), values);
    return root.appendTensor(
        out.storage().equals(known.storage()) && out.shape().equals(known.shape())
            ? former
            : new NodeDetails(former.op(), former.inputs(), values, out));
  }

  /** Records an operation on tensors on the root record on which they meet. */
  private static Tensor add(TapeRecord root, Op op, Tensor... operands) {
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

  private static Tensor computed(TapeRecord root, Op op, Tensor... values) {
    TapeWorkspace workspace = root.workspace();
    boolean before = workspace.begin();
    try {
      return OpRunner.compute(op, workspace, values);
    } finally {
      workspace.end(before);
    }
  }

  /** Records a call and, after it, its results on a root record; returns their handles. */
  static Value<?>[] call(TapeRecord root, CallNode call, Value<?>[] values, Value<?>[] operands) {
    int at =
        root.appendCall(
            new NodeDetails(Structure.CALL, inputs(operands), values, null, null, call));
    Value<?>[] outputs = new Value<?>[call.results().size()];
    for (int k = 0; k < outputs.length; k++) {
      Value<?> result = call.results().get(k);
      if (result instanceof Scalar s) {
        outputs[k] = recorded(root, Opcode.OUTPUT, at, 0, s.number());
      } else {
        Tensor t = (Tensor) result;
        outputs[k] =
            root.appendTensor(
                new NodeDetails(Structure.OUTPUT, new int[] {at}, new Tensor[] {t}, t));
      }
    }
    return outputs;
  }

  /** Returns scalars laid into a tensor, whose value is given; recorded if one of them is. */
  public static Tensor stack(Tensor value, Scalar... scalars) {
    TapeRecord root = joining(scalars);
    if (root == null) {
      return value;
    }
    return root.appendTensor(
        new NodeDetails(Structure.STACK, inputs(scalars), scalars.clone(), value.looseOn(root)));
  }

  /** Returns the element of a tensor at a row-major position as a scalar, recorded if it is. */
  public static Scalar element(Tensor tensor, int position) {
    if (tensor.isConstant()) {
      return Scalar.of(Elements.get(tensor.storage(), position));
    }
    TapeRecord root = meeting(tensor);
    if (position >= NodeStore.LIMIT) {
      throw new TapeException(
          "element: too far from the beginning",
          "position " + position + " of a tensor of shape " + tensor.shape(),
          "one of the first " + NodeStore.LIMIT + " elements",
          "slice(...) first");
    }
    int node = node(tensor);
    double value = Elements.get(root.nodes().described(node).tensor().storage(), position);
    return recorded(root, Opcode.ELEMENT, node, position, value);
  }

  /**
   * Returns a value recorded once more, so that a derivative can tell the two apart; a constant is
   * returned as it is.
   */
  @SuppressWarnings("unchecked") // a scalar makes a scalar, a tensor a tensor
  public static <V extends Value<V>> V alias(V value) {
    if (value.isConstant()) {
      return value;
    }
    return switch ((Value<?>) value) {
      case Scalar s -> (V) repeated(Opcode.ALIAS, s);
      case Tensor t -> (V) repeated(Structure.ALIAS, t);
    };
  }

  /** Records a recorded scalar once more: as an alias, a stop or a guard. */
  public static Scalar repeated(short code, Scalar s) {
    TapeRecord root = meeting(s);
    return recorded(root, code, node(s), 0, s.number());
  }

  /** Records a recorded tensor once more: as an alias or a stop. */
  public static Tensor repeated(Structure op, Tensor t) {
    TapeRecord root = meeting(t);
    int input = node(t);
    Tensor value = root.nodes().described(input).tensor();
    return root.appendTensor(new NodeDetails(op, new int[] {input}, new Tensor[] {value}, value));
  }
}
