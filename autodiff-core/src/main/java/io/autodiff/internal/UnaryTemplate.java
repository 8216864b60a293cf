package io.autodiff.internal;

import java.util.function.DoubleUnaryOperator;

/** The template of every {@link UnaryLoop}; see {@link Stamp}. */
final class UnaryTemplate implements UnaryLoop {
  @Override
  public void run(DoubleUnaryOperator f, Object x, Object out, int at, int n) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int i = at; i < at + n; i++) {
      to[i] = f.applyAsDouble(from[i]);
    }
  }
}
