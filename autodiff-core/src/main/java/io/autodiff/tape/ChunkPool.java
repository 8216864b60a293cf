package io.autodiff.tape;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of a thread's closed records, for the next ones: a loop that opens a tape for each
 * step, and a derivative within a function, ask for the same arrays over and over. A thread keeps a
 * few of each kind, none longer than a chunk, and those of a long record, some 32 MB at most, until
 * the virtual machine wants the memory.
 */
public final class ChunkPool {
  private static final int FIRST_CAPACITY = 64;
  private static final int MOST = 4;
  private static final int MOST_CHUNKS = 32;
  private static final int MOST_MANY = 2;

  @SuppressWarnings("ThreadLocalUsage") // each thread has a pool
  private static final ThreadLocal<ChunkPool> POOLS = ThreadLocal.withInitial(ChunkPool::new);

  private final List<long[]> words = new ArrayList<>(MOST);
  private final List<double[]> numbers = new ArrayList<>(2 * MOST);

  private SoftReference<Spare> spare = new SoftReference<>(new Spare());

  /** What a long record leaves: whole chunks, and arrays of more numbers than a chunk has. */
  private static final class Spare {
    private final List<long[]> words = new ArrayList<>();
    private final List<double[]> numbers = new ArrayList<>();
    private final List<double[]> many = new ArrayList<>();
  }

  ChunkPool() {}

  private Spare spare() {
    Spare known = spare.get();
    if (known == null) {
      known = new Spare();
      spare = new SoftReference<>(known);
    }
    return known;
  }

  /** Returns a chunk of undefined content. */
  long[] takeChunkOfWords() {
    List<long[]> chunks = spare().words;
    return chunks.isEmpty() ? new long[NodeStore.CHUNK] : chunks.removeLast();
  }

  /** Returns a chunk of undefined content. */
  double[] takeChunkOfNumbers() {
    List<double[]> chunks = spare().numbers;
    return chunks.isEmpty() ? new double[NodeStore.CHUNK] : chunks.removeLast();
  }

  /** Takes a chunk of words and one of numbers back. */
  void giveBackChunk(long[] words, double[] numbers) {
    Spare kept = spare();
    if (kept.words.size() < MOST_CHUNKS) {
      kept.words.add(words);
      kept.numbers.add(numbers);
    }
  }

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
    List<double[]> from = length > NodeStore.CHUNK ? spare().many : numbers;
    int best = -1;
    for (int i = from.size() - 1; i >= 0; i--) {
      int room = from.get(i).length;
      if (room >= length && (best < 0 || room < from.get(best).length)) {
        best = i;
      }
    }
    return best < 0 ? new double[Math.max(length, FIRST_CAPACITY)] : from.remove(best);
  }

  void giveBack(long[] array) {
    if (words.size() < MOST && array.length >= FIRST_CAPACITY) {
      words.add(array);
    }
  }

  /** Takes an array back that the caller does not use any more; the longer ones are kept. */
  public void giveBack(double[] array) {
    if (array.length < FIRST_CAPACITY || array.length > MOST_CHUNKS * NodeStore.CHUNK) {
      return;
    }
    boolean isLong = array.length > NodeStore.CHUNK;
    List<double[]> to = isLong ? spare().many : numbers;
    to.add(array);
    if (to.size() > (isLong ? MOST_MANY : 2 * MOST)) {
      int shortest = 0;
      for (int i = 1; i < to.size(); i++) {
        shortest = to.get(i).length < to.get(shortest).length ? i : shortest;
      }
      to.remove(shortest);
    }
  }
}
