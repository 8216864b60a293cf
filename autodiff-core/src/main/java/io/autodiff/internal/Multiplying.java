package io.autodiff.internal;

/** Products of matrices of one element type. */
interface Multiplying {

  /**
   * Computes rows {@code [from, to)} of {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m,
   * n)}, where {@code op} transposes an operand that is stored the other way round. The matrices
   * begin at the given positions of their arrays.
   */
  void rows(
      Object a,
      int aAt,
      boolean aTurned,
      Object b,
      int bAt,
      boolean bTurned,
      Object c,
      int cAt,
      int m,
      int n,
      int k,
      int from,
      int to);
}
