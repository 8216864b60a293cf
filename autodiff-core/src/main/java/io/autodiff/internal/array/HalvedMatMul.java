package io.autodiff.internal.array;

/**
 * Products of matrices with a long inner dimension, which are the sums of the products of its
 * halves. A float32 sum in sequence would lose digits, and come to a halt where a term is less than
 * its last one.
 *
 * @param kernel multiplies what is not cut any more
 * @param sum adds the halves
 * @param longest the longest inner dimension that is not cut
 */
record HalvedMatMul(MatMulKernel kernel, ReductionKernel sum, int longest) implements MatMulKernel {
  @Override
  public void multiply(
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
      int k) {
    if (k <= longest || m == 0 || n == 0) {
      kernel.multiply(
          a, aAt, aStep, aTransposed, b, bAt, bStep, bTransposed, c, cAt, cStep, m, n, k);
      return;
    }
    int pieces = (k - 1) / longest + 1;
    int first = pieces / 2 * longest;
    int size = m * n;
    Object halves = ArraySource.NEW.array(c, 2 * size);
    multiply(a, aAt, aStep, aTransposed, b, bAt, bStep, bTransposed, halves, 0, n, m, n, first);
    multiply(
        a,
        aAt + (aTransposed ? first * aStep : first),
        aStep,
        aTransposed,
        b,
        bAt + (bTransposed ? first : first * bStep),
        bStep,
        bTransposed,
        halves,
        size,
        n,
        m,
        n,
        k - first);
    for (int i = 0; i < m; i++) {
      sum.columns(halves, i * n, 2, size, n, c, cAt + i * cStep);
    }
  }
}
