package io.autodiff.sweep;

import io.autodiff.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a traversal adds up what the nodes receive; used again by the tape's next one. */
final class AdjointBuffers {
  private static final double[] NO_ADJOINTS = {};
  private static final Tensor[] NO_COTANGENTS = {};
  private static final boolean[] NONE_OWNED = {};

  private double[] adjoints = NO_ADJOINTS;
  private @Nullable Tensor[] cotangents = NO_COTANGENTS;
  private boolean[] owned = NONE_OWNED;

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

  /** Returns the cotangents of {@code count} tensor nodes by side entry, none yet. */
  @Nullable Tensor[] cotangents(int count) {
    if (cotangents.length < count) {
      cotangents = new Tensor[count];
    } else {
      Arrays.fill(cotangents, 0, count, null);
    }
    return cotangents;
  }

  /**
   * Returns for {@code count} side entries whether the traversal may add to the cotangent's array.
   */
  boolean[] owned(int count) {
    if (owned.length < count) {
      owned = new boolean[count];
    } else {
      Arrays.fill(owned, 0, count, false);
    }
    return owned;
  }

  /** Returns how many bytes the adjoints take. */
  long bytes() {
    return (long) adjoints.length * Double.BYTES;
  }

  /** Lets go of everything. */
  void clear() {
    adjoints = NO_ADJOINTS;
    cotangents = NO_COTANGENTS;
    owned = NONE_OWNED;
  }
}
