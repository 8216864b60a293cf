package io.autodiff.internal.loop;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose vector form has not been compiled yet. Until the JIT compiles it, the Vector API
 * allocates every vector and is a hundred times slower than plain Java; and the JIT compiles only
 * what runs. So the warming loop computes most elements by the plain form, which gives the same
 * bits, and lets the vector form run on the others, for no longer than the plain form took plus a
 * small part of the time between two calls. When the vector form has become the faster one it takes
 * over. A loop that takes hardly any of the program's time stays plain.
 */
final class WarmingLoop extends Loop {
  /** The vector form computes one element in this many of a long run when it has its turn. */
  private static final int SHARE = 8;

  /** The fewest elements that are timed: reading the clock takes longer than computing fewer. */
  private static final int FEWEST = 8;

  /** The fewest elements of a run that both forms share. */
  private static final int FEW = 1 << 9;

  /** How many elements each form computes before the two are compared. */
  private static final int WINDOW = 1 << 10;

  /** After this many elements the vector form is as fast as it will ever be. */
  private static final long ENOUGH = 1L << 20;

  /**
   * The vector form may run for one part in this many of the time between two calls. Without that
   * time, a loop that the program seldom runs would take minutes to be compiled.
   */
  private static final int PARTS = 64;

  /** A loop stays plain if it takes less than one part in this many of the program's time. */
  private static final int NEGLIGIBLE = 1 << 11;

  /** About how many of the last calls decide whether a loop's time is negligible. */
  private static final int CALLS = 16;

  /** The most nanoseconds that one pause between calls grants, so that the next call stays fast. */
  private static final long MOST = 1_000_000;

  /**
   * The first so many elements are computed in short runs. The JIT compiles a method that is called
   * a hundred times long before one that is called seldom, however long its loop. More short runs
   * than that would end up in the profile, and the second compiler does not unroll short loops.
   */
  private static final int YOUNG = 1 << 11;

  /** The elements of a short run. */
  private static final int SHORT = 16;

  /** The vector form gets rare elements in one of this many turns. */
  private static final int SELDOM = 16;

  /** A number of elements that fills some vectors and a part of one. */
  private static final int RARE = 67;

  private final VectorLoop loop;
  private final int stepped;

  /** How many arrays the table has that is the first operand; 0 if operands are arrays. */
  private final int table;

  private final Runnable whenWarm;
  private final LongSupplier clock;

  /** For how many nanoseconds the vector form may run. */
  private long balance;

  private final Patience patience;

  /** How many elements the plain form has computed before the vector form computed any. */
  private long early;

  /** How many elements are still computed in short runs. */
  private int young = YOUNG;

  /** When the last call ended, 0 before the first. */
  private long end;

  /** The time of the last plain calls, decaying, and the time between them. */
  private long lately;

  private long between;

  private long vectorsInAll;
  private long vectors;
  private long vectorTime;
  private long plain;
  private long plainTime;
  private int turns;

  /**
   * Makes the warming form of a loop.
   *
   * @param stepped a bit for each input, set where it is read element by element
   * @param whenWarm runs when the vector form should take over
   */
  WarmingLoop(VectorLoop loop, int stepped, Runnable whenWarm) {
    this(loop, stepped, 0, whenWarm, System::nanoTime, Patience.OF_PROGRAM);
  }

  /**
   * Makes the warming form of a loop whose first operand is a table of arrays, whose second is one
   * beside rows.
   */
  static WarmingLoop ofTable(VectorLoop loop, int arrays, Runnable whenWarm) {
    return new WarmingLoop(loop, 3, arrays, whenWarm, System::nanoTime, Patience.OF_PROGRAM);
  }

  WarmingLoop(
      VectorLoop loop, int stepped, Runnable whenWarm, LongSupplier clock, Patience patience) {
    this(loop, stepped, 0, whenWarm, clock, patience);
  }

  private WarmingLoop(
      VectorLoop loop,
      int stepped,
      int table,
      Runnable whenWarm,
      LongSupplier clock,
      Patience patience) {
    this.loop = loop;
    this.stepped = stepped;
    this.table = table;
    this.whenWarm = whenWarm;
    this.clock = clock;
    this.patience = patience;
  }

  /** Returns all bits if an input is read element by element, none if it is stretched. */
  private int stepped(int input) {
    return -(stepped >> input & 1);
  }

  @Override
  public Class<?> written() {
    return loop.getClass();
  }

  /** Threads that run this at the same time may lose counts, which only delays the decision. */
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
    if (early >= 0) {
      early = patience.next(early, n);
      plainly(a, aAt, b, bAt, c, cAt, d, dAt, out, at, n);
      return;
    }
    long start = clock.getAsLong();
    credit(start);
    int first = n - share(n);
    long middle = start;
    if (first > 0) {
      plainly(a, aAt, b, bAt, c, cAt, d, dAt, out, at, first);
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

  /** Computes a run by the plain form, in short runs while it is young. */
  private void plainly(
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
    int i = 0;
    while (i < n) {
      int length = young > 0 ? Math.min(SHORT, n - i) : n - i;
      int aOn = aAt + (i & stepped(0));
      int bOn = bAt + (i & stepped(1));
      int cOn = cAt + (i & stepped(2));
      int dOn = dAt + (i & stepped(3));
      loop.runElementwise(a, aOn, b, bOn, c, cOn, d, dOn, out, at + i, length);
      i += length;
      young -= length;
    }
  }

  private void credit(long start) {
    if (end != 0) {
      balance += Math.min((start - end) / PARTS, MOST);
    }
  }

  /**
   * Lets the vector form compute a few rare elements. The JIT leaves out branches that were never
   * taken, and recompiles the loop when one is taken later; until then the loop would be slow.
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
    Object first = rare;
    if (table > 0) {
      Object[] arrays = new Object[table];
      Arrays.fill(arrays, rare);
      first = arrays;
    }
    loop.run(first, 0, rare, 0, rare, 0, rare, 0, rare, 0, RARE);
  }

  /** Returns how many elements the vector form computes: of a short run all or none, in turn. */
  private int share(int n) {
    if (balance < 0 || lately < between / NEGLIGIBLE) {
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
