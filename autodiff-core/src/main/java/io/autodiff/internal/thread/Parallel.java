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
 * Runs the pieces of a kernel on threads of its own.
 *
 * <p>How work is cut depends on its size alone, never on the number of threads, and one thread runs
 * the same pieces as many do; so results are the same bits for any number of threads. Work of one
 * piece stays on the caller's thread, and the caller takes part. Who has nothing to do watches for
 * work, or for the end of it, for about 0.1 ms: to sleep and be woken takes longer than many
 * pieces. Then it sleeps; the threads are daemons that end after some seconds without work.
 */
public final class Parallel {
  private static final long IDLE_SECONDS = 10;

  /** How often somebody looks before sleeping, about 0.1 ms where this was measured. */
  private static final int LOOKS = 1 << 12;

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
            new Watched(),
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
   * done. What a piece throws is thrown here.
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

  /** Looks until there is something to see, or often enough. */
  private static void watch(BooleanSupplier seen) {
    for (int i = 0; i < LOOKS && !seen.getAsBoolean(); i++) {
      Thread.onSpinWait();
    }
  }

  /** Work to do, for which threads watch a while before they sleep. */
  @SuppressWarnings("serial") // nobody writes it anywhere
  private static final class Watched extends LinkedTransferQueue<Runnable> {
    @Override
    public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
      watch(() -> !isEmpty());
      return super.poll(timeout, unit);
    }
  }

  /** Work in progress: whoever is free takes the next piece. */
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

    /** Works until nothing is left, then waits for the pieces that others still do. */
    void finish() {
      run();
      watch(() -> left.get() == 0);
      done.acquireUninterruptibly();
      switch (failure.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {}
      }
    }
  }
}
