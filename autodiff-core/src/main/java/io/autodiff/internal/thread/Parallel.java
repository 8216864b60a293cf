package io.autodiff.internal.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads that runs the pieces of a kernel.
 *
 * <p>The pieces depend on the size of the work alone, never on the number of threads, so that
 * results are the same bits for any number of threads. The caller's thread takes part, and does
 * work of one piece alone. An idle thread polls for work, and a caller that has finished its pieces
 * polls for the end of the others, for about 0.1 ms: sleeping and waking up takes longer than many
 * pieces. Then it sleeps. The threads are daemons that end after some seconds without work.
 */
public final class Parallel {
  private static final long IDLE_SECONDS = 10;

  /** How often a thread polls before it sleeps: about 0.1 ms where this was measured. */
  private static final int POLLS = 1 << 12;

  private final int threads;
  private final @Nullable Executor helpers;

  /**
   * Creates a pool; threads start when there is work for them.
   *
   * @param threads how many threads work at a time, the caller's included
   */
  public Parallel(int threads) {
    this.threads = threads;
    this.helpers = threads > 1 ? pool(threads - 1) : null;
  }

  private static Executor pool(int size) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new PolledQueue(),
            work -> {
              Thread thread = new Thread(work, "autodiff-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Returns how many threads work at a time. */
  public int threads() {
    return threads;
  }

  /** Part of some work. */
  @FunctionalInterface
  public interface Piece {
    /** Does the items in {@code [from, to)}. */
    void run(int from, int to);
  }

  /**
   * Does {@code n} items in pieces of {@code grain}, the last one shorter; returns when all are
   * done. Throws what a piece throws.
   *
   * @param grain items enough for some ten microseconds; must depend on the work's shape alone
   */
  public void run(int n, int grain, Piece work) {
    int step = Math.max(grain, 1);
    if (helpers == null || n <= step) {
      for (int from = 0; from < n; from += Math.min(step, n - from)) {
        work.run(from, Math.min(n - from, step) + from);
      }
      return;
    }
    int pieces = (int) (((long) n + step - 1) / step);
    Job job = new Job(work, n, step, pieces);
    for (int i = Math.min(threads, pieces) - 1; i > 0; i--) {
      helpers.execute(job);
    }
    job.finish();
  }

  /** Polls a condition until it holds or {@link #POLLS} polls have failed. */
  private static void poll(BooleanSupplier condition) {
    for (int i = 0; i < POLLS && !condition.getAsBoolean(); i++) {
      Thread.onSpinWait();
    }
  }

  /** A queue whose threads poll for a while before they sleep. */
  @SuppressWarnings("serial") // never serialised
  private static final class PolledQueue extends LinkedTransferQueue<Runnable> {
    @Override
    public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
      Parallel.poll(() -> !isEmpty());
      return super.poll(timeout, unit);
    }
  }

  /** Work in progress; a thread that is free takes the next piece. */
  private static final class Job implements Runnable {
    private final Piece work;
    private final int n;
    private final int step;
    private final int pieces;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final Semaphore done = new Semaphore(0);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(Piece work, int n, int step, int pieces) {
      this.work = work;
      this.n = n;
      this.step = step;
      this.pieces = pieces;
      this.left = new AtomicInteger(pieces);
    }

    @Override
    public void run() {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        try {
          int from = piece * step;
          work.run(from, Math.min(n - from, step) + from);
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          if (left.decrementAndGet() == 0) {
            done.release();
          }
        }
      }
    }

    /** Runs pieces until none is left, then waits for those that other threads still run. */
    void finish() {
      run();
      poll(() -> left.get() == 0);
      done.acquireUninterruptibly();
      switch (failure.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {}
      }
    }
  }
}
