package io.autodiff.tape;

import org.jspecify.annotations.Nullable;

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

  private final long @Nullable [][] words = new long[MOST][];
  private final double @Nullable [][] numbers = new double[2 * MOST][];
  private int wordCount;
  private int numberCount;

  private ChunkPool() {}

  /** Returns the pool of this thread. */
  public static ChunkPool ofThread() {
    return POOLS.get();
  }

  /** Returns an array of undefined content and a length that is a power of 2. */
  long[] takeWords() {
    if (wordCount == 0) {
      return new long[FIRST_CAPACITY];
    }
    long[] taken = words[--wordCount];
    words[wordCount] = null;
    return taken;
  }

  /** Returns an array of undefined content that is at least so long. */
  public double[] takeNumbers(int length) {
    for (int i = numberCount - 1; i >= 0; i--) {
      double[] known = numbers[i];
      if (known.length >= length) {
        numbers[i] = numbers[--numberCount];
        numbers[numberCount] = null;
        return known;
      }
    }
    return new double[length];
  }

  void giveBack(long[] array) {
    if (wordCount < MOST && array.length >= FIRST_CAPACITY) {
      words[wordCount++] = array;
    }
  }

  /** Takes an array back that the caller does not use any more. */
  public void giveBack(double[] array) {
    if (array.length < FIRST_CAPACITY || array.length > NodeStore.CHUNK) {
      return;
    }
    if (numberCount < numbers.length) {
      numbers[numberCount++] = array;
    }
  }
}
