package io.autodiff.nn;

import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where a network computes its outputs: a tape that is rewound after each batch, so that the next
 * one is computed in the same arrays and only the output is new. It belongs to a thread, as its
 * tape does.
 */
final class Inference {
  /** The most numbers that all layers give together for which arrays are kept. */
  private static final long MOST = 1 << 20;

  private final long owner = Thread.currentThread().threadId();
  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();

  /**
   * Those that no prediction works with: at most one of a thread, and a few in all. Threads that
   * take turns each find their own again.
   */
  static final class Idle {
    static final int MOST = 8;

    private final AtomicReferenceArray<@Nullable Inference> places =
        new AtomicReferenceArray<>(MOST);

    /** Returns one of this thread. */
    Inference take() {
      Inference known = places.getAndSet(place(), null);
      boolean fits = known != null && known.owner == Thread.currentThread().threadId();
      return fits ? known : new Inference();
    }

    /** Takes one back; it takes the place of another thread's that has the same. */
    void giveBack(Inference one) {
      places.set(place(), one);
    }

    private static int place() {
      return (int) (Thread.currentThread().threadId() % MOST);
    }
  }

  /**
   * Returns whether a network's output may be computed here: if no layer of the caller's would meet
   * recorded values, and if the arrays to keep are small.
   *
   * @param numbers how many all layers give together for one example
   */
  static boolean suits(Tensor batch, long numbers) {
    return batch.isConstant() && batch.dim(0) * numbers + batch.size() <= MOST;
  }

  /** Returns the output for a batch, a constant. */
  Tensor run(Mlp model, Tensor batch) {
    try {
      return model.forward(batch, Pass.evaluation(tape)).detach();
    } finally {
      tape.rewind(start);
    }
  }
}
