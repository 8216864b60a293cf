package io.autodiff.internal;

import java.util.function.DoubleUnaryOperator;

/** A loop {@code out[i] = f(x[i])} over part of two arrays of one element type. */
public interface UnaryLoop {

  /** Computes {@code out[at + i] = f(x[at + i])} for {@code i} in {@code [0, n)}. */
  void run(DoubleUnaryOperator f, Object x, Object out, int at, int n);
}
