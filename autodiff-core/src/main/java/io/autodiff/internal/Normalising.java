package io.autodiff.internal;

/**
 * The functions of a whole line of numbers that shift by its largest so that nothing overflows.
 *
 * <p>A line has {@code n} elements {@code step} apart. Lines {@code [from, to)} of an {@code
 * (outer, n, step)} array are done; line {@code o * step + i} is {@code (o, …, i)}.
 */
interface Normalising {

  /** Computes {@code log Σ e^x} of each line; -∞ of nothing. */
  void logSumExp(Object x, int n, int step, Object out, int from, int to);

  /** Computes {@code e^x / Σ e^x} along each line. */
  void softmax(Object x, int n, int step, Object out, int from, int to);

  /** Computes {@code x - log Σ e^x} along each line. */
  void logSoftmax(Object x, int n, int step, Object out, int from, int to);
}
