package io.autodiff.op;

import io.autodiff.Tensor;
import org.jspecify.annotations.Nullable;

/** A primitive whose forward rule costs less for the tangents of all operands together. */
public sealed interface JointPrimitive extends Primitive permits CholeskySlope {
  /**
   * The forward rule: returns the result's tangent, linear in the tangents; null if it is 0.
   *
   * @param tangents a tangent of each operand, of its shape; null where 0
   * @param out the result
   * @param in the operands
   */
  @Nullable Tensor jointJvp(@Nullable Tensor[] tangents, Tensor out, Tensor... in);
}
