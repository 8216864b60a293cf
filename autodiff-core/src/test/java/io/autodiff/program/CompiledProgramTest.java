package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledProgramTest {

  private static Scalar rosenbrock(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int i = 0; i + 1 < x.length; i++) {
      Scalar bend = x[i + 1].sub(x[i].square()).square().mul(100);
      sum = sum.add(bend).add(x[i].sub(1).square());
    }
    return sum;
  }

  private static double[] point(int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> 0.9 + 0.3 * Math.sin(0.11 * i + 0.5));
    return x;
  }

  @Test
  void loopsAreLoopsAgainAndGiveTheBitsOfAReplay() {
    double[] x = point(300);
    Program p = Program.of(CompiledProgramTest::rosenbrock, x);
    Replay replay = p.replay();
    CompiledProgram compiled = p.compile();
    assertEquals(
        """
        compiled program of 2392 operations
          loop of 298 times 8 operations
          8 operations once
        """,
        compiled.toString());
    assertArrayEquals(replay.run(x), compiled.run(x));
    assertArrayEquals(replay.reverse(-0.3), compiled.reverse(-0.3));
    double[] gradient = new double[x.length];
    assertEquals(replay.run(x)[0], compiled.valueAndGradient(x, gradient));
    assertArrayEquals(replay.reverse(1), gradient);
    double[] replayed = new double[x.length];
    assertEquals(replay.run(x)[0], replay.valueAndGradient(x, replayed));
    assertArrayEquals(gradient, replayed);
  }

  /** A recurrence that starts from a value with terms from elsewhere, too. */
  private static Scalar recurrence(Scalar[] x) {
    Scalar first = x[0].sin().mul(0.1).add(x[0]).sub(x[1].mul(x[0]));
    Scalar state = first;
    for (int k = 0; k < 40; k++) {
      state = state.sin().mul(0.1).add(state).sub(x[1].mul(state));
    }
    return state.mul(first.exp());
  }

  @Test
  void termsAreAddedInTheOrderOfAReplay() {
    Program p = Program.of(CompiledProgramTest::recurrence, 0.7, 0.4);
    Replay replay = p.replay();
    CompiledProgram compiled = p.compile();
    assertTrue(compiled.toString().contains("loop of"), compiled.toString());
    for (double x = 0.1; x < 3; x += 0.017) {
      assertArrayEquals(replay.run(x, 0.01 * x), compiled.run(x, 0.01 * x));
      assertArrayEquals(replay.reverse(0.3), compiled.reverse(0.3), "at " + x);
    }
  }

  /** A body that takes its state twice; the first state, or the second, is taken elsewhere, too. */
  private static Scalar[] twice(int taken, boolean inTheLoop, Scalar... x) {
    List<Scalar> mixed = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      mixed.add(x[0].mul(0.1 * k + 0.3).sin().add(x[1]).exp());
    }
    List<Scalar> states = new ArrayList<>(List.of(x[0].cos()));
    for (int k = 0; k < 40; k++) {
      Scalar state = states.get(k);
      Scalar far = state.mul(0.3).exp();
      for (int i = 0; i < 10; i++) {
        far = far.sin().add(state.mul(0.2)).add(x[1]);
      }
      Scalar other = inTheLoop && k == taken ? states.get(taken) : mixed.get(k);
      states.add(far.mul(other).mul(0.1).add(state.mul(1.1)).atan());
    }
    Scalar result = states.get(40).mul(x[1]);
    return new Scalar[] {inTheLoop ? result : result.add(states.get(taken).mul(x[1]).exp())};
  }

  /** The carried adjoint alone must not be added up where other terms are added between. */
  @Test
  void aStateThatIsTakenElsewhereGetsItsTermsInTheOrderOfAReplay() {
    for (int taken = 0; taken < 3; taken++) {
      for (boolean inTheLoop : new boolean[] {false, true}) {
        int which = taken;
        Program p = Program.ofVector(v -> twice(which, inTheLoop, v), 0.7, 0.4);
        Replay replay = p.replay();
        CompiledProgram compiled = p.compile();
        assertTrue(compiled.toString().contains("loop of"), compiled.toString());
        for (double x = 0.1; x < 3; x += 0.037) {
          assertArrayEquals(replay.run(x, 0.3 * x), compiled.run(x, 0.3 * x));
          assertArrayEquals(replay.reverse(0.3), compiled.reverse(0.3), "at " + x);
        }
      }
    }
  }

  @Test
  void zeroTimesAnInfiniteDerivativeIsZero() {
    Program p = Program.of(v -> v[0].gt(0).where(v[0].sqrt(), v[1].mul(3)).mul(v[1]), 1, 2);
    CompiledProgram compiled = p.compile();
    for (double[] x : new double[][] {{0, 2}, {-1, 2}, {4, 2}, {Double.NaN, 1}, {0, 0}}) {
      assertEquals(p.replay().run(x)[0], compiled.run(x)[0]);
      Replay replay = p.replay();
      replay.run(x);
      assertArrayEquals(replay.reverse(1), compiled.reverse(1), Arrays.toString(x));
    }
    compiled.run(0, 2);
    assertArrayEquals(new double[] {0, 12}, compiled.reverse(1));
  }

  private static Scalar branch(Scalar[] v) {
    return v[0].isGreaterThan(v[1]) ? v[0].square() : v[1].mul(3);
  }

  @Test
  void aComparisonThatGoesTheOtherWayIsAnErrorOrCounted() {
    Program p = Program.of(CompiledProgramTest::branch, 2, 1);
    CompiledProgram compiled = p.compile();
    assertEquals(9, compiled.run(3, 1)[0]);
    AutodiffException e = assertThrows(AutodiffException.class, () -> compiled.run(1, 3));
    AutodiffException same = assertThrows(AutodiffException.class, () -> p.replay().run(1, 3));
    assertEquals(same.getMessage(), e.getMessage());
    compiled.guards(Replay.Guards.COUNT).run(1, 3);
    assertEquals(1, compiled.turned());
    compiled.guards(Replay.Guards.OFF).run(1, 3);
    assertEquals(0, compiled.turned());
  }

  @Test
  void resultsMayBeInputsConstantsAndTheSameTwice() {
    Program p =
        Program.ofVector(
            v -> new Scalar[] {v[0], Scalar.of(7), v[0].mul(v[1]), v[0].stopGradient(), v[0]},
            2,
            3);
    CompiledProgram compiled = p.compile();
    assertArrayEquals(new double[] {5, 7, 20, 5, 5}, compiled.run(5, 4));
    assertArrayEquals(new double[] {1 + 2 * 4 + 8, 10}, compiled.reverse(1, 1, 2, 4, 8));
    Program none = Program.ofVector(_ -> new Scalar[] {Scalar.of(7)}, 2);
    assertArrayEquals(new double[] {7}, none.compile().run(1));
    assertArrayEquals(new double[] {0}, none.compile().reverse(1));
  }

  @Test
  void valuesGoInAndOutAsIntoAReplay() {
    Program p = Program.of(v -> v[0].mul(v[1]), 2, 3);
    CompiledProgram compiled = p.compile();
    List<Value<?>> in = List.of(Scalar.of(5), Scalar.of(6));
    assertEquals(30, ((Scalar) compiled.run(in).get(0)).value());
    List<Value<?>> back = compiled.reverse(List.of(Scalar.of(2)));
    assertEquals(12, ((Scalar) back.get(0)).value());
    assertEquals(10, ((Scalar) back.get(1)).value());
  }

  @Test
  void whatDoesNotFitIsRefusedAsByAReplay() {
    Program p = Program.of(v -> v[0].mul(v[1]), 2, 3);
    for (Evaluator e : List.of(p.replay(), p.compile(), p.evaluator())) {
      AutodiffException few = assertThrows(AutodiffException.class, () -> e.run(1));
      assertTrue(String.valueOf(few.getMessage()).contains("1 for 2 inputs"));
      e.run(1, 2);
      assertThrows(AutodiffException.class, () -> e.reverse(1, 2));
      assertThrows(
          AutodiffException.class, () -> e.reverse(List.<Value<?>>of(Tensor.of(1.0, 2.0))));
      AutodiffException places =
          assertThrows(
              AutodiffException.class,
              () -> e.valueAndGradient(new double[] {1, 2}, new double[3]));
      assertEquals(
          """
          program: the gradient does not fit in length
            given     3 places for 2 inputs
            expected  2\
          """,
          places.getMessage());
    }
    Program two = Program.ofVector(v -> new Scalar[] {v[0], v[0].sin()}, 2);
    assertThrows(
        AutodiffException.class,
        () -> two.compile().valueAndGradient(new double[1], new double[1]));
  }

  @Test
  void aProgramWithTensorsIsRefusedAndNamesTheOperation() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.ones(3));
      Program p = Program.between(List.of(x), List.of(x.sum()));
      assertEquals(
          """
          program: a program with tensors is not compiled
            given     an input or a constant, float64 (3)
            expected  operations on scalars alone
            hint      replay() evaluates it\
          """,
          assertThrows(AutodiffException.class, p::compile).getMessage());
      Scalar s = tape.variable(2);
      Program inner = Program.between(List.of(s), List.of(s.mul(x.sum(0).element()).exp()));
      assertThrows(AutodiffException.class, inner::compile);
    } catch (TapeException e) {
      throw new AssertionError(e);
    }
  }

  /** Steps that do not repeat: which operation comes next is a sequence without a period. */
  private static Scalar irregular(Scalar[] v, int operations) {
    Scalar sum = v[0];
    long state = 1;
    for (int i = 0; i < operations; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      sum = (state >>> 60) % 2 == 0 ? sum.sin() : sum.add(v[0]);
    }
    return sum;
  }

  @Test
  void aProgramTooLargeIsRefused() {
    Program p = Program.of(v -> irregular(v, 30_000), 0.5);
    AutodiffException e = assertThrows(AutodiffException.class, p::compile);
    assertTrue(
        String.valueOf(e.getMessage()).contains("30000 operations, of which too few repeat"));
  }

  @Test
  void longStraightCodeIsCutIntoMethodsAndClasses() {
    Program p = Program.of(v -> irregular(v, 7_000), 0.5);
    CompiledProgram compiled = p.compile();
    Replay replay = p.replay();
    assertArrayEquals(replay.run(0.3), compiled.run(0.3));
    assertArrayEquals(replay.reverse(1), compiled.reverse(1));
  }

  @Test
  void copiesRunApart() {
    CompiledProgram one = Program.of(v -> v[0].square(), 2).compile();
    CompiledProgram other = one.copy();
    one.run(3);
    other.run(5);
    assertArrayEquals(new double[] {6}, one.reverse(1));
    assertArrayEquals(new double[] {10}, other.reverse(1));
  }
}
