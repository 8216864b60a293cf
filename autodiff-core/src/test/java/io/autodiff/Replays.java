package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.program.Replay;
import java.util.List;

/** Comparisons of a replay with the tape, to the sign of a zero. */
public final class Replays {
  private static final double[] COTANGENTS = {1, -3, 0.7, 0, -0.0, 1e-310, Samples.INF};

  private Replays() {}

  /** Asserts that a replay computes the bits that the tape has: {@code y} of its variables. */
  public static void assertSameBits(String what, Replay replay, Tape tape, Scalar y, Scalar... x) {
    assertEquals(y.value(), replay.run(Scalar.values(x))[0], what);
    for (double g : COTANGENTS) {
      double[] swept = tape.gradients(List.of(y), List.of(Scalar.of(g))).of(x);
      assertArrayEquals(swept, replay.reverse(g), what + " with the cotangent " + g);
    }
  }

  /** Asserts that a replay computes the bits that the tape has: {@code y} of its variables. */
  public static void assertSameBits(
      String what, Replay replay, Tape tape, Tensor y, Tensor g, Tensor... x) {
    Tensor run = (Tensor) replay.run(List.of(x).stream().map(Tensor::detach).toList()).get(0);
    assertSameBits(what, y, run);
    Gradients grads = tape.gradients(List.of(y), List.of(g));
    List<Value<?>> back = replay.reverse(List.of(g));
    for (int k = 0; k < x.length; k++) {
      assertSameBits(what + " by operand " + k, grads.of(x[k]), (Tensor) back.get(k));
    }
  }

  private static void assertSameBits(String what, Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape(), what);
    assertEquals(expected.dtype(), actual.dtype(), what);
    assertArrayEquals(expected.values(), actual.values(), what);
  }
}
