package io.autodiff.internal.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParallelTest {

  private static List<String> pieces(int threads, int n, int grain) {
    ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    new Parallel(threads).run(n, grain, (from, to) -> seen.add(from + "-" + to));
    return seen.stream().sorted().toList();
  }

  @Test
  void piecesDependOnTheSizeAlone() {
    assertEquals(List.of("0-3", "3-6", "6-7"), pieces(1, 7, 3));
    assertEquals(pieces(1, 7, 3), pieces(2, 7, 3));
    assertEquals(pieces(1, 1000, 1), pieces(7, 1000, 1));
    assertEquals(List.of(), pieces(2, 0, 3));
    assertEquals(List.of("0-2"), pieces(2, 2, 3));
    assertEquals(List.of("0-1", "1-2"), pieces(2, 2, 0));
  }

  @Test
  void largestSizesDoNotOverflow() {
    int n = Integer.MAX_VALUE;
    assertEquals(List.of("0-2000000000", "2000000000-2147483647"), pieces(1, n, 2_000_000_000));
    assertEquals(List.of("0-2000000000", "2000000000-2147483647"), pieces(3, n, 2_000_000_000));
  }

  @Test
  void everyItemIsDoneOnce() {
    Parallel parallel = new Parallel(4);
    for (int round = 0; round < 200; round++) {
      AtomicIntegerArray done = new AtomicIntegerArray(97);
      parallel.run(
          97,
          5,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              done.incrementAndGet(i);
            }
          });
      for (int i = 0; i < 97; i++) {
        assertEquals(1, done.get(i));
      }
    }
  }

  @Test
  void smallWorkStaysOnTheCallersThread() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    new Parallel(4).run(10, 10, (_, _) -> seen.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), seen);
  }

  @Test
  void largeWorkIsSharedWithDaemonsOfItsOwn() {
    Thread helper = meet(new Parallel(2));
    assertTrue(helper.isDaemon());
    assertTrue(helper.getName().startsWith("autodiff-"));
  }

  /** Runs two pieces that wait for each other; returns the thread that ran the other one. */
  private static Thread meet(Parallel two) {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch both = new CountDownLatch(2);
    two.run(
        2,
        1,
        (_, _) -> {
          seen.add(Thread.currentThread());
          both.countDown();
          await(both);
        });
    seen.remove(Thread.currentThread());
    return seen.iterator().next();
  }

  @Test
  void aThreadTakesWorkWhileItWatchesAndAfterItFellAsleep() {
    Parallel two = new Parallel(2);
    Thread helper = meet(two);
    for (int i = 0; i < 1000; i++) {
      assertSame(helper, meet(two));
    }
    for (int i = 0; i < 10; i++) {
      while (helper.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
      assertEquals(Thread.State.TIMED_WAITING, helper.getState());
      assertSame(helper, meet(two));
    }
  }

  @Test
  void aPieceMayRunPiecesItself() {
    Parallel parallel = new Parallel(3);
    AtomicIntegerArray done = new AtomicIntegerArray(30);
    parallel.run(
        5,
        1,
        (i, _) ->
            parallel.run(
                6,
                1,
                (from, to) -> {
                  for (int j = from; j < to; j++) {
                    done.incrementAndGet(i * 6 + j);
                  }
                }));
    for (int i = 0; i < 30; i++) {
      assertEquals(1, done.get(i), "piece " + i);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatAPieceThrowsIsThrownAfterTheOthersAreDone() {
    AtomicInteger done = new AtomicInteger();
    IllegalStateException problem = new IllegalStateException();
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                new Parallel(3)
                    .run(
                        50,
                        1,
                        (from, _) -> {
                          done.incrementAndGet();
                          if (from == 3) {
                            throw problem;
                          }
                        }));
    assertSame(problem, e);
    assertEquals(50, done.get());
  }

  @Test
  void interruptedCallerFinishesAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    AtomicInteger done = new AtomicInteger();
    new Parallel(2).run(100, 1, (_, _) -> done.incrementAndGet());
    assertTrue(Thread.interrupted());
    assertEquals(100, done.get());
    assertFalse(Thread.interrupted());
  }
}
