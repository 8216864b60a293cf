package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.Workspace;
import io.autodiff.op.Elementwise;
import io.autodiff.op.OpSamples;
import io.autodiff.op.Samples;
import io.autodiff.tape.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A planned program gives the bits of its replay. */
class TensorPlanTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] NUMBERS = {
    0, -0.0, 1, -1, 0.75, -2.5, 1e-30, 40, 800, -800, INF, -INF, Double.NaN
  };

  /** The most operands of which every choice of numbers is a row of elements. */
  private static final int ROWS = 197;

  static Stream<Samples.Case> operations() {
    return OpSamples.elementwise().stream();
  }

  private static Program record(
      Function<List<Value<?>>, List<Value<?>>> f, List<? extends Value<?>> at) {
    try (Tape tape = new Tape()) {
      List<Value<?>> x = new ArrayList<>();
      for (Value<?> v : at) {
        x.add(v instanceof Scalar s ? tape.variable(s.value()) : tape.variable((Tensor) v));
      }
      return Program.between(x, f.apply(x));
    }
  }

  private static void assertSame(List<Value<?>> expected, List<Value<?>> found, String where) {
    assertEquals(expected.size(), found.size());
    for (int k = 0; k < expected.size(); k++) {
      double[] e = numbers(expected.get(k));
      double[] f = numbers(found.get(k));
      assertEquals(Program.Type.of(expected.get(k)), Program.Type.of(found.get(k)), where);
      for (int i = 0; i < e.length; i++) {
        assertEquals(e[i], f[i], where + ", result " + k + ", element " + i);
      }
    }
  }

  private static double[] numbers(Value<?> value) {
    return value instanceof Scalar s ? new double[] {s.value()} : ((Tensor) value).values();
  }

  /** Returns tensors that have in each row of the first axis another choice of numbers. */
  private static List<Value<?>> special(Samples samples, DType dtype) {
    Random random = new Random(7);
    double[][] operands = new double[samples.arity()][ROWS];
    for (int i = 0; i < ROWS; i++) {
      double[] at = samples.points().get(i % samples.points().size());
      for (int k = 0; k < operands.length; k++) {
        boolean own = i < samples.points().size();
        operands[k][i] = own ? at[k] : NUMBERS[random.nextInt(NUMBERS.length)];
      }
    }
    List<Value<?>> all = new ArrayList<>();
    for (double[] operand : operands) {
      all.add(Tensor.of(operand).to(dtype));
    }
    return all;
  }

  private static Tensor apply(Elementwise op, List<Value<?>> x) {
    return Recording.apply(op, x.toArray(Tensor[]::new));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationAloneAndInAChain(Samples.Case c) {
    for (DType dtype : DType.values()) {
      List<Value<?>> at = special(c.samples(), dtype);
      Function<List<Value<?>>, List<Value<?>>> f =
          x -> {
            Tensor first = (Tensor) x.get(0);
            Tensor y = apply(c.op(), x);
            return List.of(y, y.mul(0.5).add(first).tanh().mul(y));
          };
      check(record(f, at), at, c + " " + dtype);
    }
  }

  /** Checks the program, and that of the derivatives of a random mixture of its results. */
  private static void check(Program program, List<? extends Value<?>> at, String where) {
    assertSame(program.replay().run(at), program.plan().run(at), where);
    Program mixture =
        record(
            x -> {
              Scalar sum = Scalar.of(0);
              for (Value<?> y : program.apply(x)) {
                sum =
                    switch (y) {
                      case Scalar s -> sum.add(s);
                      case Tensor t -> sum.add(t.mul(seed(t)).sum());
                    };
              }
              return List.of(sum);
            },
            at);
    if (!mixture.isConstant()) {
      Program derived = mixture.valueAndGradient();
      TensorPlan plan = derived.plan();
      assertSame(derived.replay().run(at), plan.run(at), where + " derivatives");
      assertSame(derived.replay().run(at), plan.runInPlace(at), where + " in place");
    }
  }

  private static Tensor seed(Tensor like) {
    return Tensor.randn(new Random(like.size()), like.shape().dims()).to(like.dtype());
  }

  /** An operation that gives back what it is given. */
  private record Itself() implements CustomOp {
    @Override
    public String label() {
      return "itself";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      return in[0];
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return g;
    }
  }

  @Test
  void anOperandThatACallersOperationGivesBackIsNotOverwritten() {
    Random r = new Random(5);
    List<Value<?>> at = List.of(Tensor.randn(r, 32, 32), Tensor.randn(r, 32, 32));
    Program program =
        record(
            x -> {
              Tensor a = (Tensor) x.get(0);
              Tensor b = (Tensor) x.get(1);
              Tensor same = new Itself().on(a.matmul(b));
              return List.of(same.add(b.matmul(a)));
            },
            at);
    TensorPlan plan = program.plan();
    for (int run = 0; run < 4; run++) {
      assertSame(program.replay().run(at), plan.run(at), "run " + run);
    }
  }

  @Test
  void cotangentsAreTakenBackAtTheInputsOfTheRunWhateverBecameOfTheirList() {
    List<Value<?>> at = new ArrayList<>(List.of(Tensor.of(1.0, 2, 3)));
    TensorPlan plan = record(x -> List.of(((Tensor) x.get(0)).square().sum()), at).plan();
    plan.runInPlace(at);
    at.set(0, Tensor.of(9.0, 9, 9));
    Tensor slope = (Tensor) plan.reverse(List.of(Scalar.of(1))).get(0);
    assertArrayEquals(new double[] {2, 4, 6}, slope.values());
  }

  /** A random function of tensors whose shapes broadcast, by operations of every kind. */
  private static Tensor step(Random r, List<Tensor> pool) {
    Tensor a = pool.get(r.nextInt(pool.size()));
    Tensor b = pool.get(r.nextInt(pool.size()));
    if (r.nextInt(4) > 0) {
      return elementwise(r, a, b, pool.get(r.nextInt(pool.size())));
    }
    boolean matrix = a.rank() == 2;
    return switch (r.nextInt(9)) {
      case 0 -> a.reshape(a.size());
      case 1 -> matrix ? a.sum(0) : stretched(a);
      case 2 -> matrix ? a.mean(new int[] {1}, true) : a.square();
      case 3 -> matrix ? a.transpose().matmul(a).mul(0.01) : a.neg();
      case 4 -> a.softmax(-1);
      case 5 -> a.stopGradient();
      case 6 -> matrix ? a.slice(0, 0, 1) : a;
      case 7 -> matrix ? a.transpose() : a;
      default -> a.logSumExp(-1);
    };
  }

  private static Tensor stretched(Tensor a) {
    return a.dim(-1) == COLUMNS ? a.broadcastTo(ROWS_OF_RANDOM, COLUMNS) : a.sigmoid();
  }

  private static Tensor elementwise(Random r, Tensor a, Tensor b, Tensor c) {
    boolean pair = fits(a, b);
    boolean triple = pair && fits(a, c) && fits(b, c);
    return switch (r.nextInt(14)) {
      case 0, 1 -> pair ? a.add(b) : a.add(0.5);
      case 2 -> pair ? a.sub(b) : a.rsub(1);
      case 3, 4 -> pair ? a.mul(b) : a.mul(-0.7);
      case 5 -> pair ? a.div(b) : a.div(3);
      case 6 -> a.tanh();
      case 7 -> a.sigmoid();
      case 8 -> a.relu();
      case 9 -> pair ? a.maximum(b) : a.exp();
      case 10 -> triple ? a.gt(b).where(a, c) : a.abs();
      case 11 -> a.sin();
      case 12 -> a.neg().log();
      default -> a.square();
    };
  }

  private static boolean fits(Tensor a, Tensor b) {
    try {
      return Shape.broadcast("test", a.shape(), b.shape()).size() <= 700;
    } catch (AutodiffException e) {
      return false;
    }
  }

  private static final int ROWS_OF_RANDOM = 5;
  private static final int COLUMNS = 128;

  @ParameterizedTest
  @EnumSource
  void randomTensors(DType dtype) {
    for (int seed = 0; seed < 25; seed++) {
      List<Value<?>> at = new ArrayList<>();
      int[][] shapes = {{ROWS_OF_RANDOM, COLUMNS}, {COLUMNS}, {ROWS_OF_RANDOM, 1}, {1}};
      for (int[] shape : shapes) {
        at.add(Tensor.randn(new Random(seed), shape).to(dtype));
      }
      long drawn = seed;
      Program program =
          record(
              x -> {
                Random r = new Random(drawn);
                List<Tensor> pool = new ArrayList<>();
                x.forEach(v -> pool.add((Tensor) v));
                int steps = 1 + r.nextInt(40);
                for (int k = 0; k < steps; k++) {
                  pool.add(step(r, pool));
                }
                List<Value<?>> last =
                    new ArrayList<>(pool.subList(Math.max(4, pool.size() - 3), pool.size()));
                last.add(
                    pool.getLast()
                        .mean()
                        .mul(pool.get(0).sum())
                        .sub(pool.get(1).sum())
                        .neg()
                        .mul(-0.3)
                        .add(1.5));
                return last;
              },
              at);
      String where = "seed " + seed + "\n" + program;
      check(program, at, where);
    }
  }

  private static Program chain() {
    return record(
        x -> {
          Tensor v = (Tensor) x.get(0);
          Tensor w = (Tensor) x.get(1);
          return List.of(v.mul(w).add(1.5).square().sub(v).mul(0.25).add(w).mul(v).sub(0.5).sum());
        },
        List.of(Tensor.ones(70), Tensor.ones(70)));
  }

  private static List<Value<?>> twoTensors(long seed) {
    Random random = new Random(seed);
    return List.of(Tensor.randn(random, 70), Tensor.randn(random, 70));
  }

  @Test
  void aChainAndItsDerivativesAreOneLoop() {
    assertEquals(
        """
        plan of 21 operations
          loop of 19 elementwise operations on 70 elements
          2 other operations
        """,
        chain().valueAndGradient().plan().toString());
  }

  @Test
  void inputsChangeFromRunToRunAndResultsStayTheCallers() {
    Program p = chain().valueAndGradient();
    TensorPlan plan = p.plan();
    List<Value<?>> first = plan.run(twoTensors(1));
    double[] kept = ((Tensor) first.get(1)).values();
    for (int seed = 2; seed < 5; seed++) {
      assertSame(p.replay().run(twoTensors(seed)), plan.run(twoTensors(seed)), "seed " + seed);
    }
    assertArrayEquals(kept, ((Tensor) first.get(1)).values());
    assertSame(p.replay().run(twoTensors(1)), plan.run(twoTensors(1)), "again");
  }

  @Test
  void resultsThatNoLoopComputedStayTheCallers() {
    List<Value<?>> at = List.of(Tensor.randn(new Random(1), 30, 30));
    Program p = record(x -> List.of(((Tensor) x.get(0)).matmul((Tensor) x.get(0))), at);
    TensorPlan plan = p.plan();
    List<Value<?>> first = plan.run(at);
    plan.run(List.of(Tensor.zeros(30, 30)));
    assertSame(p.replay().run(at), first, "the first results");
  }

  @Test
  void numbersOfABorrowedArrayAreReadAnew() {
    Parameter w = new Parameter("w", Tensor.ones(70));
    TensorPlan plan = chain().plan();
    List<Value<?>> in = List.of(Tensor.ones(70), w.borrow());
    List<Value<?>> before = plan.run(in);
    w.set(Tensor.zeros(70));
    List<Value<?>> after = plan.run(in);
    assertSame(chain().replay().run(in), after, "the parameter's present numbers");
    assertTrue(numbers(before.get(0))[0] != numbers(after.get(0))[0]);
  }

  @Test
  void resultsInPlaceAreThoseOfTheNextRun() {
    TensorPlan plan = chain().valueAndGradient().plan();
    Tensor gradient = (Tensor) plan.runInPlace(twoTensors(1)).get(1);
    double before = gradient.values()[0];
    plan.runInPlace(twoTensors(2));
    assertTrue(before != gradient.values()[0]);
  }

  @Test
  void cotangentsGoBackAtTheLastInputsTwice() {
    Program p = chain();
    TensorPlan plan = p.plan();
    Replay replay = p.replay();
    plan.run(twoTensors(1));
    plan.run(twoTensors(3));
    replay.run(twoTensors(3));
    for (double seed : new double[] {1, -2.5}) {
      List<Value<?>> g = List.of(Scalar.of(seed));
      assertSame(replay.reverse(g), plan.reverse(g), "cotangent " + seed);
    }
  }

  @Test
  void aComparisonThatTurnsIsNoticed() {
    Program p =
        record(
            x -> {
              Tensor v = (Tensor) x.get(0);
              return List.of(v.sum().isGreaterThan(1) ? v.exp() : v.neg());
            },
            List.of(Tensor.ones(5)));
    TensorPlan plan = p.plan();
    assertSame(p.replay().run(List.of(Tensor.ones(5))), plan.run(List.of(Tensor.ones(5))), "holds");
    List<Value<?>> other = List.of(Tensor.zeros(5));
    AutodiffException e = assertThrows(AutodiffException.class, () -> plan.run(other));
    assertEquals(
        assertThrows(AutodiffException.class, () -> p.replay().run(other)).getMessage(),
        e.getMessage());
    plan.guards(Replay.Guards.COUNT).run(other);
    assertEquals(1, plan.turned());
  }

  @Test
  void manyElementsOnSeveralThreadsHaveTheSameBits() {
    Program p =
        record(
            x -> List.of(((Tensor) x.get(0)).add((Tensor) x.get(1)).tanh().mul(0.3)),
            List.of(Tensor.ones(500, 100), Tensor.ones(100)));
    List<Value<?>> at =
        List.of(Tensor.randn(new Random(1), 500, 100), Tensor.randn(new Random(2), 100));
    List<Value<?>> expected = p.replay().run(at);
    for (int threads = 1; threads < 4; threads++) {
      Engine engine = Engine.standard().withThreads(threads);
      assertSame(expected, p.plan(engine).run(at), threads + " threads");
    }
  }

  @Test
  void anEngineWithoutVectorsHasTheBitsOfItsOwnOperations() {
    List<Value<?>> at = twoTensors(1);
    Engine engine = Engine.standard().withVector(false);
    try (Tape tape = new Tape(engine)) {
      Tensor v = tape.variable((Tensor) at.get(0));
      Tensor y = v.tanh().mul(v).exp();
      Program p = Program.between(List.of(v), List.of(y));
      assertSame(List.of(y.detach()), p.plan(engine).run(at.subList(0, 1)), "plain");
    }
  }

  @Test
  void codeForAProgramMayReadNoNumbersOfItsTape() {
    try (Tape tape = new Tape()) {
      Tensor v = tape.variable(Tensor.ones(3));
      assertEquals(3, tape.refusingReads(v::sum).value());
      AutodiffException e =
          assertThrows(
              AutodiffException.class, () -> tape.refusingReads(() -> v.sum().value() > 0));
      assertTrue(e.toString().contains("program: the function reads a number"), e.toString());
      assertEquals(3, v.sum().value());
    }
  }

  @Test
  void inputsThatDoNotFitAreRefusedAsByAReplay() {
    Program p = chain();
    List<List<Value<?>>> wrong =
        List.of(
            List.of(Tensor.ones(70)),
            List.of(Tensor.ones(70), Tensor.ones(71)),
            List.of(Tensor.ones(70), Tensor.ones(70).to(DType.FLOAT32)),
            List.of(Scalar.of(1), Tensor.ones(70)));
    for (List<Value<?>> in : wrong) {
      assertEquals(
          assertThrows(AutodiffException.class, () -> p.replay().run(in)).getMessage(),
          assertThrows(AutodiffException.class, () -> p.plan().run(in)).getMessage());
    }
  }

  @Test
  void aProgramTooLargeIsRefused() {
    Program p =
        record(
            x -> {
              Tensor v = (Tensor) x.get(0);
              for (int i = 0; i < 4001; i++) {
                v = v.sin();
              }
              return List.of(v);
            },
            List.of(Tensor.ones(2)));
    assertEquals(
        """
        program: too large to be planned
          given     4001 operations
          expected  4000 at most
          hint      replay() evaluates it\
        """,
        assertThrows(AutodiffException.class, p::plan).getMessage());
  }

  /** A loop that adds a bias and applies relu then stores one array instead of two. */
  @Test
  void whatReluIsAppliedToIsNotKeptForItsDerivative() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(Tensor.of(1.0, -2.0, 0.0, Double.NaN));
      Tensor bias = tape.variable(Tensor.of(1.0, 1.0, 0.0, 0.0));
      Scalar sum = x.add(bias).relu().sum();
      Program program = Program.between(List.of(x, bias), List.of(sum)).valueAndGradient();
      assertTrue(program.toString().contains("v3 = relu(v2)"), program::toString);
      assertTrue(program.toString().contains("gt(v3, 0.0)"), program::toString);
    }
  }
}
