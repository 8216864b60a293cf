package io.autodiff.sweep;

import io.autodiff.tape.TapeRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a traversal adds up what the nodes receive; used again by the tape's next one. */
final class AdjointBuffers {
  private static final double[] NO_ADJOINTS = {};

  private double[] adjoints = NO_ADJOINTS;
  private @Nullable CotangentAccumulator cotangents;

  /**
   * Returns the adjoints of the nodes below {@code to}, zeros from {@code from} on.
   *
   * @param most how many nodes there are
   */
  double[] adjoints(int from, int to, int most) {
    if (adjoints.length < to) {
      adjoints = new double[Math.max(to, Math.min(2 * adjoints.length, most))];
    } else {
      Arrays.fill(adjoints, from, to, 0);
    }
    return adjoints;
  }

  /** Returns the cotangents of a record's tensors, none yet. */
  CotangentAccumulator cotangents(TapeRecord record) {
    CotangentAccumulator sums = cotangents;
    if (sums == null || !sums.areOf(record)) {
      sums = new CotangentAccumulator(record);
      cotangents = sums;
    }
    sums.begin(record.nodes().sideSize());
    return sums;
  }

  /** Returns how many bytes the adjoints take. */
  long bytes() {
    return (long) adjoints.length * Double.BYTES;
  }

  /** Lets go of everything. */
  void clear() {
    adjoints = NO_ADJOINTS;
    cotangents = null;
  }
}
