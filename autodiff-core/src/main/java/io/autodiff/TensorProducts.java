package io.autodiff;

import io.autodiff.op.MatMul;

/** The matrix products of {@link Tensor}. */
sealed interface TensorProducts permits Tensor {

  /** Returns {@code this} as a tensor. */
  Tensor self();

  /**
   * Returns the matrix product: {@code (m, k) · (k, n) → (m, n)}; a vector on the left is a row, on
   * the right a column, and its axis is dropped from the result: {@code (k) · (k, n) → (n)}, {@code
   * (m, k) · (k) → (m)}, {@code (k) · (k) → ()}.
   *
   * @throws AutodiffException if the inner dimensions differ or a rank is not 1 or 2
   */
  default Tensor matmul(Tensor right) {
    Tensor left = self();
    if (left.rank() < 1 || left.rank() > 2 || right.rank() < 1 || right.rank() > 2) {
      throw new AutodiffException(
          "matmul: rank not supported",
          "left " + left.shape + ", right " + right.shape,
          "operands of rank 1 or 2",
          left.rank() == 0 || right.rank() == 0 ? "mul multiplies by a number" : null);
    }
    int inner = new MatMul(false, false).inner(left.shape, right.shape);
    Tensor a = left.rank() == 1 ? left.reshape(1, inner) : left;
    Tensor b = right.rank() == 1 ? right.reshape(inner, 1) : right;
    Tensor product = a.matmul(b, false, false);
    if (left.rank() == 2 && right.rank() == 2) {
      return product;
    }
    int[] dims = product.shape.dims();
    return left.rank() == 2
        ? product.reshape(dims[0])
        : right.rank() == 2 ? product.reshape(dims[1]) : product.reshape(Shape.SCALAR);
  }

  /**
   * Returns the product of two matrices, either of which is taken turned.
   *
   * @param leftTurned whether {@code this} is {@code (k, m)} and to be transposed
   * @param rightTurned whether {@code right} is {@code (n, k)} and to be transposed
   * @return {@code (m, n)}
   */
  default Tensor matmul(Tensor right, boolean leftTurned, boolean rightTurned) {
    return Tensor.apply(new MatMul(leftTurned, rightTurned), self(), right);
  }
}
