package io.autodiff.tape;

import io.autodiff.TapeException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tape may still be used, and by which handles: its thread, its generations, whether it
 * was closed or joined to another tape.
 */
public final class TapeLifetime {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private final Thread owner = Thread.currentThread();

  /** The frame in which a user opened the tape, if known, whose text few ask for. */
  private final StackWalker.@Nullable StackFrame opened;

  private final boolean user;
  private RewindHistory rewinds = RewindHistory.NONE;

  /** The last generation. The handles of this one, and those below the floor, are alive. */
  private int generation;

  /** The thread whose handles {@link #accepts} takes: the owner, or null if of none. */
  private @Nullable Thread accepted = owner;

  /** The first handle that {@link #accepts} does not take: that of the lowest node rewound. */
  private long floor;

  /** How many handles from the floor on {@link #accepts} does not take: up to this generation's. */
  private long stale;

  private int sweeps;
  private boolean closed;

  /** How many transforms are still at work on this tape; its user counts as one. */
  private int open = 1;

  private @Nullable TapeRecord target;
  private int shift;
  private int joinedAt;

  private TapeLifetime(boolean user, StackWalker.@Nullable StackFrame opened) {
    this.user = user;
    this.opened = opened;
  }

  /**
   * Begins the life of a tape that a user opened; remembers where.
   *
   * @param door the class that the user calls
   */
  static TapeLifetime ofUser(Class<?> door) {
    Set<Class<?>> own = Set.of(door, TapeRecord.class, TapeLifetime.class);
    return new TapeLifetime(
        true,
        WALKER.walk(
            frames ->
                frames.filter(f -> !own.contains(f.getDeclaringClass())).findFirst().orElse(null)));
  }

  /** Begins the life of a tape that belongs to a transform. */
  static TapeLifetime ofTransform() {
    return new TapeLifetime(false, null);
  }

  boolean isUser() {
    return user;
  }

  public int generation() {
    return generation;
  }

  /**
   * Makes {@link #accepts} turn every handle away, so that each operation takes the slow way, which
   * looks through its result. The fast way then needs no question of its own: asked there, it cost
   * 3 % of recording (4.6 ns an operation instead of 4.5).
   */
  void acceptNone() {
    retire();
  }

  /** Returns whether this thread may surely use a handle: by a look, without a search. */
  @SuppressWarnings("ReferenceEquality") // a thread equals none but itself
  boolean accepts(long handle) {
    return Thread.currentThread() == accepted && Long.compareUnsigned(handle - floor, stale) >= 0;
  }

  /** Returns {@link #accepts(long)} of both handles, in one so that the compiler sees one call. */
  @SuppressWarnings("ReferenceEquality") // a thread equals none but itself
  boolean accepts(long left, long right) {
    return Thread.currentThread() == accepted
        && Long.compareUnsigned(left - floor, stale) >= 0
        && Long.compareUnsigned(right - floor, stale) >= 0;
  }

  public boolean isAlive(int index, int handle) {
    return !closed && rewinds.isAlive(index, handle);
  }

  public RewindHistory rewinds() {
    return rewinds;
  }

  @Nullable TapeRecord target() {
    return target;
  }

  int shift() {
    return shift;
  }

  boolean isOfThisThread() {
    return owner.equals(Thread.currentThread());
  }

  void checkThread() {
    if (!isOfThisThread()) {
      throw otherThread();
    }
  }

  private TapeException otherThread() {
    return new TapeException(
        "tape: used by another thread",
        "thread " + Thread.currentThread().getName() + "; " + origin(),
        "the thread that opened it, " + owner.getName(),
        "detach() makes a value that any thread may use");
  }

  void checkOpen() {
    checkThread();
    if (closed) {
      throw new TapeException("tape: closed", origin(), "an open tape", null);
    }
  }

  /** Checks that a handle may be used. */
  void check(int index, int handle) {
    if (target != null && rewinds.isAlive(index, handle)) {
      target.life().check(index + shift, joinedAt);
      return;
    }
    checkThread();
    if (closed) {
      throw new TapeException(
          "value used after its tape was closed",
          origin(),
          "a value of an open tape",
          "value(), values() and detach() before closing keep the numbers");
    }
    if (!rewinds.isAlive(index, handle)) {
      throw new TapeException(
          "value used after its tape was rewound past it",
          "node " + index + "; " + origin(),
          "a value recorded before the mark, or after the rewind",
          "detach() before rewinding keeps the numbers");
    }
  }

  private String origin() {
    if (!user) {
      return "the private tape of a derivative";
    }
    return "tape opened at "
        + (opened == null ? "an unknown place" : opened.toStackTraceElement().toString());
  }

  static void checkJoin(TapeLifetime a, TapeLifetime b) {
    if (a.isUser() && b.isUser()) {
      throw new TapeException(
          "operands belong to two tapes",
          a.origin() + ", and " + b.origin(),
          "values of one tape, and constants",
          "detach() makes a constant of a value");
    }
  }

  void rewind(int mark, boolean known) {
    if (!known) {
      throw new TapeException(
          "rewind: not a mark of this tape's present record",
          "a mark of another tape, or one that was itself rewound past; " + origin(),
          "a mark taken from this tape and not rewound past since",
          null);
    }
    checkNoSweep("rewind");
    generation++;
    rewinds = rewinds.with(generation, mark);
    floor = rewinds.floor();
    stale = NodeStore.handle(0, generation) - floor;
  }

  private void checkNoSweep(String what) {
    if (sweeps > 0) {
      throw new TapeException(
          what + ": a traversal is under way",
          origin(),
          "no " + what + " from a derivative rule",
          null);
    }
  }

  public int sweeps() {
    return sweeps;
  }

  public void beginSweep() {
    sweeps++;
  }

  public void endSweep() {
    sweeps--;
  }

  /** Closes; returns whether it was open. */
  boolean close() {
    checkThread();
    if (closed || target != null) {
      return false;
    }
    checkNoSweep("close");
    closed = true;
    retire();
    return true;
  }

  private void retire() {
    accepted = null;
  }

  void joinTo(TapeRecord into, int by) {
    target = into;
    shift = by;
    joinedAt = into.life().generation;
    into.life().open += open;
    into.life().sweeps += sweeps;
    retire();
  }

  /** Returns whether one transform alone is at work here, and no user's tape. */
  public boolean isLastOpen() {
    return open == 1 && !isUser();
  }

  /** Returns whether a transform or the user is still at work here. */
  public boolean isInUse() {
    return open > 0;
  }

  /** Ends a transform's work here. */
  public void finish() {
    open--;
  }
}
