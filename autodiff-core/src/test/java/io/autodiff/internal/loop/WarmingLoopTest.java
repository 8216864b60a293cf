package io.autodiff.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a loop that warms up changes to vectors. */
class WarmingLoopTest {
  /** The time that reading the clock takes: longer than a run of a few elements. */
  private static final long LOOK = 30;

  private static final Patience NONE = new Patience(0, 0);

  private long now;
  private boolean warm;

  /** A loop that takes a fixed time for each element and each call, on a simulated clock. */
  private class Timed extends VectorLoop {
    private final long vector;
    private final long plain;
    private long elements;
    private long turns;

    Timed(long vector, long plain) {
      this.vector = vector;
      this.plain = plain;
    }

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
      now += vector * n;
      elements += n;
      turns++;
    }

    @Override
    public void runElementwise(
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
      now += plain * n;
      elements += n;
    }
  }

  private long elementsUntilWarm(Timed timed, int n, long most) {
    WarmingLoop loop = new WarmingLoop(timed, 1, () -> warm = true, () -> now += LOOK, NONE);
    double[] x = new double[n];
    while (!warm && timed.elements < most) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, n);
    }
    return timed.elements;
  }

  @Test
  void aFewElementsDoNotWaitForTheClock() {
    WarmingLoop loop =
        new WarmingLoop(new Timed(100, 4), 1, () -> warm = true, () -> now += LOOK, NONE);
    double[] x = new double[7];
    for (int i = 0; i < 1000; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 7);
    }
    assertEquals(1000 * 7 * 4, now);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 64, 511, 512, 1000, 1 << 16})
  void fasterVectorsTakeOverSoon(int n) {
    long elements = elementsUntilWarm(new Timed(1, 4), n, 1 << 20);
    assertTrue(warm, "still warming up after " + elements + " elements");
    assertTrue(elements <= Math.max(1 << 15, 2 * n), elements + " elements");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 64, 511, 512, 1000, 1 << 16})
  void slowVectorsTakeNoMoreTimeThanPlainJava(int n) {
    Timed timed = new Timed(100, 1);
    elementsUntilWarm(timed, n, 1 << 20);
    assertFalse(warm);
    long looks = 3 * LOOK * (timed.elements / n);
    assertTrue(now <= 2 * timed.elements + 100L * n + 2 * looks, now + " of time");
  }

  /** Runs a loop beside {@code parts} times its own work; returns how often it ran in vectors. */
  private long turnsOfOnePartIn(int parts, int n) {
    Timed timed = new Timed(100, 1);
    WarmingLoop loop = new WarmingLoop(timed, 1, () -> warm = true, () -> now += LOOK, NONE);
    double[] x = new double[n];
    for (int i = 0; i < 1000; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, n);
      now += (long) parts * n;
    }
    return timed.turns;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1000})
  void slowVectorsHaveTheirTurnWhereMuchElseIsDone(int n) {
    assertTrue(turnsOfOnePartIn(500, n) >= 70);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1000})
  void whatIsNothingToTheProgramStaysPlain(int n) {
    assertTrue(turnsOfOnePartIn(10_000, n) <= 2);
  }

  @Test
  void whatWasNothingBeforeIsWarmedOnceItMatters() {
    Timed timed = new Timed(1, 4);
    WarmingLoop loop = new WarmingLoop(timed, 1, () -> warm = true, () -> now += LOOK, NONE);
    double[] x = new double[64];
    for (int i = 0; i < 1000; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 64);
      now += 1_000_000_000;
    }
    assertFalse(warm);
    for (int i = 0; i < 500; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 64);
    }
    assertTrue(warm);
  }

  @Test
  void aLongPauseIsNotMadeUpFor() {
    Timed timed = new Timed(100, 1);
    WarmingLoop loop = new WarmingLoop(timed, 1, () -> warm = true, () -> now += LOOK, NONE);
    double[] x = new double[64];
    loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 64);
    long minute = 60_000_000_000L;
    now += minute;
    for (int i = 0; i < 100_000; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 64);
    }
    long plain = 100_000 * (64 + 3 * LOOK);
    assertTrue(now - minute <= 2 * plain + 2_000_000, now - minute + " of time");
  }

  @Test
  void vectorsWaitUntilMuchWasComputed() {
    Timed timed = new Timed(1, 4);
    WarmingLoop loop =
        new WarmingLoop(
            timed, 1, () -> warm = true, () -> now += LOOK, new Patience(1 << 16, 1 << 20));
    double[] x = new double[1 << 10];
    for (int i = 0; i < 1 << 6; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 1 << 10);
    }
    assertEquals(0, timed.turns);
    assertEquals(4 << 16, now, "no look at the clock");
    for (int i = 0; i < 1 << 6; i++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 1 << 10);
    }
    assertTrue(timed.turns > 0);
    assertEquals(2 << 16, timed.elements);
  }

  @Test
  void loopsWaitNoLongerThanAllOfThemTogether() {
    Patience shared = new Patience(1 << 16, 1 << 17);
    double[] x = new double[1 << 10];
    List<Timed> loops = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      Timed timed = new Timed(1, 4);
      loops.add(timed);
      WarmingLoop loop = new WarmingLoop(timed, 1, () -> warm = true, () -> now += LOOK, shared);
      for (int i = 0; i < 1 << 5; i++) {
        loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, 1 << 10);
      }
    }
    for (int k = 0; k < 8; k++) {
      assertEquals(k >= 4, loops.get(k).turns > 0, "loop " + k);
    }
  }

  @Test
  void theFirstElementsAreComputedInManyShortRuns() {
    List<Integer> runs = new ArrayList<>();
    Timed timed =
        new Timed(1, 4) {
          @Override
          public void runElementwise(
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
            super.runElementwise(a, aAt, b, bAt, c, cAt, d, dAt, out, at, n);
            runs.add(n);
            assertEquals(at, aAt);
            assertEquals(5, bAt);
          }
        };
    WarmingLoop loop =
        new WarmingLoop(
            timed, 1, () -> warm = true, () -> now += LOOK, new Patience(1 << 30, 1 << 30));
    double[] x = new double[1 << 16];
    loop.run(x, 0, x, 5, null, 0, null, 0, x, 0, 1 << 16);
    assertTrue(runs.size() > 120, runs.size() + " runs");
    assertTrue(runs.getFirst() <= 16, runs.getFirst() + " elements");
    assertTrue(runs.getLast() > 1 << 15, runs.getLast() + " elements");
    assertEquals(1 << 16, timed.elements);
    runs.clear();
    loop.run(x, 0, x, 5, null, 0, null, 0, x, 0, 1 << 16);
    assertEquals(List.of(1 << 16), runs);
  }

  @Test
  void everyElementIsComputedOnce() {
    Timed timed = new Timed(3, 3);
    WarmingLoop loop = new WarmingLoop(timed, 1, () -> warm = true, () -> now += LOOK, NONE);
    double[] x = new double[1000];
    for (int n = 0; n < 1000; n++) {
      loop.run(x, 0, null, 0, null, 0, null, 0, x, 0, n);
    }
    assertEquals(999 * 1000 / 2, timed.elements);
  }
}
