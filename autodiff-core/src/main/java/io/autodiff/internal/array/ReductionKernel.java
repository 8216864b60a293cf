package io.autodiff.internal.array;

/**
 * A reduction of arrays of one element type: along contiguous rows, and down columns.
 *
 * <p>A kernel of an engine; see {@link TypedKernel} for how arrays of either type are served.
 */
interface ReductionKernel {

  /** Computes {@code out[outAt + r] = reduce(x[at + r * n .. + n])} for {@code r} below rows. */
  void rows(Object x, int at, int n, int rows, Object out, int outAt);

  /**
   * Computes {@code out[outAt + i] = reduce(x[at + i], x[at + step + i], …)}, {@code n} elements
   * {@code step} apart, for {@code i} below {@code columns}.
   */
  void columns(Object x, int at, int n, int step, int columns, Object out, int outAt);

  /**
   * Returns the most elements of a row that are surely reduced one after the other.
   *
   * @param single whether the elements are floats
   */
  default int inSequence(boolean single) {
    return 0;
  }
}
