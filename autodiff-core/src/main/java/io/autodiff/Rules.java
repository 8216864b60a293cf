package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.Composite;
import io.autodiff.op.CustomOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Multilinear;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Primitive;
import io.autodiff.op.Reshape;
import io.autodiff.op.Structure;
import io.autodiff.op.TensorOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the traversals share: the checks of their arguments and the application of the rules. */
final class Rules {
  private static final Scalar ONE = Scalar.of(1);

  private Rules() {}

  /** Returns the cotangent 1 of a single output. */
  static Value<?> one(Value<?> output) {
    if (output.shape().size() != 1) {
      throw new AutodiffException(
          "gradients: the output is not a single number",
          "shape " + output.shape(),
          "a scalar, or a tensor of one element",
          "sum() or mean() makes a scalar; gradients(outputs, cotangents) takes any shape");
    }
    return switch (output) {
      case Scalar _ -> ONE;
      case Tensor t -> t.constant(1).reshape(t.shape);
    };
  }

  static void check(
      Tape tape, List<? extends Value<?>> outputs, List<? extends Value<?>> cotangents) {
    checkCount("gradients: cotangents", cotangents, "outputs", outputs);
    for (int i = 0; i < outputs.size(); i++) {
      Value<?> output = outputs.get(i);
      Value<?> cotangent = cotangents.get(i);
      checkMember("gradients: output", tape, output);
      checkFits("gradients: a cotangent", cotangent, "output", output);
    }
  }

  /** Checks that there is one cotangent or tangent for each of what they belong to. */
  static void checkCount(String what, List<?> given, String owners, List<?> of) {
    if (given.size() != of.size()) {
      throw new AutodiffException(
          what + " do not fit in number",
          given.size() + " for " + of.size() + " " + owners,
          of.size() + ", one for each",
          null);
    }
  }

  /** Checks that a cotangent or tangent has the kind, shape and type of what it belongs to. */
  static void checkFits(String what, Value<?> given, String owner, Value<?> like) {
    boolean fits =
        switch (given) {
          case Scalar _ -> like instanceof Scalar;
          case Tensor g ->
              like instanceof Tensor t && g.shape.equals(t.shape) && g.dtype() == t.dtype();
        };
    if (!fits) {
      throw new AutodiffException(
          what + " does not fit its " + owner,
          owner + " " + kind(like) + ", given " + kind(given),
          kind(like),
          null);
    }
  }

  private static String kind(Value<?> value) {
    return switch (value) {
      case Scalar _ -> "a scalar";
      case Tensor t -> "a " + t.dtype() + " tensor of shape " + t.shape;
    };
  }

  /** Checks that a value is recorded on the tape. */
  static void checkMember(String what, Tape tape, Value<?> value) {
    Tape own = value.tape();
    if (own == null) {
      throw new TapeException(
          what + " is a constant",
          kind(value) + " that no tape recorded",
          "a value computed from this tape's variables",
          null);
    }
    own.checkLive(value);
    if (own.root() != tape.root()) {
      throw new TapeException(
          what + " belongs to another tape",
          kind(value) + " recorded elsewhere",
          "a value recorded on this tape",
          null);
    }
  }

  /** Applies an elementwise rule; the result may be broader than the operand. */
  static <V extends Value<V>> V propagate(Elementwise op, int argument, V g, V out, V[] in) {
    return switch (op) {
      case Unary u -> u.propagate(g, in[0], out);
      case Binary b ->
          argument == 0
              ? b.propagateLeft(g, in[0], in[1], out)
              : b.propagateRight(g, in[0], in[1], out);
      case Ternary t -> t.propagate(argument, g, in[0], in[1], in[2]);
    };
  }

  /** Returns the value of an elementwise operation on numbers; unused operands are ignored. */
  static double value(Op op, double x, double y, double z) {
    return switch ((Elementwise) op) {
      case Unary u -> u.applyAsDouble(x);
      case Binary b -> b.applyAsDouble(x, y);
      case Ternary t -> t.applyAsDouble(x, y, z);
    };
  }

  /**
   * Returns the derivative of an elementwise operation as a number, where its value is {@code w}.
   */
  static double derivative(Op op, int argument, double x, double y, double z, double w) {
    return switch ((Elementwise) op) {
      case Unary u -> u.derivative(x, w);
      case Binary b -> argument == 0 ? b.left(x, y, w) : b.right(x, y, w);
      case Ternary t -> t.derivative(argument, x, y, z);
    };
  }

  /** Returns whether nothing passes an elementwise operation that has this derivative. */
  static boolean isBlocked(Op op, double derivative) {
    return derivative == 0 && ((Elementwise) op).isSelection();
  }

  /** Returns the cotangent of an operand of an operation on tensors; undoes the broadcasting. */
  static Tensor vjp(Op op, int argument, Tensor g, Tensor out, Tensor[] in) {
    Tensor cotangent =
        switch (op) {
          case Elementwise e -> propagate(e, argument, g, out, in);
          case Multilinear m -> m.transpose(argument, g, in);
          case CustomOp c -> CustomOpRunner.vjp(c, argument, g, out, in);
          case Primitive p -> p.vjp(argument, g, out, in);
          case Composite c -> RetracedPullback.of(c::define, g, argument, in);
          case Structure _ -> g;
        };
    return unbroadcast(cotangent, in[argument].shape);
  }

  /** Returns a cotangent in the shape of its operand, which was stretched or need not have been. */
  static Tensor unbroadcast(Tensor cotangent, Shape shape) {
    if (shape.equals(cotangent.shape)) {
      return cotangent;
    }
    return shape.broadcastsTo(cotangent.shape)
        ? cotangent.sumTo(shape)
        : cotangent.broadcastTo(shape);
  }

  /**
   * Returns the tangent of the result of an operation on tensors, of the result's shape; null if it
   * is 0.
   *
   * @param tangents the operands' tangents; null where 0
   */
  static @Nullable Tensor jvp(Op op, @Nullable Tensor[] tangents, Tensor out, Tensor[] in) {
    Tensor tangent =
        switch (op) {
          case Composite c -> RetracedPushforward.of(c::define, tangents, in);
          case Multilinear m when m.isJointlyLinear() -> Tensor.apply(m, filled(tangents, in));
          default -> sumOfParts(op, tangents, out, in);
        };
    return tangent == null ? null : tangent.broadcastTo(out.shape);
  }

  private static @Nullable Tensor sumOfParts(
      Op op, @Nullable Tensor[] tangents, Tensor out, Tensor[] in) {
    Tensor sum = null;
    for (int k = 0; k < in.length; k++) {
      Tensor t = tangents[k];
      if (t != null) {
        Tensor part = jvp(op, k, t, out, in);
        sum = sum == null ? part : sum.add(part);
      }
    }
    return sum;
  }

  private static Tensor jvp(Op op, int argument, Tensor t, Tensor out, Tensor[] in) {
    return switch (op) {
      case Elementwise e -> propagate(e, argument, t, out, in);
      case CustomOp c -> CustomOpRunner.jvp(c, argument, t, out, in);
      case Primitive p -> p.jvp(argument, t, out, in);
      case TensorOp linear -> {
        Tensor[] operands = in.clone();
        operands[argument] = t;
        yield Tensor.apply(linear, operands);
      }
      case Structure _ -> t;
    };
  }

  private static Tensor[] filled(@Nullable Tensor[] tangents, Tensor[] in) {
    Tensor[] all = new Tensor[in.length];
    for (int k = 0; k < all.length; k++) {
      Tensor t = tangents[k];
      all[k] = t == null ? in[k].zeros() : t;
    }
    return all;
  }

  /**
   * Checks that a tensor's node and its operands show the parameters that they borrow, directly or
   * under another shape, as they were when they were recorded.
   */
  static void checkCurrent(NodeStore nodes, int node) {
    checkVersion(nodes, node);
    for (int input : nodes.described(node).inputs()) {
      if (input >= 0 && nodes.code(input) == Opcode.TENSOR) {
        checkVersion(nodes, input);
      }
    }
  }

  private static void checkVersion(NodeStore nodes, int at) {
    int origin = at;
    NodeDetails node = nodes.described(at);
    while (node.op() instanceof Reshape || node.op() == Structure.ALIAS) {
      origin = node.inputs()[0];
      node = nodes.described(origin);
    }
    if (node.op() != Structure.PARAMETER) {
      return;
    }
    Parameter parameter = Objects.requireNonNull(node.parameter());
    if (parameter.version() != nodes.version(origin)) {
      throw new TapeException(
          "gradients: parameter " + parameter.name() + " was updated since it was used",
          "version " + parameter.version() + ", recorded with version " + nodes.version(origin),
          "a traversal before the update, or a new recording after it",
          null);
    }
  }

  /** Returns whether nothing passes through an operation in reverse. */
  static boolean isFlat(Op op) {
    return op == Structure.STOP || (op instanceof Elementwise e && e.isPiecewiseConstant());
  }

  /** Returns the operation of a scalar's node. */
  static Elementwise operation(NodeStore nodes, int node) {
    int code = nodes.code(node);
    return code == Opcode.OTHER ? (Elementwise) nodes.described(node).op() : Opcode.operation(code);
  }

  /** Returns handles of the operands of a scalar's node. */
  static Scalar[] operands(Tape root, int node) {
    NodeStore nodes = root.nodes();
    int code = nodes.code(node);
    if (code == Opcode.OTHER) {
      NodeDetails described = nodes.described(node);
      Scalar[] operands = new Scalar[described.inputs().length];
      for (int k = 0; k < operands.length; k++) {
        int input = described.inputs()[k];
        operands[k] =
            input == NodeDetails.CONSTANT ? (Scalar) described.operands()[k] : root.scalarAt(input);
      }
      return operands;
    }
    Scalar left = root.scalarAt(nodes.left(node));
    return code < Opcode.FIRST_BINARY
        ? new Scalar[] {left}
        : new Scalar[] {left, root.scalarAt(nodes.right(node))};
  }

  /** Marks which of the nodes {@code [from, end)} depend on one of the given nodes. */
  static boolean[] reach(NodeStore nodes, int from, int end, int[] sources) {
    boolean[] reached = new boolean[end - from];
    for (int source : sources) {
      if (source >= from && source < end) {
        reached[source - from] = true;
      }
    }
    for (int i = from; i < end; i++) {
      int code = nodes.code(i);
      boolean any = reached[i - from];
      if (code == Opcode.TENSOR || code == Opcode.OTHER) {
        for (int input : nodes.described(i).inputs()) {
          any |= input >= from && reached[input - from];
        }
      } else if (code != Opcode.VARIABLE) {
        int a = nodes.left(i);
        any |= a >= from && reached[a - from];
        if (code >= Opcode.FIRST_BINARY && code < Opcode.OTHER) {
          int b = nodes.right(i);
          any |= b >= from && reached[b - from];
        }
      }
      reached[i - from] = any;
    }
    return reached;
  }
}
