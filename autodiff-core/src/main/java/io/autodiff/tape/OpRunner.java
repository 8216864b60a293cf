package io.autodiff.tape;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.op.CustomOp;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Structure;
import io.autodiff.op.TensorOp;
import org.jspecify.annotations.Nullable;

/** Computes an operation on tensors, whatever its kind; records nothing. */
public final class OpRunner {
  private OpRunner() {}

  /**
   * Computes an operation.
   *
   * @param w where the result is computed
   * @param in the operands' values
   * @throws AutodiffException if their element types differ
   */
  public static Tensor compute(Op op, Workspace w, Tensor... in) {
    Tensor other = ofOtherType(in);
    if (other != null) {
      throw typesDiffer(op.label(), in[0], other);
    }
    return switch (op) {
      case CustomOp c -> CustomOpRunner.forward(c, w, in);
      case TensorOp t -> t.forward(w, in);
      case Elementwise e -> ElementwiseKernels.of(e).apply(w, in);
      case Structure s -> throw new IllegalStateException(s.label() + " computes nothing");
    };
  }

  /**
   * Checks that operands have one element type.
   *
   * @param name what they are the operands of
   * @throws AutodiffException if they have not
   */
  public static void requireOneType(String name, Tensor... in) {
    Tensor other = ofOtherType(in);
    if (other != null) {
      throw typesDiffer(name, in[0], other);
    }
  }

  private static @Nullable Tensor ofOtherType(Tensor... in) {
    for (Tensor operand : in) {
      if (operand.dtype() != in[0].dtype()) {
        return operand;
      }
    }
    return null;
  }

  private static AutodiffException typesDiffer(String name, Tensor first, Tensor other) {
    return new AutodiffException(
        name + ": element types differ",
        first.dtype() + " and " + other.dtype(),
        "operands of one element type",
        "to(DType." + first.dtype().name() + ") converts");
  }
}
