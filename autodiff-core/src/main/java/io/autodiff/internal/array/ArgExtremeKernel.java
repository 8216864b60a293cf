package io.autodiff.internal.array;

/**
 * The positions of the smallest or largest elements of columns.
 *
 * <p>A kernel of an engine; see {@link TypedKernel} for how arrays of either type are served.
 */
interface ArgExtremeKernel {

  /**
   * Writes to {@code out[outAt + i]}, for {@code i} below {@code columns}, the position of the
   * first extreme element among {@code x[at + i], x[at + step + i], …}, {@code n} elements; that of
   * the first NaN if there is one.
   */
  void columns(
      Object x, int at, int n, int step, int columns, boolean largest, int[] out, int outAt);
}
