package io.autodiff.internal.array;

import java.util.concurrent.atomic.AtomicReference;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Sums with the Vector API. Long rows are summed in halves; a short one in four vectors of partial
 * sums, which are added up in a fixed order: lane by lane, from the first.
 */
final class VectorSum implements ReductionKernel {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int TOGETHER = 64 * 4 * LANES;

  /** Where a vector's lanes are added up, unless a thread does so just now. */
  private final AtomicReference<double @Nullable []> idle = new AtomicReference<>();

  /** Returns how many doubles are computed at a time. */
  static int lanes() {
    return DoubleVector.SPECIES_PREFERRED.length();
  }

  @Override
  public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    if (n <= LANES) {
      for (int r = 0; r < rows; r++) {
        to[outAt + r] = inSequence(from, at + r * n, n);
      }
      return;
    }
    double[] known = idle.getAndSet(null);
    double[] partial = known == null ? new double[LANES] : known;
    for (int r = 0; r < rows; r++) {
      to[outAt + r] = sum(from, at + r * n, n, partial);
    }
    idle.set(partial);
  }

  /** Adds elements that fit one vector, so that no lane would add any. */
  private static double inSequence(double[] x, int at, int n) {
    double s = 0;
    for (int i = at; i < at + n; i++) {
      s += x[i];
    }
    return s;
  }

  private static double sum(double[] x, int at, int n, double[] partial) {
    if (n > TOGETHER) {
      int half = n / 2 / LANES * LANES;
      return sum(x, at, half, partial) + sum(x, at + half, n - half, partial);
    }
    lanes(x, at, n, partial);
    double s = partial[0];
    for (int i = 1; i < LANES; i++) {
      s += partial[i];
    }
    return s;
  }

  private static void lanes(double[] x, int at, int n, double[] partial) {
    DoubleVector a = DoubleVector.zero(SPECIES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      a = a.add(DoubleVector.fromArray(SPECIES, x, at + i));
      b = b.add(DoubleVector.fromArray(SPECIES, x, at + i + LANES));
      c = c.add(DoubleVector.fromArray(SPECIES, x, at + i + 2 * LANES));
      d = d.add(DoubleVector.fromArray(SPECIES, x, at + i + 3 * LANES));
    }
    for (; i < n; i += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, n);
      a = a.add(DoubleVector.fromArray(SPECIES, x, at + i, rest));
    }
    a.add(b).add(c.add(d)).intoArray(partial, 0);
  }

  @Override
  public void columns(Object x, int at, int n, int step, int columns, Object out, int outAt) {
    double[] from = (double[]) x;
    double[] to = (double[]) out;
    for (int i = 0; i < columns; i += LANES) {
      VectorMask<Double> rest = SPECIES.indexInRange(i, columns);
      DoubleVector s = DoubleVector.zero(SPECIES);
      for (int j = 0; j < n; j++) {
        s = s.add(DoubleVector.fromArray(SPECIES, from, at + j * step + i, rest));
      }
      s.intoArray(to, outAt + i, rest);
    }
  }
}
