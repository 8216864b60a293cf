package io.autodiff.internal;

import java.util.function.DoubleBinaryOperator;

/** A loop {@code out[i] = f(x[i], y[i])} over parts of arrays of one element type. */
public interface BinaryLoop {

  /**
   * Computes {@code out[at + i] = f(x[xAt + i * xStep], y[yAt + i * yStep])} for {@code i} in
   * {@code [0, n)}; each step is 0 or 1.
   */
  void run(
      DoubleBinaryOperator f,
      Object x,
      int xAt,
      int xStep,
      Object y,
      int yAt,
      int yStep,
      Object out,
      int at,
      int n);
}
