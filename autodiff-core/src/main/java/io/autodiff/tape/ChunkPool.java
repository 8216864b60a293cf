package io.autodiff.tape;

import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of a thread's closed records, for the next ones: a loop that opens a tape for each
 * step, and a derivative within a function, ask for the same small arrays over and over. A thread
 * keeps a few of each kind, none longer than a chunk.
 */
public final class ChunkPool {
  private static final int FIRST_CAPACITY = 64;
  private static final int MOST = 4;

  @SuppressWarnings("ThreadLocalUsage") // each thread has a pool
  private static final ThreadLocal<ChunkPool> POOLS = ThreadLocal.withInitial(ChunkPool::new);

  private final List<long[]> words = new ArrayList<>(MOST);
  private final List<double[]> numbers = new ArrayList<>(2 * MOST);

  private ChunkPool() {}

  /** Returns the pool of this thread. */
  public static ChunkPool ofThread() {
    return POOLS.get();
  }

  /** Returns an array of undefined content and a length that is a power of 2. */
  long[] takeWords() {
    return words.isEmpty() ? new long[FIRST_CAPACITY] : words.removeLast();
  }

  /** Returns an array of undefined content that is at least so long, and no longer than need be. */
  public double[] takeNumbers(int length) {
    int best = -1;
    for (int i = numbers.size() - 1; i >= 0; i--) {
      int room = numbers.get(i).length;
      if (room >= length && (best < 0 || room < numbers.get(best).length)) {
        best = i;
      }
    }
    return best < 0 ? new double[Math.max(length, FIRST_CAPACITY)] : numbers.remove(best);
  }

  void giveBack(long[] array) {
    if (words.size() < MOST && array.length >= FIRST_CAPACITY) {
      words.add(array);
    }
  }

  /** Takes an array back that the caller does not use any more. */
  public void giveBack(double[] array) {
    if (array.length < FIRST_CAPACITY || array.length > NodeStore.CHUNK) {
      return;
    }
    if (numbers.size() < 2 * MOST) {
      numbers.add(array);
    }
  }
}
