package io.autodiff.internal.array;

/** Moves blocks of neighbouring elements to and from listed positions, and sums along lines. */
interface GatherKernel {

  /**
   * Computes {@code out[i] = x[positions[i]]} for the blocks {@code [from, to)} of {@code out}; 0
   * where the position is negative.
   */
  void gather(Object x, int[] positions, int block, Object out, int from, int to);

  /**
   * Adds every block {@code x[i]} to {@code out[positions[i]]} unless that is negative, in order.
   */
  void scatterAdd(Object x, int[] positions, int block, Object out);

  /**
   * Computes the running sums of the lines {@code [from, to)}, the elements of a line {@code step}
   * apart.
   *
   * @param backwards whether to begin at a line's end
   */
  void cumSum(Object x, int n, int step, boolean backwards, Object out, int from, int to);
}
