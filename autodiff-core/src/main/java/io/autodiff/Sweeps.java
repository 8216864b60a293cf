package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.Composite;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Multilinear;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Primitive;
import io.autodiff.op.Structure;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import java.util.List;

/** What the traversals share: the checks of their arguments and the application of the rules. */
final class Sweeps {
  private Sweeps() {}

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
      case Scalar s -> s.constant(1);
      case Tensor t -> t.constant(1).reshape(t.shape);
    };
  }

  static void check(
      Tape tape, List<? extends Value<?>> outputs, List<? extends Value<?>> cotangents) {
    if (outputs.size() != cotangents.size()) {
      throw new AutodiffException(
          "gradients: one cotangent for each output is needed",
          outputs.size() + " outputs, " + cotangents.size() + " cotangents",
          "as many cotangents as outputs",
          null);
    }
    for (int i = 0; i < outputs.size(); i++) {
      Value<?> output = outputs.get(i);
      Value<?> cotangent = cotangents.get(i);
      checkMember("gradients: output", tape, output);
      boolean sameKind = (output instanceof Scalar) == (cotangent instanceof Scalar);
      if (!sameKind || !output.shape().equals(cotangent.shape())) {
        throw new AutodiffException(
            "gradients: a cotangent has the kind and shape of its output",
            "output " + kind(output) + ", cotangent " + kind(cotangent),
            kind(output),
            null);
      }
    }
  }

  private static String kind(Value<?> value) {
    return value instanceof Scalar ? "a scalar" : "a tensor of shape " + value.shape();
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

  /** Returns the cotangent of an operand of an operation on tensors; undoes the broadcasting. */
  static Tensor vjp(Op op, int argument, Tensor g, Tensor out, Tensor[] in) {
    Tensor cotangent =
        switch (op) {
          case Elementwise e -> propagate(e, argument, g, out, in);
          case Multilinear m -> m.transpose(argument, g, in);
          case Primitive p -> p.vjp(argument, g, out, in);
          case Composite c -> Pullback.of(c::define, g, argument, in);
          case Structure _ -> g;
        };
    Shape shape = in[argument].shape;
    return shape.broadcastsTo(cotangent.shape)
        ? cotangent.sumTo(shape)
        : cotangent.broadcastTo(shape);
  }

  /** Returns whether nothing passes through an operation in reverse. */
  static boolean isFlat(Op op) {
    return op instanceof Elementwise e && e.isPiecewiseConstant();
  }

  /** Marks which of the nodes {@code [from, end)} depend on one of the given nodes. */
  static boolean[] reach(Nodes nodes, int from, int end, int[] sources) {
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
