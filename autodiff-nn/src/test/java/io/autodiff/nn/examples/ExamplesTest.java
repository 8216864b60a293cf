package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Gradients;
import io.autodiff.Parameter;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.nn.Mlp;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The programs of the texts and their figures. */
class ExamplesTest {
  private static final double EXACT = 1e-15;

  @Test
  void workedExampleHasItsTrueFigures() {
    Map<String, Double> figures = WorkedExample.figures();
    Map<String, Double> expected =
        Map.ofEntries(
            Map.entry("a1", 0.21),
            Map.entry("a2", 0.315),
            Map.entry("y3", 0.5523079095743253),
            Map.entry("y4", 0.5781052328843092),
            Map.entry("a3", 0.6859870824681757),
            Map.entry("y5", 0.6650736395247564),
            Map.entry("output delta", -0.03677026768832938),
            Map.entry("hidden delta 1", -0.0027275877458127758),
            Map.entry("hidden delta 2", -0.008071427316084548),
            Map.entry("new w13", 0.27969149031857043),
            Map.entry("new w23", 0.87874291583482),
            Map.entry("new w11", 0.19904534428896553),
            Map.entry("new w12", 0.2971750004393704),
            Map.entry("new w21", 0.19809068857793108),
            Map.entry("new w22", 0.2943500008787408),
            Map.entry("y3 after", 0.5518947827821651),
            Map.entry("y4 after", 0.5768989912472763),
            Map.entry("y5 after", 0.6595537417071098));
    assertEquals(expected.keySet(), figures.keySet());
    expected.forEach(
        (name, value) -> assertEquals(value, figures.getOrDefault(name, Double.NaN), EXACT, name));
  }

  @Test
  void workedExamplePrintsTheTextsSlipsBesideTheTruth() {
    PrintStream before = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      WorkedExample.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(
        text.lines().anyMatch(l -> l.matches("hidden delta 2 +-0\\.00807\\d+ +-0\\.0819 .*")));
    assertTrue(text.lines().anyMatch(l -> l.matches("new w11 +0\\.19904\\d+ +0\\.200945 .*")));
  }

  @Test
  void exclusiveOrIsLearnedFromMostInitialWeights() {
    List<Mlp> learned =
        LongStream.range(0, 4)
            .mapToObj(seed -> Xor.train(seed, 10_000, false))
            .filter(Xor::isLearned)
            .toList();
    assertTrue(learned.size() >= 2, learned.size() + " of 4");
    double error = learned.getFirst().predict(Xor.CASES).squaredError(Xor.ANSWERS).mean().value();
    assertEquals(0.002, error, 0.002);
  }

  @Test
  void bothLayoutsHaveOneLossAndOneGradient() {
    SplittableRandom random = new SplittableRandom(3);
    TwoLayouts network = new TwoLayouts(0.7, random, 3, 5, 4, 2);
    Tensor columns = Tensor.randn(random, 3, 7);
    Tensor answers = Tensor.uniform(random, 0, 1, 2, 7);
    try (Tape tape = new Tape()) {
      Scalar first = network.columns(tape, columns).binaryCrossEntropyOnLogits(answers).mean();
      Scalar second =
          network
              .rows(tape, columns.transpose())
              .binaryCrossEntropyOnLogits(answers.transpose())
              .mean();
      assertEquals(first.value(), second.value(), 1e-14);
      Gradients g = tape.gradients(first);
      Gradients h = tape.gradients(second);
      for (Parameter parameter : network.parameters()) {
        assertArrayEquals(g.of(parameter).values(), h.of(parameter).values(), 1e-14);
      }
    }
  }

  @Test
  void outputDeltaOfCrossEntropyIsAnswerLessTarget() {
    SplittableRandom random = new SplittableRandom(4);
    TwoLayouts network = new TwoLayouts(0.7, random, 2, 4, 1);
    TwoLayouts.Points points = TwoLayouts.Points.draw(10, random);
    try (Tape tape = new Tape()) {
      Tensor logits = network.columns(tape, points.columns());
      Scalar loss = logits.binaryCrossEntropyOnLogits(points.answers()).mean();
      Tensor delta = tape.gradients(loss, logits).of(logits);
      Tensor byHand = logits.detach().sigmoid().sub(points.answers()).div(10);
      assertArrayEquals(byHand.values(), delta.values(), 1e-15);
    }
  }

  @Test
  void pointsOnBothSidesOfALineAreSeparated() {
    SplittableRandom random = new SplittableRandom(1);
    TwoLayouts network = new TwoLayouts(0.01, random, 2, 4, 1);
    TwoLayouts.Points points = TwoLayouts.Points.draw(100, random);
    double first = network.step(points, 0.5);
    assertEquals(Math.log(2), first, 0.02);
    for (int epoch = 1; epoch < 1000; epoch++) {
      network.step(points, 0.5);
    }
    assertTrue(network.step(points, 0.5) < 0.3);
    assertTrue(network.accuracy(points) >= 0.95);
  }

  @Test
  void forwardModeAgreesWithReverseMode() {
    double[] point = {0.3, -1, 2, 0.5, 0.7, -0.2, 0.1, 0.9, -0.4};
    double[] direction = {1, 2, 3, -4, 5, 6, 7, 8, 9};
    double forward = TwoModes.forward(point, direction);
    assertEquals(forward, TwoModes.reverse(point, direction), 1e-14 * Math.abs(forward));
  }

  @Test
  void neuronHasItsFigure() {
    Scalar y =
        WeightAndHeight.neuron(
            Scalar.of(0.0), Scalar.of(1.0), Scalar.of(4.0), Scalar.of(2.0), Scalar.of(3.0));
    assertEquals(0.9990889488055994, y.value(), EXACT);
  }

  @Test
  void networkOfThreeNeuronsHasItsFigure() {
    double[] zeroAndOne = {0, 1, 0, 1, 0, 1, 0, 0, 0};
    assertEquals(0.7216325609518421, WeightAndHeight.answer(zeroAndOne, 2, 3), EXACT);
  }

  @Test
  void meanSquaredErrorHasItsFigure() {
    double[] answers = {1, 0, 0, 1};
    assertEquals(0.5, WeightAndHeight.meanSquaredError(answers, new double[4]));
  }

  @Test
  void networkOfOnesHasItsFiguresAndItsSlope() {
    double[] ones = {1, 1, 1, 1, 1, 1, 0, 0, 0};
    Scalar[] outputs = WeightAndHeight.network(Scalar.of(ones), -2, -1);
    assertEquals(0.04742587317756678, outputs[0].value(), EXACT);
    assertEquals(0.5236951740839997, outputs[2].value(), EXACT);
    double slope = WeightAndHeight.slopes(ones, new double[] {-2, -1}, 1)[0];
    assertEquals(0.021469535265811107, slope, EXACT);
  }

  @Test
  void trainedNetworkClassifiesUnseenPeople() {
    SplittableRandom random = new SplittableRandom(1);
    double[] beginning = new double[9];
    Arrays.setAll(beginning, _ -> random.nextGaussian());
    double[] trained = WeightAndHeight.train(beginning, 1000, false);
    assertEquals(0.95, WeightAndHeight.answer(trained, -7, -3), 0.04);
    assertEquals(0.04, WeightAndHeight.answer(trained, 20, 2), 0.04);
    assertTrue(WeightAndHeight.loss(trained) < 0.01);
  }

  @Test
  void matrixNetworkHasItsFiguresInBothLayouts() {
    List<Tensor> p = MatrixNetwork.parameters();
    Tensor rows = MatrixNetwork.rows(p, Tensor.ones(1, 2));
    Tensor columns = MatrixNetwork.columns(p, Tensor.ones(2, 1));
    assertEquals(-0.5784030514266062, rows.item(), EXACT);
    assertEquals(-0.5784030514266062, columns.item(), EXACT);
    assertEquals(0.33455008989960927, MatrixNetwork.loss(rows).value(), EXACT);
    assertEquals(0.33455008989960927, MatrixNetwork.loss(columns).value(), EXACT);
  }

  @Test
  void descentByDifferencesHasItsFigures() {
    double[] losses = Descent.losses(100, Descent::byDifferences);
    // A difference of losses over 1e-4 carries rounding of 1e-12, which a hundred updates add up.
    assertEquals(0.33455008989960927, losses[0], EXACT);
    assertEquals(0.31207739969908327, losses[1], 1e-13);
    assertEquals(0.01095884056898233, losses[49], 1e-12);
    assertEquals(0.00032757252933981557, losses[99], 1e-12);
  }

  @Test
  void exactDescentHasItsFigures() {
    double[] losses = Descent.losses(100, Descent::exactly);
    assertEquals(0.33455008989960927, losses[0], EXACT);
    assertEquals(0.3120758876373765, losses[1], EXACT);
    assertEquals(0.010952037382218182, losses[49], EXACT);
    assertEquals(0.0003261871423569141, losses[99], EXACT);
  }

  @Test
  void weightedSigmoidsHaveTheirFigures() {
    double[] sigmoids = Tensor.of(1.0, 1.3, 0.8).sigmoid().values();
    double[] expected = {0.7310585786300049, 0.7858349830425586, 0.6899744811276125};
    assertArrayEquals(expected, sigmoids, EXACT);
    assertEquals(1.233212098125132, MatrixNetwork.weightedSigmoids(), EXACT);
  }

  @Test
  void refusedBroadcastNamesBothShapesAndTheAxis() {
    String refusal = MatrixNetwork.refusal();
    assertTrue(refusal.contains("left (3, 3), right (2, 2)"), refusal);
    assertTrue(refusal.contains("axis -1 has 3 and 2"), refusal);
  }

  @Test
  void explicitDeltasAgreeWithTheGraphAllTheWay() {
    List<Tensor> weights = ExplicitDeltas.draw(new SplittableRandom(1));
    double before = ExplicitDeltas.loss(weights);
    for (int epoch = 0; epoch < 200; epoch++) {
      List<Tensor> deltas = ExplicitDeltas.byDeltas(weights);
      List<Tensor> graph = ExplicitDeltas.byGraph(weights);
      for (int l = 0; l < deltas.size(); l++) {
        double largest = deltas.get(l).abs().max().value();
        assertArrayEquals(deltas.get(l).values(), graph.get(l).values(), 1e-12 * largest);
      }
      weights = ExplicitDeltas.updated(weights, graph);
    }
    assertTrue(ExplicitDeltas.loss(weights) < before);
  }

  @Test
  void lossCurveIsDrawnFromItsTopToItsBottom() {
    String plot = TextPlot.of(new double[] {2, 1, 0}, 3, 3);
    List<String> rows = plot.lines().toList();
    assertEquals("   2.0000 |*  ", rows.get(0));
    assertEquals("   1.0000 | * ", rows.get(1));
    assertEquals("   0.0000 |  *", rows.get(2));
    assertEquals("          +---", rows.get(3));
  }

  @Test
  void chainRuleByHandIsWhatTheGraphFinds() {
    assertEquals(ChainRule.byHand(), ChainRule.byGraph(), 1e-16);
  }

  @Test
  void singleNeuronLearnsAnd() {
    assertEquals(4, Perceptron.right(Perceptron.AND, 0));
  }

  @Test
  void singleNeuronCannotLearnExclusiveOr() {
    for (long seed = 0; seed < 3; seed++) {
      assertTrue(Perceptron.right(Xor.ANSWERS, seed) < 4);
    }
  }
}
