package io.autodiff.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.UnivariateFunction;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import io.autodiff.program.Program;
import io.autodiff.sweep.ForwardSweep;
import io.autodiff.tape.TapeRecord;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  /** A step of a pendulum with friction; the last two components are its parameters. */
  private static Scalar[] swing(Scalar[] s) {
    Scalar force = s[0].sin().mul(s[2]).add(s[1].mul(s[3]));
    Scalar velocity = s[1].sub(force.mul(0.01));
    return new Scalar[] {s[0].add(velocity.mul(0.01)), velocity, s[2], s[3]};
  }

  private static final double[] START = {1, 0.3, 9.81, 0.1};

  private static Derivative energy(UnaryOperator<Scalar[]> orbit) {
    return Autodiff.gradient(
        v -> {
          Scalar[] end = orbit.apply(v);
          return end[1].square().sub(end[0].cos().mul(v[2])).mul(end[3].exp());
        });
  }

  private static UnaryOperator<Scalar[]> plain(UnaryOperator<Scalar[]> step) {
    return s -> {
      Scalar[] state = s;
      for (int i = 0; i < 1000; i++) {
        state = step.apply(state);
      }
      return state;
    };
  }

  @Test
  void valueAndGradientAreTheSameToTheBit() {
    ValueAndGradient<Double, double[]> kept =
        energy(plain(CheckpointTest::swing)).valueAndGradient(START);
    ValueAndGradient<Double, double[]> again =
        energy(Checkpoint.repeat(1000, CheckpointTest::swing)).valueAndGradient(START);
    assertEquals(kept.value(), again.value());
    assertArrayEquals(kept.gradient(), again.gradient());
  }

  @Test
  void nestedCheckpointsAreTheSameToTheBit() {
    UnaryOperator<Scalar[]> inner = Checkpoint.repeat(10, CheckpointTest::swing);
    UnaryOperator<Scalar[]> middle = Checkpoint.repeat(10, inner);
    UnaryOperator<Scalar[]> outer = Checkpoint.repeat(10, middle);
    assertArrayEquals(energy(plain(CheckpointTest::swing)).at(START), energy(outer).at(START));
  }

  @Test
  void peakMemoryOfALoopFallsToAboutItsSquareRoot() {
    long plain = peak(CheckpointTest::plain);
    long again = peak(step -> Checkpoint.repeat(1000, step));
    assertEquals(8000.0, (double) plain, 100);
    assertTrue(again < 2.2 * Math.sqrt(1000) * 8, again + " nodes");
  }

  @Test
  void nestedCheckpointsHoldTheRecordOfTheInnermostLoopAndStatesOfTheOthers() {
    long again =
        peak(
            step -> {
              UnaryOperator<Scalar[]> hundred = Checkpoint.repeat(100, step);
              return Checkpoint.repeat(100, hundred);
            });
    double levels = 4 * Math.sqrt(Math.sqrt(10_000)); // each repeats ten times
    assertTrue(again < 2.2 * levels * 8, again + " nodes");
  }

  @Test
  void everyTraversalRunsAgainOnTheTapesEngine() {
    Engine engine = Engine.standard().withThreads(1);
    Set<Engine> seen = new HashSet<>();
    Function<Tensor, Tensor> f =
        Checkpoint.of(
            (Tensor x) -> {
              Tensor y = x.exp().mul(x);
              if (y.record() != null) {
                seen.add(y.record().workspace().engine());
              }
              return y;
            });
    try (Tape tape = new Tape(engine)) {
      Tensor x = tape.variable(Tensor.of(0.3, -2));
      Tensor y = f.apply(x);
      tape.gradients(y.sum());
      tape.differentiate(y.sum(), x);
      List<Value<?>> tangent = List.of(Tensor.of(1, 2));
      new ForwardSweep(Objects.requireNonNull(x.record()), List.of(x), List.of(tangent), List.of(y))
          .tangent(y, 0);
    }
    assertEquals(Set.of(engine), seen);
  }

  /** Returns the most nodes that the tape and the tapes of recomputation held at once. */
  private static long peak(Function<UnaryOperator<Scalar[]>, UnaryOperator<Scalar[]>> loop) {
    long[] most = {0};
    Set<TapeRecord> open = Collections.newSetFromMap(new IdentityHashMap<>());
    try (Tape tape = new Tape()) {

      UnaryOperator<Scalar[]> step =
          s -> {
            if (s[0].record() != null) {
              open.add(s[0].record());
            }
            Scalar[] next = swing(s);
            most[0] = Math.max(most[0], open.stream().mapToLong(TapeRecord::size).sum());
            return next;
          };
      Scalar[] end = loop.apply(step).apply(tape.variables(START));
      tape.gradients(end[1].square());
      return most[0];
    }
  }

  @Test
  void tensorsAreCheckpointedToo() {
    Random random = new Random(6);
    Tensor w = Tensor.randn(random, 4, 4);
    Tensor x = Tensor.randn(random, 3, 4);
    record State(Tensor w, Tensor x) {}
    UnaryOperator<State> step = s -> new State(s.w, s.x.matmul(s.w).tanh().add(s.w.sum(0)));
    Differentiable<State, Scalar> plain =
        Differentiable.of(
            s -> {
              State state = s;
              for (int i = 0; i < 20; i++) {
                state = step.apply(state);
              }
              return state.x.square().sum().add(state.w.mean());
            });
    UnaryOperator<State> again = Checkpoint.repeat(20, step);
    Differentiable<State, Scalar> checkpointed =
        Differentiable.of(
            s -> {
              State state = again.apply(s);
              return state.x.square().sum().add(state.w.mean());
            });
    State at = new State(w, x);
    assertEquals(plain.apply(at).value(), checkpointed.apply(at).value());
    assertArrayEquals(plain.gradient(at).w.values(), checkpointed.gradient(at).w.values());
    assertArrayEquals(plain.gradient(at).x.values(), checkpointed.gradient(at).x.values());
    State v = new State(x.transpose().matmul(x), x.mul(2));
    assertEquals(plain.jvp(at, v).value(), checkpointed.jvp(at, v).value(), 1e-9);
    assertArrayEquals(
        plain.hessianVectorProduct(at, v).x.values(),
        checkpointed.hessianVectorProduct(at, v).x.values(),
        1e-7);
  }

  @Test
  void everyMixtureOfDirectionsGoesThroughACheckpoint() {
    Function<Scalar[], Scalar> f =
        Checkpoint.of((Scalar[] v) -> v[0].sin().mul(v[1].exp()).add(v[0].mul(v[1])));
    ScalarFunction plain = v -> v[0].sin().mul(v[1].exp()).add(v[0].mul(v[1]));
    double[] at = {0.4, 1.2};
    for (int i = 0; i < 2; i++) {
      double[] h = Autodiff.hessian(plain).at(at)[i];
      assertArrayEquals(h, Autodiff.hessian(f::apply).at(at)[i], 1e-13);
      assertArrayEquals(h, Autodiff.hessian(f::apply).reverse().at(at)[i], 1e-13);
      Jacobian byForward = Autodiff.jacobian(Autodiff.gradient(f::apply).forward()::at);
      assertArrayEquals(h, byForward.forward().at(at)[i], 1e-13);
      assertArrayEquals(h, byForward.reverse().at(at)[i], 1e-13);
    }
  }

  @Test
  void anArgumentThatStandsTwiceCountsTwice() {
    Function<Scalar[], Scalar> f = Checkpoint.of((Scalar[] v) -> v[0].mul(v[1]).mul(v[0]));
    Derivative g = Autodiff.gradient(v -> f.apply(new Scalar[] {v[0], v[0]}));
    assertArrayEquals(new double[] {12}, g.at(2.0), 1e-15);
  }

  @Test
  void aDerivativeInsideACheckpointIsDifferentiated() {
    UnivariateFunction slope = Autodiff.derivative(x -> x.pow(4))::at;
    Function<Scalar, Scalar> f = Checkpoint.of(slope::apply);
    assertEquals(12 * 9, Autodiff.derivative(f::apply).at(3), 1e-10);
    assertEquals(12 * 9, Autodiff.derivative(f::apply).forward().at(3), 1e-10);
  }

  @Test
  void resultsThatArePassedOnOrConstantAreFine() {
    Function<Scalar[], Scalar[]> f =
        Checkpoint.of((Scalar[] v) -> new Scalar[] {v[1], Scalar.of(4), v[0].square()});
    Jacobian j = Autodiff.jacobian(f::apply);
    for (double[][] rows : List.of(j.forward().at(3, 5), j.reverse().at(3, 5))) {
      assertArrayEquals(new double[] {0, 1}, rows[0]);
      assertArrayEquals(new double[] {0, 0}, rows[1]);
      assertArrayEquals(new double[] {6, 0}, rows[2]);
    }
  }

  @Test
  void capturedRecordedValueIsRefused() {
    TapeException e =
        assertThrows(
            TapeException.class,
            () ->
                Autodiff.gradient(v -> Checkpoint.of((Scalar x) -> x.mul(v[1])).apply(v[0]))
                    .at(1, 2));
    assertEquals(
        """
        checkpoint: the function uses a recorded value that is not its argument
          given     a result that depends on a captured value
          expected  a function of its argument alone
          hint      an array, list or record carries several values\
        """,
        e.getMessage());
  }

  @Test
  void aProgramWritesOutWhatACheckpointRuns() {
    Program p = Program.of(v -> Checkpoint.of((Scalar x) -> x.sin().exp()).apply(v[0].mul(2)), 1);
    assertEquals(
        """
        program(x0: scalar)
          v2 = mul(x0, 2.0)    scalar
          v3 = sin(v2)         scalar
          v4 = exp(v3)         scalar
          return v4
        """,
        p.toString());
  }

  private static Tensor mask(Random random, int n) {
    return Tensor.of(random.doubles(n).map(u -> u < 0.5 ? 0 : 2).toArray());
  }

  @Test
  void randomNumbersOfItsOwnAreRefusedInEveryDerivative() {
    Random random = new Random(1);
    Function<Tensor, Tensor> drop = Checkpoint.of(x -> x.mul(mask(random, 3)));
    Differentiable<Tensor, Scalar> f = Differentiable.of(x -> drop.apply(x).sum());
    Tensor x = Tensor.of(1.0, 1, 1);
    TapeException e = assertThrows(TapeException.class, () -> f.gradient(x));
    assertEquals(
        """
        checkpoint: the function gave another result when it was run again
          given     result 0: element 0 of shape (3) was 2.0, then 0.0
          expected  the same numbers whenever it is called, for a derivative runs it again
          hint      random numbers that are drawn before and passed in the argument stay the same\
        """,
        e.getMessage());
    assertThrows(TapeException.class, () -> f.jvp(x, x));
    assertThrows(TapeException.class, () -> f.hessianVectorProduct(x, x));
    Function<Scalar, Scalar> noisy = Checkpoint.of(v -> v.mul(random.nextDouble()));
    assertThrows(TapeException.class, () -> Autodiff.derivative(noisy::apply).at(2));
  }

  @Test
  void randomNumbersThatStayTheSameAreFine() {
    Function<Tensor, Tensor> seeded = Checkpoint.of(x -> x.mul(mask(new Random(1), 3)));
    Tensor mask = mask(new Random(1), 3);
    Function<Tensor[], Tensor> passed = Checkpoint.of((Tensor[] x) -> x[0].mul(x[1]));
    Tensor x = Tensor.of(1.0, Double.NaN, 1);
    double[] expected = mask.values();
    assertArrayEquals(
        expected,
        Differentiable.<Tensor, Scalar>of(v -> seeded.apply(v).sum()).gradient(x).values());
    assertArrayEquals(
        expected,
        Differentiable.<Tensor, Scalar>of(v -> passed.apply(new Tensor[] {v, mask}).sum())
            .gradient(x)
            .values());
  }

  @Test
  void allCallsOfATraversalAreRunAgainOnOneRecord() {
    Set<TapeRecord> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    UnaryOperator<Scalar[]> step =
        Checkpoint.<Scalar[], Scalar[]>of(
                s -> {
                  if (s[0].record() != null) {
                    seen.add(s[0].record());
                  }
                  return swing(s);
                })
            ::apply;
    assertArrayEquals(
        energy(plain(CheckpointTest::swing)).at(START), energy(plain(step)).at(START));
    assertEquals(1, seen.size());
  }

  /** The second result of the second run stands where another node stood in the first. */
  @Test
  void aResultOfAnEarlierRunIsRefused() {
    int[] runs = {0};
    Scalar[] kept = {null};
    Function<Scalar[], Scalar> leaking =
        Checkpoint.of(
            x -> {
              Scalar y = x[0].mul(3);
              if (runs[0]++ < 2) {
                return y;
              }
              if (kept[0] == null) {
                kept[0] = y;
              }
              return kept[0];
            });
    try (Tape tape = new Tape()) {
      Scalar[] x = tape.variables(2, 5);
      Scalar y = leaking.apply(x).mul(leaking.apply(x));
      assertThrows(TapeException.class, () -> tape.gradients(y));
    }
  }

  @Test
  void aStopAtNonFiniteInOneCheckpointEndsWithIt() {
    Function<Scalar[], Scalar> stopping =
        Checkpoint.of(
            x -> {
              Scalar s = x[0].mul(2).add(x[1]).sin();
              return Differentiable.<Scalar, Scalar>of(q -> q.square().mul(s))
                  .stopAtNonFinite()
                  .gradient(Scalar.of(3));
            });
    Function<Scalar[], Scalar> passing =
        Checkpoint.of(x -> x[0].div(0).gt(1).where(x[0].square(), x[0].div(0)));
    try (Tape tape = new Tape()) {
      Scalar[] x = tape.variables(2, 5);
      Scalar first = passing.apply(x);
      Scalar y = first.mul(stopping.apply(x));
      double s = Math.sin(9);
      assertEquals(4 * 6 * s + 4 * 6 * 2 * Math.cos(9), tape.gradients(y).of(x[0]), 1e-12);
    }
  }

  @Test
  void aConstantThatIsAlsoCapturedIsAResultOfItsOwn() {
    Scalar constant = Scalar.of(4);
    Function<Scalar[], Scalar> captured = Checkpoint.of(_ -> constant);
    try (Tape tape = new Tape()) {
      Scalar x = tape.variable(2);
      Scalar y = captured.apply(new Scalar[] {x, constant});
      assertEquals(0, tape.gradients(y).of(x));
    }
  }

  @Test
  void aDerivativeInEachOfManyCheckpointsIsTheSameToTheBit() {
    UnaryOperator<Scalar[]> step =
        s -> {
          Scalar slope = Autodiff.derivative(x -> x.sin().mul(s[1]).mul(x)).at(s[0]);
          Scalar[] next = s.clone();
          next[0] = slope.mul(0.5);
          next[1] = s[1].mul(s[0]).add(slope);
          return next;
        };
    UnaryOperator<Scalar[]> kept =
        s -> {
          Scalar[] state = s;
          for (int i = 0; i < 4; i++) {
            state = step.apply(swing(state));
          }
          return state;
        };
    UnaryOperator<Scalar[]> again =
        s -> {
          Scalar[] state = s;
          for (int i = 0; i < 4; i++) {
            state = Checkpoint.apply(step, Checkpoint.apply(CheckpointTest::swing, state));
          }
          return state;
        };
    assertArrayEquals(energy(kept).at(START), energy(again).at(START));
  }
}
