package io.autodiff.benchmarks.gradbench;

import io.autodiff.Tensor;
import java.util.Arrays;

/** Matrices as the protocol has them: arrays of rows. */
final class RowArrays {
  private RowArrays() {}

  /** Returns a matrix's rows. */
  static double[][] of(Tensor matrix) {
    double[] elements = matrix.values();
    int columns = matrix.dim(1);
    double[][] rows = new double[matrix.dim(0)][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(elements, i * columns, (i + 1) * columns));
    return rows;
  }
}
