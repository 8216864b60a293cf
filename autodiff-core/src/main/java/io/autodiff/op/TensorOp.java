package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/** An operation on whole tensors: one of three kinds, by what its derivative looks like. */
public sealed interface TensorOp extends Op permits Multilinear, Primitive, Composite {

  /**
   * Computes the operation; nothing is recorded.
   *
   * @param w where to compute
   * @param in the operands
   * @return a tensor made by {@code w}
   * @throws io.autodiff.AutodiffException if the operands' shapes do not fit
   */
  Tensor forward(Workspace w, Tensor... in);
}
