package io.autodiff.internal.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The smallest elements, with the Vector API; NaN if any is, ∞ of nothing. */
final class VectorMin implements ReductionKernel {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int r = 0; r < rows; r++) {
      to[outAt + r] = smallest(from, at + r * n, n);
    }
  }

  private static double smallest(double[] x, int at, int n) {
    DoubleVector none = DoubleVector.broadcast(SPECIES, Double.POSITIVE_INFINITY);
    DoubleVector a = none;
    DoubleVector b = none;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES) {
      a = a.min(DoubleVector.fromArray(SPECIES, x, at + i));
      b = b.min(DoubleVector.fromArray(SPECIES, x, at + i + LANES));
    }
    for (; i < n; i += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, n);
      a = a.min(none.blend(DoubleVector.fromArray(SPECIES, x, at + i, rest), rest));
    }
    return a.min(b).reduceLanes(VectorOperators.MIN);
  }

  @Override
  public void columns(Object x, int at, int n, int step, int columns, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int i = 0; i < columns; i += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, columns);
      DoubleVector m = DoubleVector.broadcast(SPECIES, Double.POSITIVE_INFINITY);
      for (int j = 0; j < n; j++) {
        m = m.min(DoubleVector.fromArray(SPECIES, from, at + j * step + i, rest));
      }
      m.intoArray(to, outAt + i, rest);
    }
  }
}
