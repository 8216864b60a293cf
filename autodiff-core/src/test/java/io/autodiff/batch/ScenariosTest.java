package io.autodiff.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.program.CompiledProgram;
import io.autodiff.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A function recorded once and computed in many scenarios. */
class ScenariosTest {
  private static final double[] MARKET = {100, 0.05, 0.2, 95};

  /** The discounted payoff of an arithmetic Asian call: spot, rate, volatility, strike, draws. */
  private static Scalar asian(Scalar... v) {
    int steps = v.length - MARKET.length;
    double dt = 1.0 / steps;
    Scalar drift = v[1].sub(v[2].square().mul(0.5)).mul(dt);
    Scalar deviation = v[2].mul(Math.sqrt(dt));
    Scalar price = v[0];
    Scalar sum = Scalar.of(0);
    for (int t = MARKET.length; t < v.length; t++) {
      price = price.mul(drift.add(deviation.mul(v[t])).exp());
      sum = sum.add(price);
    }
    return v[1].neg().exp().mul(sum.div(steps).sub(v[3]).relu());
  }

  /** A call that ends worthless once its price, a branch a step, is below a barrier. */
  private static Scalar knockedOut(Scalar... v) {
    Scalar price = v[0];
    for (int t = 2; t < v.length; t++) {
      price = price.mul(v[1].mul(v[t]).exp());
      if (price.isLessThan(90)) {
        return Scalar.of(0);
      }
    }
    return price.isGreaterThan(110) ? price.sub(110).square() : price.log().mul(v[1]);
  }

  private static double[] example(int inputs, double... first) {
    double[] example = new Random(1).doubles(inputs, -1, 1).toArray();
    System.arraycopy(first, 0, example, 0, first.length);
    return example;
  }

  private static double[] inputs(double[] shared, Tensor varying, int scenario) {
    double[] x = Arrays.copyOf(shared, shared.length + varying.dim(0));
    for (int k = 0; k < varying.dim(0); k++) {
      x[shared.length + k] = varying.at(k, scenario);
    }
    return x;
  }

  /** Compares values, gradients and means with a recording of each scenario. */
  private static void assertRight(
      ScalarFunction f, Scenarios scenarios, double[] shared, Tensor varying, double tolerance) {
    int n = varying.dim(1);
    Scenarios.Results values = scenarios.values(shared, varying);
    Scenarios.Results all = scenarios.gradients(shared, varying);
    double[] sums = new double[shared.length + 1];
    for (int i = 0; i < n; i++) {
      double[] x = inputs(shared, varying, i);
      double[] gradient = new double[x.length];
      Program program = Program.of(f, x);
      double y = program.replay().valueAndGradient(x, gradient);
      assertClose(y, all.values().at(i), tolerance);
      assertClose(y, values.values().at(i), tolerance);
      for (int k = 0; k < x.length; k++) {
        assertClose(gradient[k], all.gradients().at(k, i), tolerance);
      }
      for (int k = 0; k < shared.length; k++) {
        sums[k] += gradient[k] / n;
      }
      sums[shared.length] += y / n;
    }
    Scenarios.Mean mean = scenarios.mean(shared, varying);
    assertClose(sums[shared.length], mean.value(), tolerance);
    for (int k = 0; k < shared.length; k++) {
      assertClose(sums[k], mean.gradient()[k], tolerance);
    }
    assertEquals(values.redone(), all.redone());
    assertEquals(values.redone(), mean.redone());
    assertEquals(Shape.of(0, n), values.gradients().shape());
  }

  private static void assertClose(double expected, double found, double tolerance) {
    assertEquals(expected, found, tolerance * (1 + Math.abs(expected)));
  }

  @Test
  void valuesGradientsAndMeansAreThoseOfARecordingOfEachScenario() {
    for (Engine engine : List.of(Engine.standard(), Engine.standard().withVector(false))) {
      for (int n : new int[] {1, 7, 64, 300}) {
        Tensor draws = Tensor.randn(new Random(n), 12, n);
        Scenarios scenarios = Scenarios.of(4, ScenariosTest::asian, example(16, MARKET)).on(engine);
        assertRight(ScenariosTest::asian, scenarios, MARKET, draws, 1e-12);
        assertEquals(List.of(), scenarios.values(MARKET, draws).redone());
      }
    }
  }

  @Test
  void aMeanWithAnInfiniteResultIsInfiniteWhereverItStands() {
    Scenarios inverse = Scenarios.of(1, v -> v[0].div(v[1]), 1, 2);
    for (int at : new int[] {0, 19_999}) {
      double[] x = new double[20_000];
      Arrays.fill(x, 2);
      x[at] = 0;
      Scenarios.Mean mean = inverse.mean(new double[] {1}, Tensor.of(Shape.of(1, x.length), x));
      assertEquals(Double.POSITIVE_INFINITY, mean.value());
      assertTrue(Double.isNaN(mean.error()));
    }
  }

  @Test
  void float32IsComputedInFloat32() {
    Tensor draws = Tensor.randn(DType.FLOAT32, new Random(3), 12, 300);
    Scenarios scenarios = Scenarios.of(4, ScenariosTest::asian, example(16, MARKET));
    assertRight(ScenariosTest::asian, scenarios, MARKET, draws, 1e-4);
    Scenarios.Results found = scenarios.gradients(MARKET, draws);
    assertEquals(DType.FLOAT32, found.values().dtype());
    assertEquals(DType.FLOAT32, found.gradients().dtype());
  }

  /** Seventy and more scenarios on each of some branches, a few on many others. */
  @Test
  void scenariosThatLeaveTheBranchAreComputedAnew() {
    Tensor draws = Tensor.randn(new Random(5), 6, 900);
    double[] shared = {100, 0.1};
    Scenarios scenarios = Scenarios.of(2, ScenariosTest::knockedOut, example(8, 100, 0.1));
    assertRight(ScenariosTest::knockedOut, scenarios, shared, draws, 1e-12);
    List<Integer> redone = scenarios.values(shared, draws).redone();
    Program recorded = Program.of(ScenariosTest::knockedOut, example(8, 100, 0.1));
    List<Integer> left =
        IntStream.range(0, 900)
            .filter(i -> !new ScenarioBranch(recorded).isTakenAt(inputs(shared, draws, i)))
            .boxed()
            .toList();
    assertEquals(left, redone);
    assertTrue(redone.size() > 300 && redone.size() < 800, () -> "redone " + redone.size());
  }

  @Test
  void aRecordedBranchMayBeConstant() {
    double[] worthless = {50, 0.1, 0, 0, 0, 0, 0, 0};
    Tensor draws = Tensor.randn(new Random(5), 6, 200);
    Scenarios scenarios = Scenarios.of(2, ScenariosTest::knockedOut, worthless);
    assertRight(ScenariosTest::knockedOut, scenarios, new double[] {100, 0.1}, draws, 1e-12);
  }

  @Test
  void bitsDoNotDependOnWhatRanBefore() {
    Tensor draws = Tensor.randn(new Random(6), 6, 60); // too few to lay out other branches
    double[] shared = {100, 0.1};
    Scenarios fresh = Scenarios.of(2, ScenariosTest::knockedOut, example(8, 100, 0.1));
    Scenarios used = Scenarios.of(2, ScenariosTest::knockedOut, example(8, 100, 0.1));
    used.values(new double[] {93, 0.2}, Tensor.randn(new Random(7), 6, 2000));
    assertArrayEquals(
        fresh.gradients(shared, draws).gradients().values(),
        used.gradients(shared, draws).gradients().values());
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    Tensor draws = Tensor.randn(new Random(8), 30, 3000);
    Scenarios one =
        Scenarios.of(4, ScenariosTest::asian, example(34, MARKET))
            .on(Engine.standard().withThreads(1));
    Scenarios three = one.on(Engine.standard().withThreads(3));
    Scenarios.Mean a = one.mean(MARKET, draws);
    Scenarios.Mean b = three.mean(MARKET, draws);
    assertEquals(a.value(), b.value());
    assertEquals(a.error(), b.error());
    assertArrayEquals(a.gradient(), b.gradient());
    assertArrayEquals(
        one.gradients(MARKET, draws).gradients().values(),
        three.gradients(MARKET, draws).gradients().values());
  }

  @Test
  void manyScenariosAreTakenInParts() {
    int n = 40_000;
    ScalarFunction f = v -> v[1].isGreaterThan(3.5) ? v[1].mul(v[0]) : v[1].square().mul(v[0]);
    Tensor varying = Tensor.randn(new Random(9), 1, n);
    double[] x = varying.values();
    Scenarios scenarios = Scenarios.of(1, f, 2, 0);
    Scenarios.Results found = scenarios.gradients(new double[] {2}, varying);
    double[] expected = Arrays.stream(x).map(v -> v > 3.5 ? 2 * v : 2 * v * v).toArray();
    assertArrayEquals(expected, found.values().values());
    for (int i = 0; i < n; i++) {
      assertEquals(x[i] > 3.5 ? 2 : 4 * x[i], found.gradients().at(1, i));
      assertEquals(expected[i] / 2, found.gradients().at(0, i));
    }
    List<Integer> left = IntStream.range(0, n).filter(i -> x[i] > 3.5).boxed().toList();
    assertEquals(left, found.redone());
    assertTrue(left.getLast() > 1 << 15, "none in the last part");
    double mean = Arrays.stream(expected).sum() / n;
    double variance = Arrays.stream(expected).map(y -> (y - mean) * (y - mean)).sum() / (n - 1);
    Scenarios.Mean over = scenarios.mean(new double[] {2}, varying);
    assertEquals(mean, over.value(), 1e-12);
    assertEquals(Math.sqrt(variance / n), over.error(), 1e-14);
    assertEquals(mean / 2, over.gradient()[0], 1e-12);
    assertEquals(left, over.redone());
  }

  @Test
  void aLongProgramOfFewScenariosIsRight() {
    Tensor draws = Tensor.randn(new Random(10), 400, 3);
    Scenarios scenarios = Scenarios.of(4, ScenariosTest::asian, example(404, MARKET));
    assertRight(ScenariosTest::asian, scenarios, MARKET, draws, 1e-12);
  }

  /** The published benchmark: a hundred trades, a thousand scenarios, 252 steps. */
  @Test
  void greeksOfAHundredTradesAreTheMeansOfRecordedGradients() {
    int steps = 252;
    int n = 1000;
    Tensor draws = Tensor.randn(new Random(11), steps, n);
    double[] start = example(MARKET.length + steps, MARKET);
    Scenarios scenarios = Scenarios.of(4, ScenariosTest::asian, start);
    CompiledProgram single = Program.of(ScenariosTest::asian, start).compile();
    double[] gradient = new double[start.length];
    for (int trade = 0; trade < 100; trade++) {
      double[] market = {100 + trade * 0.1, 0.05, 0.15 + trade * 0.001, 80 + 0.4 * trade};
      double[] expected = new double[4];
      double value = 0;
      for (int i = 0; i < n; i++) {
        value += single.valueAndGradient(inputs(market, draws, i), gradient) / n;
        for (int k = 0; k < 4; k++) {
          expected[k] += gradient[k] / n;
        }
      }
      Scenarios.Mean found = scenarios.mean(market, draws);
      assertClose(value, found.value(), 1e-12);
      for (int k = 0; k < 4; k++) {
        assertClose(expected[k], found.gradient()[k], 1e-11);
      }
    }
  }

  @Test
  void aStrictObjectRefusesOtherBranches() {
    Tensor draws = Tensor.of(new double[][] {{0, 1, 4, 5}});
    ScalarFunction f = v -> v[1].isGreaterThan(3) ? v[1].mul(v[0]) : v[1].square().mul(v[0]);
    Scenarios scenarios = Scenarios.of(1, f, 2, 0);
    double[] shared = {2};
    assertEquals(List.of(2, 3), scenarios.values(shared, draws).redone());
    for (Scenarios strict : List.of(scenarios.strict(), Scenarios.of(1, Program.of(f, 2, 0)))) {
      AutodiffException e =
          assertThrows(AutodiffException.class, () -> strict.values(shared, draws));
      assertEquals(
          """
          scenarios: a comparison that a branch relied on goes the other way
            given     scenario 2, the first of 2
            expected  scenarios that take the branch that was recorded
            hint      Scenarios.of(shared, f, example) records other branches by itself; strict() forbids it\
          """,
          e.getMessage());
      Tensor low = Tensor.of(new double[][] {{0, 1}});
      assertArrayEquals(new double[] {0, 2}, strict.values(shared, low).values().values());
    }
  }

  private static void assertRefused(String problem, Runnable call) {
    AutodiffException e = assertThrows(AutodiffException.class, call::run);
    assertTrue(String.valueOf(e.getMessage()).startsWith(problem), e::getMessage);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ScalarFunction f = v -> v[0].mul(v[1]);
    Scenarios scenarios = Scenarios.of(1, f, 2, 3);
    double[] shared = {1};
    Tensor varying = Tensor.of(new double[][] {{1, 2}});
    assertRefused(
        "scenarios: no such number of shared inputs\n  given     2 of 2 inputs",
        () -> Scenarios.of(2, f, 2, 3));
    assertRefused(
        "scenarios: not a single result",
        () -> Scenarios.of(1, Program.ofVector(v -> new Scalar[] {v[0], v[1]}, 1, 2)));
    assertRefused(
        "scenarios: the result depends on none of the inputs",
        () -> Scenarios.of(1, v -> Scalar.of(1), 1, 2));
    assertRefused(
        "scenarios: the function computes with a tensor",
        () -> Scenarios.of(1, v -> Tensor.stack(v).sum(), 1, 2));
    assertRefused(
        "scenarios: shared inputs do not fit in number\n  given     2",
        () -> scenarios.mean(new double[2], varying));
    assertRefused(
        "scenarios: varying inputs do not fit the function\n  given     shape (2)",
        () -> scenarios.mean(shared, Tensor.of(1.0, 2)));
    assertRefused("scenarios: no mean", () -> scenarios.mean(shared, Tensor.zeros(1, 0)));
    try (Tape tape = new Tape()) {
      assertRefused(
          "scenarios: varying inputs are recorded on a tape",
          () -> scenarios.values(shared, tape.variable(varying)));
    }
    assertTrue(scenarios.toString().startsWith("scenarios, 1 inputs shared, of program(x0"));
    assertTrue(Double.isNaN(scenarios.mean(shared, Tensor.of(new double[][] {{1}})).error()));
  }
}
