package io.autodiff.sweep;

import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Composite;
import io.autodiff.op.Elementwise;
import io.autodiff.op.JointPrimitive;
import io.autodiff.op.Multilinear;
import io.autodiff.op.Op;
import io.autodiff.op.Primitive;
import io.autodiff.op.Structure;
import io.autodiff.op.SumTo;
import io.autodiff.op.TensorOp;
import io.autodiff.tape.CustomOpRunner;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.Recording;
import org.jspecify.annotations.Nullable;

/** The derivative rules of operations of any kind, as every traversal applies them. */
public final class OpDerivatives {
  private OpDerivatives() {}

  /** Adds what a scalar's node in the side table passes back to the adjoints of its operands. */
  static void passBack(NodeDetails node, double value, double g, double[] adjoints) {
    Elementwise op = (Elementwise) node.op();
    int[] in = node.inputs();
    Value<?>[] operands = node.operands();
    double x = ((Scalar) operands[0]).number();
    double y = in.length > 1 ? ((Scalar) operands[1]).number() : 0;
    double z = in.length > 2 ? ((Scalar) operands[2]).number() : 0;
    for (int k = 0; k < in.length; k++) {
      if (in[k] != NodeDetails.CONSTANT) {
        double local = op.derivative(k, x, y, z, value);
        adjoints[in[k]] += op.isBlocked(local) ? 0 : g * local;
      }
    }
  }

  /** Returns the cotangent of an operand of an operation on tensors; undoes the broadcasting. */
  public static Tensor vjp(Op op, int argument, Tensor g, Tensor out, Tensor[] in) {
    Tensor cotangent =
        switch (op) {
          case Elementwise e -> e.propagate(argument, g, out, in);
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
      case Elementwise e -> e.propagate(argument, t, out, in);
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
