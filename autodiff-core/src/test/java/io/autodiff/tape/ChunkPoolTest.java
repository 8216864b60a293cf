package io.autodiff.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.op.Opcode;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {

  /** Computes 1 + x + … + x^terms and returns its derivative. */
  private static double slope(Tape tape, double at, int terms) {
    Scalar x = tape.variable(at);
    Scalar y = Scalar.of(1);
    for (int i = 0; i < terms; i++) {
      y = y.mul(x).add(1);
    }
    return tape.gradients(y).of(x);
  }

  private static double expected(double at, int terms) {
    double slope = 0;
    for (int k = 1; k <= terms; k++) {
      slope += k * Math.pow(at, k - 1);
    }
    return slope;
  }

  @Test
  void tapesAfterAndWithinOneAnotherDoNotDisturbEachOther() {
    for (int round = 0; round < 3; round++) {
      for (int terms : new int[] {3, 40, 400, 20_000, 5}) {
        try (Tape outer = new Tape()) {
          Scalar x = outer.variable(0.5);
          Scalar y = x.square();
          for (int inner = 1; inner < 7; inner++) {
            try (Tape tape = new Tape()) {
              assertEquals(expected(0.5, terms), slope(tape, 0.5, terms), 1e-12);
              assertEquals(expected(-0.25, inner), slope(tape, -0.25, inner), 1e-12);
            }
            y = y.add(Autodiff.derivative(v -> v.mul(v).mul(x)).at(x));
          }
          assertEquals(1 + 6 * 4 * 0.5, outer.gradients(y).of(x), 1e-12);
        }
      }
    }
  }

  @Test
  void manyTapesAtOnceHaveArraysOfTheirOwn() {
    for (int round = 0; round < 2; round++) {
      List<Tape> tapes = new ArrayList<>();
      List<Scalar> variables = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tapes.add(new Tape());
        variables.add(tapes.get(i).variable(i));
      }
      for (int i = 0; i < 20; i++) {
        Scalar x = variables.get(i);
        assertEquals(3.0 * i * i, tapes.get(i).gradients(x.mul(x).mul(x)).of(x));
      }
      tapes.forEach(Tape::close);
    }
  }

  @Test
  void anArrayIsHandedOutOnceAndOnlyIfItIsLongEnough() {
    ChunkPool pool = ChunkPool.ofThread();
    double[] first = new double[1000];
    pool.giveBack(first);
    assertNotSame(first, pool.takeNumbers(NodeStore.CHUNK));
    assertSame(first, pool.takeNumbers(900));
    assertNotSame(first, pool.takeNumbers(900));
  }

  @Test
  void aLongRecordGivesNoMoreBackThanAChunk() {
    for (int round = 0; round < 2; round++) {
      NodeStore nodes = new NodeStore();
      for (int i = 0; i < 3 * NodeStore.CHUNK; i++) {
        assertEquals(i, nodes.append(Opcode.SIN, i, 0, i));
      }
      for (int i = 0; i < nodes.size(); i += 1000) {
        assertEquals(i, nodes.value(i));
        assertEquals(i, nodes.left(i));
      }
      nodes.release();
      ChunkPool.ofThread().giveBack(new double[NodeStore.CHUNK + 1]);
    }
    for (int i = 0; i < 10; i++) {
      assertTrue(ChunkPool.ofThread().takeNumbers(64).length <= NodeStore.CHUNK);
      assertTrue(ChunkPool.ofThread().takeWords().length <= NodeStore.CHUNK);
    }
  }

  @Test
  void aTapeAfterAnotherAllocatesLittle() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      NodeStore nodes = new NodeStore();
      for (int k = 0; k < 1000; k++) {
        nodes.append(Opcode.SIN, k, 0, k);
      }
      nodes.release();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 4000, "bytes for 1000 nodes: " + least);
  }

  @Test
  void aLongTapeAfterAnotherAllocatesLittle() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int n = 5 * NodeStore.CHUNK;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 6; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      NodeStore nodes = new NodeStore();
      for (int k = 0; k < n; k++) {
        nodes.append(Opcode.MUL, k, nodes.pool(k), k);
      }
      nodes.release();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < n, "bytes for " + n + " nodes: " + least);
  }

  @Test
  void aLongArrayIsHandedOutOnceAndOnlyIfItIsLongEnough() {
    ChunkPool pool = new ChunkPool();
    double[] first = new double[31 * NodeStore.CHUNK];
    double[] second = new double[30 * NodeStore.CHUNK];
    double[] tooLong = new double[33 * NodeStore.CHUNK];
    pool.giveBack(new double[NodeStore.CHUNK + 1]);
    pool.giveBack(first);
    pool.giveBack(second);
    pool.giveBack(tooLong);
    assertNotSame(tooLong, pool.takeNumbers(32 * NodeStore.CHUNK));
    assertSame(second, pool.takeNumbers(29 * NodeStore.CHUNK));
    assertSame(first, pool.takeNumbers(29 * NodeStore.CHUNK));
    assertEquals(2 * NodeStore.CHUNK, pool.takeNumbers(2 * NodeStore.CHUNK).length);
  }

  @Test
  void recordsOfManyChunksAtOnceHaveChunksOfTheirOwn() {
    for (int round = 0; round < 2; round++) {
      NodeStore first = new NodeStore();
      NodeStore second = new NodeStore();
      int n = 3 * NodeStore.CHUNK;
      for (int i = 0; i < n; i++) {
        first.append(Opcode.SIN, i, 0, i);
        second.append(Opcode.COS, i, 0, -i);
      }
      for (int i = 0; i < n; i++) {
        assertEquals(i, first.value(i));
        assertEquals(-i, second.value(i));
        assertEquals(Opcode.SIN, first.code(i));
      }
      first.release();
      second.release();
    }
  }
}
