package io.autodiff.internal.array;

import io.autodiff.internal.array.WindowLoops.Channels;

/**
 * Sums of products and maxima over the windows of planes, in loops. Planes are contiguous and
 * row-major, one after the other; {@code taps} are the positions of a window's elements from its
 * first one, in all the planes that a window reaches through. In the convolutions the windows are
 * within the planes; the maxima leave out what is not.
 */
interface WindowKernel {

  /** Computes the lines {@code [from, to)} of a convolution's result {@code y}. */
  void result(
      WindowLoops s, Channels c, int[] taps, Object x, Object w, Object y, int from, int to);

  /** Computes the lines {@code [from, to)} of the transpose by the input {@code x}. */
  void input(WindowLoops s, Channels c, Object y, Object w, Object x, int from, int to);

  /**
   * Computes what the lines {@code [from, to)} of each result's channel {@code channel} add to the
   * transpose by the weights: {@code out[at + t]} for each tap {@code t}.
   */
  void weights(
      WindowLoops s,
      Channels c,
      int[] taps,
      Object x,
      Object y,
      int channel,
      int from,
      int to,
      Object out,
      int at);

  /**
   * Lays windows out as the columns of a matrix, which has a row for each tap.
   *
   * @param at where the planes begin that the windows reach through
   * @param first the first window, in row-major order
   * @param n how many windows there are
   */
  void lay(WindowLoops s, int[] taps, Object x, int at, int first, int n, Object columns);

  /** Adds the columns that {@link #lay} makes to where they come from. */
  void collect(WindowLoops s, int[] taps, Object columns, int first, int n, Object x, int at);

  /** Adds rows of {@code n} elements to rows that are {@code step} apart. */
  void add(Object x, int rows, int n, Object out, int at, int step);

  /** Computes the maxima of the windows of the planes {@code [from, to)}. */
  void max(WindowLoops s, Object x, Object y, int from, int to);

  /**
   * Computes the shares of the maxima of the windows of the planes {@code [from, to)}: those that
   * equal it have 1 / (their number), others 0. To them goes {@code g}, or of them comes {@code g}.
   *
   * @param back whether {@code g} is of the result's shape and {@code out} of the input's
   */
  void share(WindowLoops s, boolean back, Object x, Object g, Object out, int from, int to);
}
