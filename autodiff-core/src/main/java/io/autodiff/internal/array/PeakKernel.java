package io.autodiff.internal.array;

/**
 * The one element of each column that outweighs all others, whose complement would be lost in
 * rounding: it is taken out of a sum, and found from the sum of the rest.
 *
 * <p>The columns are elements {@code at + i, at + step + i, …}, {@code n} of them, for {@code i}
 * below {@code columns}; a contiguous row is one column of step 1. A kernel of an engine; see
 * {@link TypedKernel} for how arrays of either type are served.
 */
interface PeakKernel {

  /**
   * Subtracts 1 from one element of each column of {@code e} whose sum {@code total[from + i]} is
   * little more than 1: where {@code x} first is {@code top[from + i]}, or the first element if it
   * is so nowhere. Writes to {@code lowered[from + i]} 1, or 0 where there is none.
   *
   * @return whether there was one in any column
   */
  boolean lower(
      Object x,
      int at,
      int n,
      int step,
      int columns,
      Object top,
      Object total,
      Object lowered,
      int from,
      Object e,
      int eAt);

  /**
   * Subtracts 1 from the sums {@code [from, to)} of the columns of which no element was lowered.
   */
  void less(Object total, Object lowered, int from, int to);

  /**
   * Sets that element of {@code v} to 0 where {@code p} has a weight above ½, and {@code peaks[from
   * + i]} to its number, -1 if there is none.
   *
   * @param top for each column the largest weight
   * @return whether there is one in any column
   */
  boolean clear(
      Object p, int at, int n, int step, int columns, Object top, Object v, int[] peaks, int from);

  /** Sets the cleared elements to {@code -rest[from + i]}, which makes the columns' sums 0. */
  void complete(Object v, int at, int step, int columns, int[] peaks, Object rest, int from);

  /**
   * Writes the elements of {@code t} where {@code p} has a weight above ½ to {@code out[from + i]},
   * which was the largest weight; 0 if there is none, or it is not finite.
   */
  void pick(Object p, int at, int n, int step, int columns, Object t, Object out, int from);

  /**
   * Writes to the columns of {@code out} whose largest element in {@code x} is infinite equal
   * shares of 1 where {@code x} is that, and 0 elsewhere; the others stay, and those with a NaN.
   *
   * @param total for each column a number that is neither 0 nor infinite nor NaN if no element is
   */
  void share(Object x, int at, int n, int step, int columns, Object total, int from, Object out);

  /** Computes {@code x - p Σ x} of contiguous short rows from {@code at} on. */
  void transposed(Object x, Object p, int at, int n, int rows, Object out);

  /** Computes {@code x - Σ p x} of contiguous short rows from {@code at} on. */
  void deviation(Object x, Object p, int at, int n, int rows, Object out);
}
