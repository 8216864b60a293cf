package io.autodiff.internal;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of matrices with the Vector API: four rows by two vectors of the result at a time, held
 * in registers while the inner dimension runs.
 */
final class VectorMultiplying implements Multiplying {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public void rows(
      Object a,
      int aAt,
      boolean aTurned,
      Object b,
      int bAt,
      boolean bTurned,
      Object c,
      int cAt,
      int m,
      int n,
      int k,
      int from,
      int to) {
    double[] left = (double[]) a;
    double[] right = (double[]) b;
    double[] out = (double[]) c;
    int down = aTurned ? 1 : k;
    int along = aTurned ? m : 1;
    if (bTurned) {
      right = turned(right, bAt, n, k);
    }
    int start = bTurned ? 0 : bAt;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      int j = 0;
      for (; j + 2 * LANES <= n; j += 2 * LANES) {
        block(left, aAt + i * down, down, along, right, start + j, n, out, cAt + i * n + j, k);
      }
      for (; j < n; j += LANES) {
        VectorMask<Double> rest = SPECIES.indexInRange(j, n);
        for (int r = 0; r < 4; r++) {
          strip(
              left,
              aAt + (i + r) * down,
              along,
              right,
              start + j,
              n,
              rest,
              out,
              cAt + (i + r) * n + j,
              k);
        }
      }
    }
    for (; i < to; i++) {
      for (int j = 0; j < n; j += LANES) {
        VectorMask<Double> rest = SPECIES.indexInRange(j, n);
        strip(left, aAt + i * down, along, right, start + j, n, rest, out, cAt + i * n + j, k);
      }
    }
  }

  private static double[] turned(double[] b, int at, int n, int k) {
    double[] turned = new double[k * n];
    for (int j = 0; j < n; j++) {
      for (int l = 0; l < k; l++) {
        turned[l * n + j] = b[at + j * k + l];
      }
    }
    return turned;
  }

  private static void block(
      double[] a,
      int aAt,
      int down,
      int along,
      double[] b,
      int bAt,
      int n,
      double[] c,
      int cAt,
      int k) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = c00;
    DoubleVector c10 = c00;
    DoubleVector c11 = c00;
    DoubleVector c20 = c00;
    DoubleVector c21 = c00;
    DoubleVector c30 = c00;
    DoubleVector c31 = c00;
    for (int l = 0; l < k; l++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt + l * n);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + l * n + LANES);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aAt + l * along]);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[aAt + l * along + down]);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[aAt + l * along + 2 * down]);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[aAt + l * along + 3 * down]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + n);
    c11.intoArray(c, cAt + n + LANES);
    c20.intoArray(c, cAt + 2 * n);
    c21.intoArray(c, cAt + 2 * n + LANES);
    c30.intoArray(c, cAt + 3 * n);
    c31.intoArray(c, cAt + 3 * n + LANES);
  }

  private static void strip(
      double[] a,
      int aAt,
      int along,
      double[] b,
      int bAt,
      int n,
      VectorMask<Double> rest,
      double[] c,
      int cAt,
      int k) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int l = 0; l < k; l++) {
      DoubleVector row = DoubleVector.fromArray(SPECIES, b, bAt + l * n, rest);
      sum = DoubleVector.broadcast(SPECIES, a[aAt + l * along]).fma(row, sum);
    }
    sum.intoArray(c, cAt, rest);
  }
}
