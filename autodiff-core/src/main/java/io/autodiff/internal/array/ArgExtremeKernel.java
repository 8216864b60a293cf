package io.autodiff.internal.array;

/**
 * Where the smallest or largest elements of columns stand.
 *
 * <p>A kernel of an engine; see {@link TypedKernel} for how arrays of either type are served.
 */
interface ArgExtremeKernel {

  /**
   * Computes for {@code i} below {@code columns} in {@code out[outAt + i]} which of {@code x[at +
   * i], x[at + step + i], …}, {@code n} elements, is the first extreme one; the first NaN if any.
   */
  void columns(
      Object x, int at, int n, int step, int columns, boolean largest, int[] out, int outAt);
}
