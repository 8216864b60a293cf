package io.autodiff.internal.array;

/** Products of matrices of one element type. */
@FunctionalInterface
interface MatMulKernel {

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, row-major, where {@code
   * op} transposes an operand that is stored transposed. The arguments are parameters, not an
   * object that every product would have to allocate.
   *
   * @param aAt the position in its array at which the matrix begins
   * @param aStep the distance of its rows, as it is stored
   */
  void multiply(
      Object a,
      int aAt,
      int aStep,
      boolean aTransposed,
      Object b,
      int bAt,
      int bStep,
      boolean bTransposed,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k);
}
