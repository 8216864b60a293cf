package io.autodiff.tape;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.TensorOp;

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
    int other = ofOtherType(in);
    if (other > 0) {
      throw typesDiffer(op.label(), other, in);
    }
    if (op instanceof Elementwise e) {
      return ElementwiseKernels.of(e).apply(w, in);
    }
    if (op instanceof CustomOp c) {
      return CustomOpRunner.forward(c, w, in);
    }
    if (op instanceof TensorOp t) {
      return t.forward(w, in);
    }
    throw new IllegalStateException(op.label() + " computes nothing");
  }

  /**
   * Checks that operands have one element type.
   *
   * @param name what they are the operands of
   * @throws AutodiffException if they have not
   */
  public static void requireOneType(String name, Tensor... in) {
    int other = ofOtherType(in);
    if (other > 0) {
      throw typesDiffer(name, other, in);
    }
  }

  /** Returns which operand has another type than the first; 0 if none has. */
  private static int ofOtherType(Tensor... in) {
    for (int i = 1; i < in.length; i++) {
      if (in[i].dtype() != in[0].dtype()) {
        return i;
      }
    }
    return 0;
  }

  private static AutodiffException typesDiffer(String name, int other, Tensor... in) {
    boolean isPair = in.length == 2;
    String first = isPair ? "left" : "operand 0";
    String second = isPair ? "right" : "operand " + other;
    return new AutodiffException(
        name + ": element types differ",
        "%s %s %s, %s %s %s"
            .formatted(
                first, in[0].dtype(), in[0].shape(), second, in[other].dtype(), in[other].shape()),
        "operands of one element type",
        "to(DType." + in[0].dtype().name() + ") converts " + second);
  }
}
