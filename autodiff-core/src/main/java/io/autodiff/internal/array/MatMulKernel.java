package io.autodiff.internal.array;

/** Products of matrices of one element type. */
@FunctionalInterface
interface MatMulKernel {

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, row-major, where {@code
   * op} transposes an operand that is stored the other way round.
   *
   * @param aAt where the matrix begins in its array
   * @param aStep how far apart its rows are, as it is stored
   */
  void multiply(
      Object a,
      int aAt,
      int aStep,
      boolean aTurned,
      Object b,
      int bAt,
      int bStep,
      boolean bTurned,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k);
}
