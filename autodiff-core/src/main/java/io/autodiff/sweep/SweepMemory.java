package io.autodiff.sweep;

import io.autodiff.tape.ChunkPool;
import io.autodiff.tape.TapeRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the traversals of one record use again: where a traversal adds up what the nodes receive,
 * and the store of gradients that were released.
 */
public final class SweepMemory {
  private static final double[] NO_ADJOINTS = {};

  private double[] adjoints = NO_ADJOINTS;
  private @Nullable CotangentAccumulator cotangents;
  private @Nullable GradientStore released;

  /**
   * Returns the adjoints of the nodes below {@code to}, zeros from {@code from} on.
   *
   * @param most how many nodes there are
   */
  double[] adjoints(int from, int to, int most) {
    if (adjoints.length < to) {
      ChunkPool.ofThread().giveBack(adjoints);
      adjoints = ChunkPool.ofThread().takeNumbers(length(to, most));
    }
    Arrays.fill(adjoints, from, to, 0);
    return adjoints;
  }

  private int length(int to, int most) {
    return Math.max(to, Math.min(2 * adjoints.length, most));
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

  /** Returns a store for a traversal's result. */
  GradientStore takeStore() {
    GradientStore known = released;
    released = null;
    return known == null ? new GradientStore() : known;
  }

  /** Takes a store back whose gradients were released. */
  public void giveBack(GradientStore store) {
    store.clear();
    released = store;
  }

  /** Returns how many bytes the adjoints take. */
  public long bytes() {
    return (long) adjoints.length * Double.BYTES;
  }

  /** Lets go of everything. */
  public void clear() {
    ChunkPool.ofThread().giveBack(adjoints);
    adjoints = NO_ADJOINTS;
    cotangents = null;
    released = null;
  }
}
