package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * An operation written in other operations, recorded as one node. Its derivatives are those of its
 * definition, which is traced again when one is asked for; so only the operands are kept, not what
 * lies between.
 */
public sealed interface Composite extends TensorOp
    permits CholeskyBend, CofactorSlope, CumProd, LogCumSumExp, Prod {

  /** The definition, in other operations. */
  Tensor define(Tensor... in);

  @Override
  default Tensor forward(Workspace w, Tensor... in) {
    return define(in);
  }
}
