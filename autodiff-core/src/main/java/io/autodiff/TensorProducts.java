package io.autodiff;

import io.autodiff.op.MatMul;
import io.autodiff.tape.Recording;

/** The matrix products of {@link Tensor}. */
public sealed interface TensorProducts permits Tensor {

  /**
   * Returns the matrix product: {@code (…, m, k) · (…, k, n) → (…, m, n)}; axes before the last two
   * broadcast. A vector on the left is a row, on the right a column, and its axis is dropped from
   * the result: {@code (k) · (k, n) → (n)}, {@code (m, k) · (k) → (m)}, {@code (k) · (k) → ()}.
   *
   * @throws AutodiffException if the inner dimensions differ, the others do not broadcast, or an
   *     operand has rank 0
   */
  default Tensor matmul(Tensor right) {
    Tensor left = self();
    if (left.rank() == 0 || right.rank() == 0) {
      throw new AutodiffException(
          "matmul: rank not supported",
          "left " + left.shape + ", right " + right.shape,
          "operands of rank 1 or more",
          "mul multiplies by a number");
    }
    if (left.rank() == 2 && right.rank() == 2) {
      return left.matmul(right, false, false);
    }
    MatMul.of(false, false).inner(left.shape, right.shape); // as given, before they are reshaped
    Tensor a = left.rank() == 1 ? left.unsqueeze(0) : left;
    Tensor b = right.rank() == 1 ? right.unsqueeze(1) : right;
    Tensor product = b.rank() == 2 ? rows(a, b) : each(a, b);
    Tensor narrow = left.rank() == 1 ? product.squeeze(-2) : product;
    return right.rank() == 1 ? narrow.squeeze(-1) : narrow;
  }

  /** Returns {@code (…, m, k) · (k, n)}: one product, of all rows on the left. */
  private static Tensor rows(Tensor a, Tensor b) {
    if (a.rank() == 2) {
      return a.matmul(b, false, false);
    }
    Shape leading = a.shape.leading(1);
    Tensor flat = a.reshape(Shape.of(leading.size(), a.dim(-1)));
    return flat.matmul(b, false, false).reshape(leading.and(b.dim(1)));
  }

  private static Tensor each(Tensor a, Tensor b) {
    Shape leading = Shape.broadcast("matmul", a.shape.leading(2), b.shape.leading(2));
    return a.broadcastTo(leading.and(a.dim(-2), a.dim(-1)))
        .matmul(b.broadcastTo(leading.and(b.dim(-2), b.dim(-1))), false, false);
  }

  /**
   * Returns the sum of the products of two vectors' elements.
   *
   * @throws AutodiffException if the shapes differ or are not of rank 1
   */
  default Scalar dot(Tensor right) {
    Tensor left = self();
    if (left.rank() != 1 || !left.shape.equals(right.shape)) {
      throw new AutodiffException(
          "dot: shapes do not fit",
          "left " + left.shape + ", right " + right.shape,
          "two vectors of one size",
          null);
    }
    return left.matmul(right).scalar();
  }

  /**
   * Returns the products of each element of this vector with each of another: {@code (m), (n) → (m,
   * n)}.
   *
   * @throws AutodiffException if a rank is not 1
   */
  default Tensor outer(Tensor right) {
    Tensor left = self();
    if (left.rank() != 1 || right.rank() != 1) {
      throw new AutodiffException(
          "outer: not vectors",
          "left " + left.shape + ", right " + right.shape,
          "operands of rank 1",
          null);
    }
    return left.unsqueeze(1).mul(right);
  }

  /**
   * Returns the product of two matrices, either of which may be taken transposed; axes before the
   * last two are equal on both sides.
   *
   * @param leftTransposed whether {@code this} is {@code (k, m)} and to be transposed
   * @param rightTransposed whether {@code right} is {@code (n, k)} and to be transposed
   * @return {@code (m, n)}
   * @throws AutodiffException if the inner dimensions, the axes before the last two or the element
   *     types differ, or a rank is below 2
   */
  default Tensor matmul(Tensor right, boolean leftTransposed, boolean rightTransposed) {
    return Recording.apply(MatMul.of(leftTransposed, rightTransposed), self(), right);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
