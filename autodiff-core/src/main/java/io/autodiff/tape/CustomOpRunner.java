package io.autodiff.tape;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import java.util.function.Supplier;

/** Runs the parts of a custom operation and holds them to what they promise. */
public final class CustomOpRunner {
  private CustomOpRunner() {}

  static Tensor forward(CustomOp op, Workspace w, Tensor... in) {
    Tensor out = op.forward(w, in);
    if (!out.isConstant()) {
      throw new TapeException(
          op.label() + ": the operation uses a recorded value that is not its operand",
          "a result that depends on a captured value",
          "a result computed from the operands alone",
          null);
    }
    return out;
  }

  public static Tensor vjp(CustomOp op, int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor cotangent = recording(op, () -> op.vjp(argument, g, out, in), g, out, in);
    return fits(op, "vjp", "operand " + argument, cotangent, in[argument]);
  }

  public static Tensor jvp(CustomOp op, int argument, Tensor t, Tensor out, Tensor... in) {
    Tensor tangent = recording(op, () -> op.jvp(argument, t, out, in), t, out, in);
    return fits(op, "jvp", "the result", tangent, out);
  }

  private static Tensor fits(CustomOp op, String rule, String owner, Tensor given, Tensor like) {
    if (!given.shape().equals(like.shape()) || given.dtype() != like.dtype()) {
      throw new AutodiffException(
          op.label() + ": what " + rule + " returned does not fit " + owner,
          given.dtype() + " of shape " + given.shape(),
          like.dtype() + " of shape " + like.shape(),
          null);
    }
    return given;
  }

  private static Tensor recording(
      CustomOp op, Supplier<Tensor> rule, Tensor vector, Tensor out, Tensor... in) {
    TapeRecord record = Recording.joining(in);
    record = record != null ? record : Recording.joining(out, vector);
    return record == null
        ? rule.get()
        : watched(noSecondDerivative("operation " + op.label()), record, rule);
  }

  /** Says that what a rule belongs to has no second derivative. */
  public static String noSecondDerivative(String owner) {
    return "second derivative: " + owner + " has none";
  }

  /**
   * Runs a caller's rule that is being recorded; meanwhile it may not read numbers of the record,
   * for a derivative of what it makes of them would come out as 0.
   *
   * @param refusal what is said if it does
   */
  public static <R> R watched(String refusal, TapeRecord record, Supplier<R> rule) {
    String before = record.root().reads().refusal();
    record.root().reads().refuse(refusal);
    try {
      return rule.get();
    } finally {
      record.root().reads().refuse(before);
    }
  }
}
