package io.autodiff.internal.array;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The positions of the smallest or largest elements of columns, with the Vector API. Vectors hold
 * positions as elements, so a column is no longer than the element type counts exactly.
 */
final class VectorArgExtreme implements ArgExtremeKernel {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public void columns(
      Object x, int at, int n, int step, int columns, boolean largest, int[] out, int outAt) {
    double[] from = (double[]) x;
    double[] positions = new double[LANES];
    for (int i = 0; i < columns; i += LANES) {
      lanes(from, at + i, n, step, SPECIES.indexInRange(i, columns), largest, positions);
      for (int k = 0; k < Math.min(LANES, columns - i); k++) {
        out[outAt + i + k] = (int) positions[k];
      }
    }
  }

  private static void lanes(
      double[] x,
      int at,
      int n,
      int step,
      VectorMask<Double> rest,
      boolean largest,
      double[] positions) {
    DoubleVector best = DoubleVector.fromArray(SPECIES, x, at, rest);
    DoubleVector position = DoubleVector.zero(SPECIES);
    for (int j = 1; j < n; j++) {
      DoubleVector next = DoubleVector.fromArray(SPECIES, x, at + j * step, rest);
      VectorMask<Double> kept =
          best.compare(largest ? VectorOperators.GE : VectorOperators.LE, next);
      VectorMask<Double> settled = best.test(VectorOperators.IS_NAN);
      VectorMask<Double> better = kept.or(settled).not();
      best = best.blend(next, better);
      position = position.blend(j, better);
    }
    position.intoArray(positions, 0);
  }
}
