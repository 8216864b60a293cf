package io.autodiff.sweep;

import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Binary;
import io.autodiff.op.Composite;
import io.autodiff.op.Elementwise;
import io.autodiff.op.JointPrimitive;
import io.autodiff.op.Multilinear;
import io.autodiff.op.Op;
import io.autodiff.op.Primitive;
import io.autodiff.op.Structure;
import io.autodiff.op.SumTo;
import io.autodiff.op.TensorOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.tape.CustomOpRunner;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.Recording;
import org.jspecify.annotations.Nullable;

/** The derivative rules of operations of any kind, as every traversal applies them. */
public final class OpDerivatives {
  private OpDerivatives() {}

  /** Applies an elementwise rule; the result may be broader than the operand. */
  public static <V extends Value<V>> V propagate(Elementwise op, int argument, V g, V out, V[] in) {
    if (op instanceof Unary u) {
      return u.propagate(g, in[0], out);
    }
    if (op instanceof Binary b) {
      return argument == 0
          ? b.propagateLeft(g, in[0], in[1], out)
          : b.propagateRight(g, in[0], in[1], out);
    }
    return ((Ternary) op).propagate(argument, g, in[0], in[1], in[2]);
  }

  /** Returns the value of an elementwise operation on numbers; unused operands are ignored. */
  public static double value(Op op, double x, double y, double z) {
    return switch ((Elementwise) op) {
      case Unary u -> u.applyAsDouble(x);
      case Binary b -> b.applyAsDouble(x, y);
      case Ternary t -> t.applyAsDouble(x, y, z);
    };
  }

  /**
   * Returns the derivative of an elementwise operation as a number, where its value is {@code w}.
   */
  public static double derivative(Op op, int argument, double x, double y, double z, double w) {
    return switch ((Elementwise) op) {
      case Unary u -> u.derivative(x, w);
      case Binary b -> argument == 0 ? b.left(x, y, w) : b.right(x, y, w);
      case Ternary t -> t.derivative(argument, x, y, z);
    };
  }

  /** Returns whether nothing passes an elementwise operation that has this derivative. */
  public static boolean isBlocked(Op op, double derivative) {
    return derivative == 0 && ((Elementwise) op).isSelection();
  }

  /** Adds what a scalar's node in the side table passes back to the adjoints of its operands. */
  static void passBack(NodeDetails node, double value, double g, double[] adjoints) {
    int[] in = node.inputs();
    Value<?>[] operands = node.operands();
    double x = ((Scalar) operands[0]).number();
    double y = in.length > 1 ? ((Scalar) operands[1]).number() : 0;
    double z = in.length > 2 ? ((Scalar) operands[2]).number() : 0;
    for (int k = 0; k < in.length; k++) {
      if (in[k] != NodeDetails.CONSTANT) {
        double local = derivative(node.op(), k, x, y, z, value);
        adjoints[in[k]] += isBlocked(node.op(), local) ? 0 : g * local;
      }
    }
  }

  /** Returns the cotangent of an operand of an operation on tensors; undoes the broadcasting. */
  public static Tensor vjp(Op op, int argument, Tensor g, Tensor out, Tensor[] in) {
    Tensor cotangent =
        switch (op) {
          case Elementwise e -> propagate(e, argument, g, out, in);
          case Multilinear m -> m.transpose(argument, g, in);
          case CustomOp c -> CustomOpRunner.vjp(c, argument, g, out, in);
          case Primitive p -> p.vjp(argument, g, out, in);
          case Composite c -> CompositePullback.of(c::define, g, argument, in);
          case Structure _ -> g;
        };
    return SumTo.unbroadcast(cotangent, in[argument].shape());
  }

  /**
   * Returns the tangent of the result of an operation on tensors, of the result's shape; null if it
   * is 0.
   *
   * @param tangents the operands' tangents; null where 0
   */
  public static @Nullable Tensor jvp(Op op, @Nullable Tensor[] tangents, Tensor out, Tensor[] in) {
    Tensor tangent =
        switch (op) {
          case Composite c -> CompositePushforward.of(c::define, tangents, in);
          case Multilinear m when m.isJointlyLinear() -> Recording.apply(m, filled(tangents, in));
          case JointPrimitive j -> j.jointJvp(tangents, out, in);
          default -> sumOfParts(op, tangents, out, in);
        };
    return tangent == null ? null : tangent.broadcastTo(out.shape());
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
        yield Recording.apply(linear, operands);
      }
      case Structure _ -> t;
    };
  }

  private static Tensor[] filled(@Nullable Tensor[] tangents, Tensor[] in) {
    Tensor[] all = new Tensor[in.length];
    for (int k = 0; k < all.length; k++) {
      Tensor t = tangents[k];
      all[k] = t == null ? in[k].zerosLike() : t;
    }
    return all;
  }

  /** Returns whether nothing passes through an operation in reverse. */
  public static boolean isFlat(Op op) {
    return op == Structure.STOP || (op instanceof Elementwise e && e.isPiecewiseConstant());
  }
}
