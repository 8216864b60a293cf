package io.autodiff.op;

import io.autodiff.CustomOp;
import io.autodiff.Tensor;

/** An operation with rules of its own for both directions, side by side. */
public sealed interface Primitive extends TensorOp
    permits Cholesky,
        Cofactors,
        CustomOp,
        Determinant,
        DeterminantSign,
        Deviation,
        Extremum,
        JointPrimitive,
        LogSoftmax,
        LogSumExp,
        MatrixExponential,
        MaxPool,
        MaxPoolShare,
        Norm,
        NuclearNorm,
        Pad,
        PolarFactor,
        PseudoInverse,
        QrDecomposition,
        Softmax,
        Solve,
        Svd,
        SymmetricEigen,
        TriangularSolve {

  /**
   * The reverse rule: returns the cotangent of operand {@code argument}, linear in {@code g}.
   *
   * @param argument which operand
   * @param g a cotangent of the result, of its shape
   * @param out the result
   * @param in the operands
   */
  Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in);

  /**
   * The forward rule: returns the part of the result's tangent that comes from operand {@code
   * argument}, linear in {@code t}.
   *
   * @param argument which operand
   * @param t a tangent of that operand, of its shape
   * @param out the result
   * @param in the operands
   */
  Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in);
}
