package io.autodiff.internal.loop;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop that has not been compiled yet. Until it is, the Vector API makes an object of every
 * vector and is a hundred times slower than plain Java, and it is compiled only if it is used. So
 * plain Java, which gives the same bits, computes most elements, and vectors get no more time than
 * that took and a small part of the time between two calls of the loop, until they are the faster
 * ones. A loop that takes hardly any of the program's time stays plain.
 */
final class WarmingLoop extends Loop {
  /** The part of a long run that vectors compute when it is their turn. */
  private static final int SHARE = 8;

  /** Fewer elements are computed in less time than the clock is read, and gain nothing. */
  private static final int FEWEST = 8;

  /** The fewest elements that are split; a share takes longer than a look at the clock. */
  private static final int FEW = 1 << 9;

  /** How many elements vectors compute before the two ways are compared. */
  private static final int WINDOW = 1 << 10;

  /** After so many elements vectors are as fast as they will ever be. */
  private static final long ENOUGH = 1L << 20;

  /**
   * The time between two calls of one loop, in parts of which one is for its vectors: a loop that a
   * program seldom runs would take minutes to be compiled otherwise.
   */
  private static final int PARTS = 64;

  /** Of more parts than these, a loop that takes one is nothing to the program and stays plain. */
  private static final int NOTHING = 1 << 11;

  /** The last calls that count for what a loop is to the program, about. */
  private static final int CALLS = 16;

  /** For at most so many nanoseconds: what follows a long pause is not to be slow. */
  private static final long MOST = 1_000_000;

  /** How often vectors have a turn for each time that they get rare elements. */
  private static final int SELDOM = 16;

  /** So many rare elements are some vectors and, for the elements after them, a part of one. */
  private static final int RARE = 67;

  private final VectorLoop loop;
  private final int stepped;
  private final Runnable whenWarm;
  private final LongSupplier clock;

  /** For how many nanoseconds vectors may run. */
  private long balance;

  /** When the last call ended, 0 before the first. */
  private long end;

  /** What the last plain calls took, and the time before them. */
  private long lately;

  private long between;

  private long vectorsInAll;
  private long vectors;
  private long vectorTime;
  private long plain;
  private long plainTime;
  private int turns;

  /**
   * Begins to warm a loop.
   *
   * @param stepped a bit for each input, set where it is read element by element
   * @param whenWarm runs when vectors should be used from then on
   */
  WarmingLoop(VectorLoop loop, int stepped, Runnable whenWarm) {
    this(loop, stepped, whenWarm, System::nanoTime);
  }

  WarmingLoop(VectorLoop loop, int stepped, Runnable whenWarm, LongSupplier clock) {
    this.loop = loop;
    this.stepped = stepped;
    this.whenWarm = whenWarm;
    this.clock = clock;
  }

  /** Returns all bits if an input is read element by element, none if it is stretched. */
  private int stepped(int input) {
    return -(stepped >> input & 1);
  }

  @Override
  public Class<?> written() {
    return loop.getClass();
  }

  /** Threads that meet here count less than they did, which only delays the decision. */
  @Override
  public void run(
      @Nullable Object a,
      int aAt,
      @Nullable Object b,
      int bAt,
      @Nullable Object c,
      int cAt,
      @Nullable Object d,
      int dAt,
      Object out,
      int at,
      int n) {
    if (n < FEWEST) {
      loop.runElementwise(a, aAt, b, bAt, c, cAt, d, dAt, out, at, n);
      return;
    }
    long start = clock.getAsLong();
    credit(start);
    int first = n - share(n);
    long middle = start;
    if (first > 0) {
      loop.runElementwise(a, aAt, b, bAt, c, cAt, d, dAt, out, at, first);
      middle = clock.getAsLong();
      notePlain(first, start, middle);
    }
    end = middle;
    if (first < n) {
      rehearse(out);
      int aOn = aAt + (first & stepped(0));
      int bOn = bAt + (first & stepped(1));
      int cOn = cAt + (first & stepped(2));
      int dOn = dAt + (first & stepped(3));
      loop.run(a, aOn, b, bOn, c, cOn, d, dOn, out, at + first, n - first);
      end = clock.getAsLong();
      noteVectors(n - first, end - middle);
    }
  }

  private void credit(long start) {
    if (end != 0) {
      balance += Math.min((start - end) / PARTS, MOST);
    }
  }

  /**
   * Computes a few elements that are not usual. What never happens until a loop is compiled is left
   * out of its code, and when it happens the loop is compiled again and slow until then.
   */
  private void rehearse(Object out) {
    if (!loop.hasRareCases() || turns++ % SELDOM != 0) {
      return;
    }
    Object rare;
    if (out instanceof float[]) {
      float[] numbers = new float[RARE];
      Arrays.fill(numbers, Float.NaN);
      rare = numbers;
    } else {
      double[] numbers = new double[RARE];
      Arrays.fill(numbers, Double.NaN);
      rare = numbers;
    }
    loop.run(rare, 0, rare, 0, rare, 0, rare, 0, rare, 0, RARE);
  }

  /** Returns how many of the elements vectors compute: of few all or none, in turn. */
  private int share(int n) {
    if (balance < 0 || lately < between / NOTHING) {
      return 0;
    }
    return n >= FEW ? n / SHARE : vectors <= plain ? n : 0;
  }

  private void notePlain(int share, long start, long middle) {
    long spent = middle - start;
    balance += spent;
    plain += share;
    plainTime += spent;
    lately += spent - lately / CALLS;
    between += (end == 0 ? 0 : start - end) - between / CALLS;
  }

  private void noteVectors(int share, long spent) {
    balance -= spent;
    vectors += share;
    vectorTime += spent;
    if (vectors < WINDOW || plain < WINDOW) {
      return;
    }
    vectorsInAll += vectors;
    boolean faster = (double) vectorTime * plain <= (double) plainTime * vectors;
    if (faster || vectorsInAll >= ENOUGH) {
      whenWarm.run();
    }
    vectors = 0;
    vectorTime = 0;
    plain = 0;
    plainTime = 0;
  }
}
