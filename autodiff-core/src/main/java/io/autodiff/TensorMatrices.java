package io.autodiff;

import io.autodiff.internal.array.Elements;
import io.autodiff.op.Cholesky;
import io.autodiff.op.Cofactors;
import io.autodiff.op.Determinant;
import io.autodiff.op.NuclearNorm;
import io.autodiff.op.PolarFactor;
import io.autodiff.op.Solve;
import io.autodiff.op.Svd;
import io.autodiff.op.TriangularSolve;
import io.autodiff.tape.Recording;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * The operations of {@link Tensor} on matrices in its last two axes. A tensor of rank below 2 is no
 * matrix and refused with an {@link AutodiffException}, as is an axis that is not there.
 */
public sealed interface TensorMatrices permits Tensor {

  /**
   * Returns the elements on and below a diagonal, 0 elsewhere.
   *
   * @param diagonal 0 for the main diagonal, above 0 for one to its right
   */
  default Tensor tril(int diagonal) {
    Tensor t = matrices("tril");
    return keep(t, row -> 0, row -> row + diagonal + 1L);
  }

  /**
   * Returns the elements on and above a diagonal, 0 elsewhere.
   *
   * @param diagonal 0 for the main diagonal, above 0 for one to its right
   */
  default Tensor triu(int diagonal) {
    Tensor t = matrices("triu");
    return keep(t, row -> row + (long) diagonal, row -> t.dim(-1));
  }

  /** Returns the elements from one column of each row to another one, 0 elsewhere. */
  private static Tensor keep(Tensor t, IntToLongFunction from, IntToLongFunction to) {
    int rows = t.dim(-2);
    int columns = t.dim(-1);
    Object mask = t.dtype().newArray(rows * columns);
    for (int i = 0; i < rows; i++) {
      int first = Math.clamp(from.applyAsLong(i), 0, columns);
      int end = Math.clamp(to.applyAsLong(i), first, columns);
      Elements.fill(mask, i * columns + first, i * columns + end, 1);
    }
    return Tensor.wrap(Shape.of(rows, columns), mask).where(t, t.constant(0));
  }

  /**
   * Returns a diagonal of the matrices in two axes, as a new last axis.
   *
   * @param offset 0 for the main diagonal, above 0 for one to its right
   * @param rows the axis of rows
   * @param columns the axis of columns
   * @throws AutodiffException if {@code rows} and {@code columns} are one axis
   */
  default Tensor diagonal(int offset, int rows, int columns) {
    Tensor t = last(rows, columns);
    int[] dims = t.shape.dims();
    int rank = dims.length;
    int width = dims[rank - 1];
    int below = Math.max(0, -offset);
    int right = Math.max(0, offset);
    int length = Math.max(0, Math.min(dims[rank - 2] - below, width - right));
    int first = below * width + right;
    int end = length == 0 ? 0 : first + (length - 1) * (width + 1) + 1;
    return t.reshape(t.shape.leading(2).and(dims[rank - 2] * width))
        .slice(-1, length == 0 ? 0 : first, end, width + 1);
  }

  /** Returns the main diagonal of the matrices in the last two axes. */
  default Tensor diagonal() {
    self().shape.requireMatrices("diagonal");
    return diagonal(0, -2, -1);
  }

  private Tensor last(int rows, int columns) {
    Tensor t = self();
    int a = t.shape.axis("diagonal", rows);
    int b = t.shape.axis("diagonal", columns);
    if (a == b) {
      throw new AutodiffException(
          "diagonal: rows and columns are one axis",
          "axis " + rows + " and axis " + columns + " of " + t.shape,
          "two axes",
          null);
    }
    int[] order = new int[t.rank()];
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      if (i != a && i != b) {
        order[next++] = i;
      }
    }
    order[next] = a;
    order[next + 1] = b;
    return t.permute(order);
  }

  /**
   * Returns square matrices with the last axis on a diagonal, 0 elsewhere: {@code (…, n) → (…, n +
   * |offset|, n + |offset|)}.
   *
   * @throws AutodiffException if this is neither a vector nor a matrix
   */
  default Tensor diag(int offset) {
    Tensor t = self();
    int[] dims = t.shape.dims();
    int rank = dims.length;
    t.shape.ownAxis("diag", -1);
    int n = dims[rank - 1];
    int[] to = Arrays.copyOf(dims, rank + 1);
    to[rank - 1] = n + Math.abs(offset);
    to[rank] = n + Math.abs(offset);
    int[] strides = t.shape.strides();
    return t.gather(
        Shape.of(to),
        index -> {
          int k = Math.min(index[rank - 1], index[rank]);
          if (index[rank] - index[rank - 1] != offset) {
            return -1;
          }
          int position = k;
          for (int d = 0; d < rank - 1; d++) {
            position += index[d] * strides[d];
          }
          return position;
        });
  }

  /**
   * Returns square matrices with the last axis on the main diagonal, 0 elsewhere.
   *
   * @throws AutodiffException if this is neither a vector nor a matrix
   */
  default Tensor diag() {
    return diag(0);
  }

  /** Returns the sum of the main diagonal of the matrices in the last two axes. */
  default Tensor trace() {
    self().shape.requireMatrices("trace");
    return diagonal().sum(new int[] {-1}, false);
  }

  /**
   * Returns the solution {@code X} of {@code A X = B}, {@code A} = this: {@code (…, n, n), (…, n,
   * k) → (…, n, k)}; axes before the last two broadcast. Computed in double precision.
   *
   * @throws AutodiffException if a matrix is singular or the shapes do not fit
   */
  default Tensor solve(Tensor right) {
    return solve(right, false);
  }

  /**
   * Returns the solution of {@code A X = B}, or of {@code Aᵀ X = B} if {@code transposed}; see
   * {@link #solve(Tensor)}.
   */
  default Tensor solve(Tensor right, boolean transposed) {
    Tensor[] system = system("solve", right);
    return Recording.apply(new Solve(transposed), system);
  }

  /**
   * Returns the solution {@code X} of {@code A X = B} for a triangular {@code A} = this; see {@link
   * #solveTriangular(Tensor, boolean, boolean, boolean)}.
   */
  default Tensor solveTriangular(Tensor right, boolean upper) {
    return solveTriangular(right, upper, false, false);
  }

  /**
   * Returns the solution {@code X} of {@code A X = B} or {@code Aᵀ X = B} by substitution, {@code
   * A} = this triangular: {@code (…, n, n), (…, n, k) → (…, n, k)}; axes before the last two
   * broadcast. What is not in the triangle is not read and has derivative 0. Computed in double
   * precision. PyTorch's {@code linalg.solve_triangular}; {@code X A = B} is {@code Aᵀ Xᵀ = Bᵀ}.
   *
   * @param upper whether the triangle is on and above the diagonal, not on and below it
   * @param transposed whether the system is that of {@code Aᵀ}
   * @param unitDiagonal whether the diagonal is taken to be 1 and not read
   * @throws AutodiffException if a matrix is singular or the shapes do not fit
   */
  default Tensor solveTriangular(
      Tensor right, boolean upper, boolean transposed, boolean unitDiagonal) {
    Tensor[] system = system("solveTriangular", right);
    return Recording.apply(new TriangularSolve(upper, transposed, unitDiagonal), system);
  }

  /** Returns the matrices and right sides of systems, stretched to one stack of each. */
  private Tensor[] system(String name, Tensor right) {
    Tensor a = square(name);
    if (right.rank() < 2 || right.dim(-2) != a.dim(-1)) {
      throw new AutodiffException(
          name + ": shapes do not fit",
          "matrix " + a.shape + ", right side " + right.shape,
          "a right side of shape (…, " + a.dim(-1) + ", k)",
          right.rank() == 1 && right.size() == a.dim(-1)
              ? "right.unsqueeze(-1) is a column and would fit"
              : null);
    }
    Shape leading = Shape.broadcast(name, a.shape.leading(2), right.shape.leading(2));
    return new Tensor[] {
      a.broadcastTo(leading.and(a.dim(-2), a.dim(-1))),
      right.broadcastTo(leading.and(right.dim(-2), right.dim(-1)))
    };
  }

  /**
   * Returns the inverses of square matrices.
   *
   * @throws AutodiffException if a matrix is singular or not square
   */
  default Tensor inverse() {
    return Solve.inverse(square("inverse"));
  }

  /**
   * Returns the determinants of square matrices, {@code (…, n, n) → (…)}. Derivatives of the first
   * two orders are right at singular and nearly singular matrices as well, those of higher order up
   * to n = 4.
   *
   * @throws AutodiffException if the matrices are not square
   */
  default Tensor det() {
    return Recording.apply(new Determinant(false), square("det"));
  }

  /**
   * Returns the matrices of cofactors of square matrices, {@code (…, n, n) → (…, n, n)}: the
   * derivative of {@link #det}, which is {@code det A · A⁻ᵀ} of a regular matrix.
   *
   * @throws AutodiffException if the matrices are not square
   */
  default Tensor cofactors() {
    return Recording.apply(Cofactors.MATRIX, square("cofactors"));
  }

  /**
   * Returns {@code log |det A|} of square matrices; -∞ of a singular one.
   *
   * @throws AutodiffException if the matrices are not square
   */
  default Tensor logAbsDet() {
    return Recording.apply(new Determinant(true), square("logAbsDet"));
  }

  /**
   * Returns the lower triangular {@code L} with {@code L Lᵀ = A} for symmetric positive definite
   * matrices; their symmetric part counts.
   *
   * @throws AutodiffException if a matrix is not positive definite or not square
   */
  default Tensor cholesky() {
    return Recording.apply(Cholesky.LOWER, square("cholesky"));
  }

  /**
   * Returns the singular values of matrices in descending order, {@code (…, m, n) → (…, min(m,
   * n))}; NaN if an element is not finite. The derivative by a value is {@code u vᵀ} of its
   * singular vectors; the second derivative exists where no two values are equal. Computed in
   * double precision.
   */
  default Tensor singularValues() {
    Tensor t = matrices("singularValues");
    int last = t.dim(-2) + t.dim(-1);
    return Recording.apply(Svd.PACKED, t).slice(-2, last, last + 1).squeeze(-2);
  }

  /**
   * Returns the spectral norms of matrices, {@code (…, m, n) → (…)}: the largest singular values,
   * each how much its matrix stretches a vector at most. Values that tie share the derivative.
   *
   * @throws AutodiffException if the matrices have no elements
   */
  default Tensor spectralNorm() {
    return singularValues().max(new int[] {-1}, false);
  }

  /**
   * Returns the nuclear norms of matrices, {@code (…, m, n) → (…)}: sums of singular values. Smooth
   * where values are equal; one that is 0 has no part in the derivative.
   */
  default Tensor nuclearNorm() {
    return Recording.apply(NuclearNorm.OF_MATRIX, matrices("nuclearNorm"));
  }

  /**
   * Returns the orthogonal factors {@code U Vᵀ} of matrices {@code A = U diag(s) Vᵀ}, {@code (…, m,
   * n) → (…, m, n)}: the nearest matrices with orthonormal rows or columns, and the derivative of
   * {@link #nuclearNorm}.
   */
  default Tensor polarFactor() {
    return Recording.apply(PolarFactor.OF_MATRIX, matrices("polarFactor"));
  }

  private Tensor matrices(String name) {
    self().shape.requireMatrices(name);
    return self();
  }

  private Tensor square(String name) {
    self().shape.requireSquare(name);
    return self();
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
