package io.autodiff.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.transform.Checkpoint;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A traversal finds no number of the one before it, whatever that met. */
class SweepsInTurnTest {
  private static final Function<List<Scalar>, List<Scalar>> CALL =
      Checkpoint.of(v -> List.of(v.get(0).mul(v.get(1)), v.get(1).sin(), v.get(0).exp()));

  /** Uses some results of a call, a stop, an alias, a tensor, a 0 that comes back negative. */
  private static Scalar recorded(Scalar x, Scalar y) {
    List<Scalar> results = CALL.apply(List.of(x, y));
    Tensor pair = Tensor.stack(results.get(0), x);
    Scalar none = x.mul(y).neg().mul(0.0);
    Scalar ended = y.mul(3).stopGradient();
    return pair.square().sum().add(results.get(1).mul(ended)).add(none).sub(x.div(y));
  }

  private static double[] bits(Tape tape, Scalar z, Scalar... by) {
    return tape.gradients(z).of(by);
  }

  @Test
  void aSecondTraversalFindsWhatTheFirstOneFound() {
    try (Tape tape = new Tape()) {
      Scalar[] v = tape.variables(1.5, -0.75);
      Scalar z = recorded(v[0], v[1]);
      double[] first = bits(tape, z, v);
      assertArrayEquals(first, bits(tape, z, v));
      double x = 1.5;
      double y = -0.75;
      double byX = 2 * x * y * y + 2 * x - 1 / y;
      double byY = 2 * x * x * y + 3 * y * Math.cos(y) + x / (y * y);
      assertArrayEquals(new double[] {byX, byY}, first, 1e-13);
    }
  }

  @Test
  void traversalsByNamesAndOfOtherOutputsLeaveNothingBehind() {
    try (Tape tape = new Tape()) {
      Scalar[] v = tape.variables(1.5, -0.75);
      Scalar between = v[0].mul(v[1]);
      Scalar z = recorded(between, v[1]).add(between);
      double[] first = bits(tape, z, v);
      double named = tape.gradients(z, between, between, v[1]).of(between);
      assertArrayEquals(new double[] {named * -0.75}, new double[] {first[0]}, 1e-13);
      assertArrayEquals(new double[] {-0.75, 1.5}, bits(tape, between, v));
      assertArrayEquals(first, bits(tape, z, v));
      assertEquals(named, tape.gradients(z, between).of(between));
      Scalar longer = z.exp().add(z);
      double slope = Math.exp(z.value()) + 1;
      double[] ofLonger = bits(tape, longer, v);
      assertArrayEquals(new double[] {first[0] * slope, first[1] * slope}, ofLonger, 1e-11);
      assertArrayEquals(first, bits(tape, z, v));
    }
  }

  @Test
  void aTraversalThatFailedLeavesNothingBehind() {
    try (Tape tape = new Tape().stopAtNonFinite()) {
      Scalar[] v = tape.variables(0.0, 2.0);
      Scalar y = v[1].square();
      Scalar z = v[0].sqrt().add(y).add(v[0]);
      assertThrows(NonFiniteException.class, () -> tape.gradients(z));
      assertArrayEquals(new double[] {0, 4}, bits(tape, y, v));
    }
  }

  @Test
  void aRecordOfManyChunksIsTraversedAgainAfterOneThatLeftLongArrays() {
    for (int n : new int[] {100_000, 40_000, 90_000}) {
      try (Tape tape = new Tape()) {
        Scalar x = tape.variable(1);
        Scalar y = x;
        for (int i = 0; i < n; i++) {
          y = y.add(x);
        }
        assertEquals(n + 1, tape.gradients(y).of(x));
        assertEquals(n + 1, tape.gradients(y).of(x));
      }
    }
  }

  @Test
  void whatIsRecordedAfterARewindFindsZeros() {
    try (Tape tape = new Tape()) {
      Scalar[] v = tape.variables(1.5, -0.75);
      Tape.Mark mark = tape.mark();
      double[] first = bits(tape, recorded(v[0], v[1]), v);
      for (int skipped = 0; skipped < 12; skipped++) {
        tape.rewind(mark);
        Scalar z = v[0];
        for (int i = 0; i < 20; i++) {
          z = i < skipped ? z.square().stopGradient() : z.add(v[1]);
        }
        assertArrayEquals(new double[] {skipped == 0 ? 1 : 0, 20 - skipped}, bits(tape, z, v));
        tape.rewind(mark);
        assertArrayEquals(first, bits(tape, recorded(v[0], v[1]), v));
      }
    }
  }

  @Test
  void aRecordThatGrowsIntoAnArrayOfAnotherFindsZeros() {
    for (int round = 0; round < 3; round++) {
      try (Tape tape = new Tape()) {
        Scalar x = tape.variable(1);
        Scalar y = x.square();
        assertEquals(2, tape.gradients(y).of(x));
        for (int i = 0; i < 3000; i++) {
          y = y.add(x);
        }
        assertEquals(3002, tape.gradients(y).of(x));
        assertEquals(3002, tape.gradients(y, x).of(x)); // leaves the adjoint of x
      }
    }
  }

  @Test
  void derivativesByVariablesWithOtherNodesBetweenThemAreFound() {
    try (Tape tape = new Tape()) {
      Scalar a = tape.variable(2);
      Scalar b = tape.variable(3);
      Scalar ab = a.mul(b);
      Scalar c = tape.variable(5);
      Scalar abc = ab.mul(c);
      Scalar d = tape.variable(7);
      Scalar z = abc.mul(d);
      assertArrayEquals(new double[] {105, 70, 42, 30}, bits(tape, z, a, b, c, d));
      assertEquals(35, tape.gradients(z, ab, d).of(ab));
      assertEquals(30, tape.gradients(z, d, ab).of(d));
    }
  }
}
