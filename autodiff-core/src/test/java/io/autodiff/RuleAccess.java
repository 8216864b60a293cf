package io.autodiff;

import io.autodiff.op.Op;
import org.jspecify.annotations.Nullable;

/** What tests of operations call and users cannot name: any operation, and its rules alone. */
public final class RuleAccess {
  private RuleAccess() {}

  /** Applies an operation, recorded where an operand is. */
  public static Tensor apply(Op op, Tensor... operands) {
    return Tensor.apply(op, operands);
  }

  /** Returns the cotangent of an operand. */
  public static Tensor vjp(Op op, int argument, Tensor g, Tensor out, Tensor... in) {
    return Rules.vjp(op, argument, g, out, in);
  }

  /** Returns the tangent of the result; null if it is 0. */
  public static @Nullable Tensor jvp(Op op, @Nullable Tensor[] tangents, Tensor out, Tensor... in) {
    return Rules.jvp(op, tangents, out, in);
  }
}
