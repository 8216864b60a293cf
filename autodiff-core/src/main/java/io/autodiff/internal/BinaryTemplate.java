package io.autodiff.internal;

import java.util.function.DoubleBinaryOperator;

/** The template of every {@link BinaryLoop}; see {@link Stamp}. */
final class BinaryTemplate implements BinaryLoop {
  @Override
  public void run(
      DoubleBinaryOperator f,
      Object x,
      int xAt,
      int xStep,
      Object y,
      int yAt,
      int yStep,
      Object out,
      int at,
      int n) {
    double[] left = (double[]) x;
    double[] right = (double[]) y;
    double[] to = (double[]) out;
    if (yStep == 0) {
      double c = right[yAt];
      for (int i = 0; i < n; i++) {
        to[at + i] = f.applyAsDouble(left[xAt + i * xStep], c);
      }
    } else if (xStep == 0) {
      double c = left[xAt];
      for (int i = 0; i < n; i++) {
        to[at + i] = f.applyAsDouble(c, right[yAt + i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[at + i] = f.applyAsDouble(left[xAt + i], right[yAt + i]);
      }
    }
  }
}
