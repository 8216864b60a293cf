package io.autodiff.benchmarks.mlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that compute the parts of a step together, the calling thread being one of them. They
 * wait for each other by polling a number, which is fastest where no other process needs the
 * processors.
 */
public final class Gang implements AutoCloseable {
  private static final int PATIENCE = 1 << 14;
  private static final VarHandle DONE = MethodHandles.arrayElementVarHandle(int[].class);

  private final Thread[] helpers;
  private final int[] done;
  private volatile IntConsumer work = Gang::rest;
  private volatile int round;
  private volatile boolean closed;

  /** Starts a gang of {@code threads} threads, the calling one included. */
  public Gang(int threads) {
    helpers = new Thread[threads - 1];
    done = new int[threads * 32]; // a cache line or two for each
    for (int i = 0; i < helpers.length; i++) {
      int part = i + 1;
      helpers[i] = Thread.ofPlatform().daemon().name("floor-" + part).start(() -> help(part));
    }
  }

  /** Returns how many threads there are. */
  public int threads() {
    return helpers.length + 1;
  }

  private void help(int part) {
    for (int seen = 0; !closed; ) {
      int waited = 0;
      while (round == seen && !closed) {
        pause(waited++);
      }
      if (!closed) {
        seen++;
        work.accept(part);
        DONE.setRelease(done, part * 32, seen);
      }
    }
  }

  private static void rest(int part) {}

  private static void pause(int waited) {
    if (waited < PATIENCE) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(20_000);
    }
  }

  /** Does each part once, each on a thread of its own, and returns when all are done. */
  void run(IntConsumer parts) {
    if (helpers.length == 0) {
      parts.accept(0);
      return;
    }
    work = parts;
    int now = round + 1;
    round = now;
    parts.accept(0);
    for (int part = 1; part <= helpers.length; part++) {
      int waited = 0;
      while ((int) DONE.getAcquire(done, part * 32) != now) {
        pause(waited++);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
