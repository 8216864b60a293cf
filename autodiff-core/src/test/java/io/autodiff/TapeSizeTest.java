package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.op.Opcode;
import io.autodiff.tape.NodeStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long records: chunks, their boundaries, the memory that they take. */
class TapeSizeTest {
  private static final int LONG = 2_000_000;

  @Test
  void aChainOfTwoMillionOperationsTakesAtMostFortyBytesEach() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(1);
      Scalar y = x;
      for (int i = 0; i < LONG; i += 2) {
        y = y.mul(x).add(x);
      }
      assertEquals(LONG + 1, tape.size());
      // y = x^(n+1) + x^n + … + x with n = LONG / 2
      double n = LONG / 2;
      assertEquals((n + 1) * (n + 2) / 2, tape.gradients(y).of(x));
      assertTrue(tape.bytes() <= 40L * LONG, "bytes: " + tape.bytes());
      assertTrue(tape.bytes() >= 24L * LONG, "bytes: " + tape.bytes());
    }
  }

  @Test
  void theAccountOfBytesIsTheSizeOfTheArrays() {
    NodeStore nodes = new NodeStore();
    for (int i = 0; i < 100_000; i++) {
      nodes.append(Opcode.SIN, i, 0, 1);
    }
    long bytes = 0;
    for (int chunk = 0; chunk < nodes.words.length; chunk++) {
      if (nodes.words[chunk] != null) {
        bytes += 8L * nodes.words[chunk].length + 8L * nodes.values[chunk].length;
      }
    }
    assertEquals(4L * NodeStore.CHUNK * 16, bytes);
    assertTrue(Math.abs(bytes - nodes.bytes()) < 1000, "but for pool and variables");
  }

  @Test
  void aWordHoldsTheLargestAndTheSmallestArguments() {
    NodeStore nodes = new NodeStore();
    int[] extremes = {0, 1, NodeStore.LIMIT - 1, -1, -NodeStore.LIMIT};
    for (int a : extremes) {
      for (int b : extremes) {
        int node = nodes.append(Opcode.TENSOR, a, b, 0.5);
        assertEquals(Opcode.TENSOR, nodes.code(node));
        assertEquals(a, nodes.left(node));
        assertEquals(b, nodes.right(node));
        assertEquals(0.5, nodes.value(node));
      }
    }
  }

  @Test
  void constantOperandsTakeTheirPlaceInThePoolOnly() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(1);
      Scalar y = x;
      for (int i = 0; i < LONG / 4; i++) {
        y = y.mul(0.999999).add(1e-6);
      }
      assertEquals(LONG / 2 + 1, tape.size());
      assertEquals(Math.pow(0.999999, LONG / 4), tape.gradients(y).of(x), 1e-9);
      assertTrue(tape.bytes() <= 43L * LONG / 2, "bytes: " + tape.bytes());
    }
  }

  @Test
  void aClosedTapeGivesItsMemoryBack() {
    Tape tape = new Tape();
    Scalar x = tape.variable(1);
    for (int i = 0; i < 100_000; i++) {
      x = x.add(1);
    }
    tape.close();
    assertTrue(tape.bytes() < 10_000, "bytes: " + tape.bytes());
    assertEquals(100_001, x.value());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1,
        63,
        64,
        65,
        256,
        NodeStore.CHUNK - 1,
        NodeStore.CHUNK,
        NodeStore.CHUNK + 1,
        2 * NodeStore.CHUNK - 1,
        2 * NodeStore.CHUNK,
        3 * NodeStore.CHUNK + 5
      })
  void aRewindToAnyPlaceLeavesTheRecordWhole(int kept) {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(1);
      Scalar y = x;
      while (tape.size() < kept) {
        y = y.add(x);
      }
      Tape.Mark mark = tape.mark();
      for (int round = 0; round < 3; round++) {
        Scalar z = y;
        int more = round == 1 ? 2 * NodeStore.CHUNK : 3;
        for (int i = 0; i < more; i++) {
          z = z.add(y);
        }
        double expected = (double) kept * (more + 1);
        assertEquals(expected, z.value());
        assertEquals(expected, tape.gradients(z).of(x));
        assertEquals(more + 1.0, tape.gradients(z, y).of(y));
        assertEquals(kept + more, tape.size());
        Scalar stale = z;
        tape.rewind(mark);
        assertEquals(kept, tape.size());
        assertThrows(TapeException.class, () -> stale.add(x));
      }
      assertEquals((double) kept, tape.gradients(y).of(x));
    }
  }

  @Test
  void recordedDerivativesCrossChunks() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(1.0 / 64);
      Scalar y = x;
      for (int i = 0; i < 20_000; i++) {
        y = y.mul(0.5).add(x.square());
      }
      Scalar slope = tape.differentiate(y, x);
      assertEquals(4 * x.value(), slope.value(), 1e-12);
      assertTrue(tape.size() > 2 * NodeStore.CHUNK);
      assertEquals(4, tape.gradients(slope).of(x), 1e-12);
    }
  }

  @Test
  void operationsReadOperandsOfAnEarlierChunk() {
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Scalar y = tape.variable(3);
      Scalar a = x.mul(2);
      Scalar far = a;
      for (int i = 0; i < NodeStore.CHUNK; i++) {
        far = far.neg();
      }
      Scalar sum = far.add(a.square()).add(a.mul(y)).add(a.div(y)).add(a.sqrt()).add(a.log());
      Gradients found = tape.gradients(sum);
      assertEquals(2 * (1 + 8 + 3 + 1.0 / 3 + 0.25 + 0.25), found.of(x), 1e-14);
      assertEquals(4 - 4.0 / 9, found.of(y), 1e-14);
    }
  }

  @Test
  void tensorsAndScalarsAlternateAcrossChunks() {
    try (Tape tape = new Tape()) {
      Tensor w = tape.variable(Tensor.of(1, 2));
      Scalar s = tape.variable(0);
      for (int i = 0; i < 12_000; i++) {
        s = s.add(w.element(i % 2)).mul(1);
      }
      Gradients grads = tape.gradients(s);
      assertEquals(6000, grads.of(w).at(0));
      assertEquals(6000, grads.of(w).at(1));
    }
  }
}
