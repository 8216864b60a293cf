package io.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** First steps by the papers' formulas, written out here for one number. */
class OptimizerTest {
  private static final double START = 0.7;
  private static final double[] SLOPES = {0.3, -0.2, 0.5};

  /** Returns the number after each of three steps with given derivatives. */
  private static double[] walk(Optimizer optimizer, DType dtype) {
    Parameter w = new Parameter("w", Tensor.of(START, START).to(dtype));
    OptimizerRun run = optimizer.start(List.of(w));
    double[] path = new double[SLOPES.length];
    for (int i = 0; i < SLOPES.length; i++) {
      Tensor slope = Tensor.of(SLOPES[i], SLOPES[i]).to(dtype);
      run.step(new LossGradient(9, List.of(slope)), OptimizerTest::unasked, rate(optimizer));
      path[i] = w.value().at(0);
      assertEquals(path[i], w.value().at(1));
    }
    return path;
  }

  /** Fails the test: an update rule evaluates the loss once a step. */
  private static LossGradient unasked() {
    throw new AssertionError("evaluated again");
  }

  private static double rate(Optimizer optimizer) {
    return optimizer.learningRate();
  }

  @Test
  void sgdFollowsTheSlope() {
    double w1 = START - 0.1 * 0.3;
    double w2 = w1 - 0.1 * -0.2;
    double w3 = w2 - 0.1 * 0.5;
    assertArrayEquals(new double[] {w1, w2, w3}, walk(Sgd.of(0.1), DType.FLOAT64), 1e-16);
  }

  @Test
  void momentumKeepsPartOfTheLastStep() {
    double v1 = 0.3;
    double w1 = START - 0.1 * v1;
    double v2 = 0.9 * v1 - 0.2;
    double w2 = w1 - 0.1 * v2;
    double v3 = 0.9 * v2 + 0.5;
    double w3 = w2 - 0.1 * v3;
    double[] path = walk(Sgd.of(0.1).momentum(0.9), DType.FLOAT64);
    assertArrayEquals(new double[] {w1, w2, w3}, path, 1e-15);
  }

  @Test
  void nesterovLooksAhead() {
    double v1 = 0.3;
    double w1 = START - 0.1 * (0.3 + 0.9 * v1);
    double v2 = 0.9 * v1 - 0.2;
    double w2 = w1 - 0.1 * (-0.2 + 0.9 * v2);
    double v3 = 0.9 * v2 + 0.5;
    double w3 = w2 - 0.1 * (0.5 + 0.9 * v3);
    double[] path = walk(Sgd.of(0.1).nesterov(0.9), DType.FLOAT64);
    assertArrayEquals(new double[] {w1, w2, w3}, path, 1e-15);
  }

  @Test
  void weightDecayDrawsToZero() {
    double w1 = START - 0.1 * (0.3 + 0.01 * START);
    double w2 = w1 - 0.1 * (-0.2 + 0.01 * w1);
    double w3 = w2 - 0.1 * (0.5 + 0.01 * w2);
    double[] path = walk(Sgd.of(0.1).weightDecay(0.01), DType.FLOAT64);
    assertArrayEquals(new double[] {w1, w2, w3}, path, 1e-15);
  }

  @Test
  void rmsPropDividesByTheRootOfTheMeanSquare() {
    double v1 = 0.1 * 0.09;
    double w1 = START - 0.01 * 0.3 / (Math.sqrt(v1) + 1e-8);
    double v2 = 0.9 * v1 + 0.1 * 0.04;
    double w2 = w1 + 0.01 * 0.2 / (Math.sqrt(v2) + 1e-8);
    double v3 = 0.9 * v2 + 0.1 * 0.25;
    double w3 = w2 - 0.01 * 0.5 / (Math.sqrt(v3) + 1e-8);
    double[] path = walk(RmsProp.of(0.01), DType.FLOAT64);
    assertArrayEquals(new double[] {w1, w2, w3}, path, 1e-15);
  }

  @Test
  void adagradDividesByTheRootOfAllSquares() {
    double w1 = START - 0.01 * 0.3 / (Math.sqrt(0.09) + 1e-10);
    double w2 = w1 + 0.01 * 0.2 / (Math.sqrt(0.09 + 0.04) + 1e-10);
    double w3 = w2 - 0.01 * 0.5 / (Math.sqrt(0.09 + 0.04 + 0.25) + 1e-10);
    double[] path = walk(Adagrad.of(0.01), DType.FLOAT64);
    assertArrayEquals(new double[] {w1, w2, w3}, path, 1e-15);
  }

  @Test
  void adamDividesUnbiasedMeans() {
    assertArrayEquals(adamByHand(0), walk(Adam.of(0.01), DType.FLOAT64), 1e-15);
  }

  @Test
  void adamWShrinksWeightsApartFromTheSlope() {
    assertArrayEquals(
        adamByHand(0.02), walk(Adam.of(0.01).decoupledDecay(0.02), DType.FLOAT64), 1e-15);
  }

  private static double[] adamByHand(double decay) {
    double shrink = 1 - 0.01 * decay;
    double m1 = 0.1 * 0.3;
    double v1 = 0.001 * 0.09;
    double w1 = shrink * START - 0.01 * (m1 / 0.1) / (Math.sqrt(v1 / 0.001) + 1e-8);
    double m2 = 0.9 * m1 + 0.1 * -0.2;
    double v2 = 0.999 * v1 + 0.001 * 0.04;
    double mean2 = m2 / (1 - 0.9 * 0.9);
    double w2 = shrink * w1 - 0.01 * mean2 / (Math.sqrt(v2 / (1 - 0.999 * 0.999)) + 1e-8);
    double m3 = 0.9 * m2 + 0.1 * 0.5;
    double v3 = 0.999 * v2 + 0.001 * 0.25;
    double mean3 = m3 / (1 - 0.9 * 0.9 * 0.9);
    double square3 = v3 / (1 - 0.999 * 0.999 * 0.999);
    double w3 = shrink * w2 - 0.01 * mean3 / (Math.sqrt(square3) + 1e-8);
    return new double[] {w1, w2, w3};
  }

  static Stream<Optimizer> rules() {
    return Stream.of(
        Sgd.of(0.1),
        Sgd.of(0.1).momentum(0.9).weightDecay(0.01),
        Sgd.of(0.1).nesterov(0.9),
        RmsProp.of(0.01),
        Adagrad.of(0.01),
        Adam.of(0.01),
        Adam.of(0.01).decoupledDecay(0.02));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void singlePrecisionTakesTheSameSteps(Optimizer optimizer) {
    assertArrayEquals(walk(optimizer, DType.FLOAT64), walk(optimizer, DType.FLOAT32), 1e-6);
  }

  /** Pieces on several threads give the bits of one number at a time and leave no element out. */
  @ParameterizedTest
  @MethodSource("rules")
  void largeParametersAreUpdatedAsSmallOnesAre(Optimizer optimizer) {
    int n = 200_001;
    for (DType dtype : DType.values()) {
      double[] expected = walk(optimizer, dtype);
      Parameter w = new Parameter("w", Tensor.full(dtype, START, n));
      OptimizerRun run = optimizer.start(List.of(w));
      for (int i = 0; i < SLOPES.length; i++) {
        Tensor slope = Tensor.full(dtype, SLOPES[i], n);
        run.step(new LossGradient(9, List.of(slope)), OptimizerTest::unasked, rate(optimizer));
        assertArrayEquals(Tensor.full(dtype, expected[i], n).values(), w.value().values());
      }
    }
  }

  @Test
  void lbfgsTakesTheStepsOfItsFormulas() {
    // On f(w) = w² the first step is along -f' = -2w, of length 1 at most; the second uses the
    // exact curvature and ends in the minimum.
    Parameter w = new Parameter("w", Tensor.of(3.0));
    OptimizerRun run = Lbfgs.of().start(List.of(w));
    assertEquals(9, parabola(w).loss(), 1e-15);
    run.step(parabola(w), () -> parabola(w), 1);
    assertEquals(2, w.value().item(), 1e-15);
    assertEquals(4, parabola(w).loss(), 1e-15);
    run.step(parabola(w), () -> parabola(w), 1);
    assertEquals(0, w.value().item(), 1e-15);
    assertEquals(0, parabola(w).loss(), 1e-15);
    run.step(parabola(w), () -> parabola(w), 1);
    assertEquals(0, w.value().item(), 1e-15);
  }

  @Test
  void lbfgsGoesOnWhereTheLossStillFallsSteeply() {
    // f(w) = w - log w from 1000: the first step of length 1 leaves the slope as it was, so the
    // search goes further until the slope is smaller.
    Parameter w = new Parameter("w", Tensor.of(1000.0));
    OptimizerRun run = Lbfgs.of().start(List.of(w));
    double slope = logarithmic(w).gradients().getFirst().item();
    run.step(logarithmic(w), () -> logarithmic(w), 1);
    assertTrue(Math.abs(logarithmic(w).gradients().getFirst().item()) <= 0.9 * slope);
    assertEquals(1, run.state().getOrDefault("pairs", Tensor.of(0)).item());
  }

  private static LossGradient logarithmic(Parameter w) {
    double x = w.value().item();
    return new LossGradient(
        x > 0 ? x - Math.log(x) : Double.POSITIVE_INFINITY, List.of(Tensor.of(1 - 1 / x)));
  }

  private static LossGradient parabola(Parameter w) {
    double x = w.value().item();
    return new LossGradient(x * x, List.of(Tensor.of(2 * x)));
  }

  @Test
  void lbfgsFindsTheMinimumOfRosenbrocksValley() {
    Parameter w = new Parameter("w", Tensor.of(-1.2, 1));
    OptimizerRun run = Lbfgs.of().start(List.of(w));
    for (int i = 0; i < 100; i++) {
      run.step(rosenbrock(w), () -> rosenbrock(w), 1);
    }
    assertArrayEquals(new double[] {1, 1}, w.value().values(), 1e-8);
  }

  private static LossGradient rosenbrock(Parameter w) {
    try (Tape tape = new Tape()) {
      Tensor p = tape.use(w);
      Scalar x = p.element(0);
      Scalar y = p.element(1);
      Scalar f = y.sub(x.square()).square().mul(100).add(x.neg().add(1).square());
      Gradients g = tape.gradients(f);
      return new LossGradient(f.value(), List.of(g.of(w)));
    }
  }

  static Stream<Optimizer> all() {
    return Stream.concat(rules(), Stream.of(Lbfgs.of()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void restoredStateGoesOnWithTheSameBits(Optimizer optimizer) {
    Parameter w = new Parameter("w", Tensor.of(-1.2, 1));
    OptimizerRun run = optimizer.start(List.of(w));
    double rate = rate(optimizer) / 100;
    for (int i = 0; i < 3; i++) {
      run.step(rosenbrock(w), () -> rosenbrock(w), rate);
    }
    Parameter copy = new Parameter("w", w.value());
    Map<String, Tensor> state = run.state();
    List<double[]> path = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      run.step(rosenbrock(w), () -> rosenbrock(w), rate);
      path.add(w.value().values());
    }
    assertTrue(path.getFirst()[0] != path.getLast()[0]);
    OptimizerRun resumed = optimizer.start(List.of(copy));
    resumed.restore(state);
    for (double[] place : path) {
      resumed.step(rosenbrock(copy), () -> rosenbrock(copy), rate);
      assertArrayEquals(place, copy.value().values(), 0);
    }
  }

  @Test
  void foreignStateIsRefused() {
    Parameter w = new Parameter("w", Tensor.of(1.0));
    OptimizerRun run = Adam.of(1e-3).start(List.of(w));
    var e = assertThrows(AutodiffException.class, () -> run.restore(Map.of()));
    assertEquals(
        """
        optimiser: saved state does not fit
          given     no "step"
          expected  "step" float64 of shape (1)\
        """,
        e.getMessage());
  }

  @Test
  void learningRateIsAPositiveNumber() {
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      var e = assertThrows(AutodiffException.class, () -> Adam.of(rate));
      assertEquals(
          """
          Adam: learning rate is not a positive number
            given     %s
            expected  a finite number above 0\
          """
              .formatted(rate),
          e.getMessage());
      assertThrows(AutodiffException.class, () -> Sgd.of(rate));
      assertThrows(AutodiffException.class, () -> RmsProp.of(rate));
      assertThrows(AutodiffException.class, () -> Adagrad.of(rate));
      assertThrows(AutodiffException.class, () -> new Lbfgs(rate, 10));
    }
  }

  @Test
  void momentumIsBelowOne() {
    var e = assertThrows(AutodiffException.class, () -> Sgd.of(0.1).momentum(1));
    assertEquals(
        """
        Sgd: momentum is out of range
          given     1.0
          expected  a number from 0 to below 1\
        """,
        e.getMessage());
  }

  @Test
  void normIsRightWhereSquaresOverflowOrUnderflow() {
    for (float size : new float[] {1e-30f, 1e-25f, 1, 1e19f, 3e20f, 5e37f}) {
      List<Tensor> narrow = List.of(Tensor.of(new float[] {3 * size, -4 * size}));
      assertEquals(5 * (double) size, Clipping.norm(narrow), 5e-6 * size);
      Tensor clipped = Clipping.byNorm(size).apply(narrow).get(0);
      assertEquals(0.6 * size, clipped.at(0), 1e-5 * size);
    }
    for (double size : new double[] {1e-300, 1e155, 1e300}) {
      assertEquals(5 * size, Clipping.norm(List.of(Tensor.of(3 * size, 4 * size))), 1e-12 * size);
    }
    assertEquals(0, Clipping.norm(List.of(Tensor.of(0, 0))));
    List<Tensor> spoilt = List.of(Tensor.of(Double.NaN, 100));
    assertArrayEquals(
        new double[] {Double.NaN, 100}, Clipping.byNorm(1).apply(spoilt).get(0).values());
  }
}
