package io.autodiff.op;

import io.autodiff.Tensor;

/**
 * An operation that is linear in each operand: a sum, a product of matrices, a slice. Its forward
 * derivative is the operation itself with the tangent in the operand's place, so it needs no rule;
 * its reverse derivative is its transpose.
 */
public sealed interface Multilinear extends TensorOp
    permits BroadcastTo,
        Concat,
        Convolution,
        CumSum,
        Embed,
        FourierTransform,
        MatMul,
        OverlapAdd,
        Permute,
        Reshape,
        ScatterAdd,
        ScatterSum,
        Selection,
        Sum,
        SumTo,
        To {

  /**
   * The rule: returns the transpose of the map from operand {@code argument} to the result, applied
   * to {@code g}.
   *
   * @param argument which operand
   * @param g a cotangent of the result, of its shape
   * @param in the operands
   * @return of the shape of operand {@code argument}
   */
  Tensor transpose(int argument, Tensor g, Tensor... in);

  /**
   * Returns whether the operation is linear in all operands together, as a concatenation is, and
   * not in each of them while the others stay, as a product is.
   */
  default boolean isJointlyLinear() {
    return false;
  }
}
