package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** Figures by hand: examples of classes 0, 0, 1, 2 are predicted as 0, 1, 1, 0. */
class MetricTest {
  private static final Tensor OUTPUTS =
      Tensor.of(new double[][] {{9, 1, 2}, {2, 9, 1}, {3, 9, 2}, {9, 1, 3}});
  private static final Tensor LABELS = Tensor.of(0, 0, 1, 2);

  private static double figure(Metric metric, Tensor outputs, Tensor targets) {
    Metric.Tally tally = metric.start();
    tally.add(outputs, targets);
    return tally.value();
  }

  @Test
  void accuracyCountsTheLargestOutput() {
    assertEquals(0.5, figure(Metric.accuracy(), OUTPUTS, LABELS));
  }

  @Test
  void accuracyReadsRowsOfProbabilities() {
    Tensor rows = Tensor.of(new double[][] {{1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    assertEquals(0.5, figure(Metric.accuracy(), OUTPUTS, rows));
  }

  @Test
  void topTwoCountsTheTwoLargest() {
    assertEquals(1, figure(Metric.topK(2), OUTPUTS, LABELS));
  }

  @Test
  void nanIsNeverCountedAsRight() {
    Tensor outputs = Tensor.of(new double[][] {{Double.NaN, Double.NaN}});
    assertEquals(0, figure(Metric.accuracy(), outputs, Tensor.of(0.0)));
  }

  @Test
  void equalOutputsNameTheFirst() {
    Tensor outputs = Tensor.of(new double[][] {{1, 1}, {1, 1}});
    assertEquals(0.5, figure(Metric.accuracy(), outputs, Tensor.of(0.0, 1.0)));
  }

  @Test
  void precisionRecallAndF1AreMeansOverTheClasses() {
    assertEquals((0.5 + 0.5 + 0) / 3, figure(Metric.precision(), OUTPUTS, LABELS), 1e-15);
    assertEquals((0.5 + 1 + 0) / 3, figure(Metric.recall(), OUTPUTS, LABELS), 1e-15);
    assertEquals((0.5 + 2.0 / 3 + 0) / 3, figure(Metric.f1(), OUTPUTS, LABELS), 1e-15);
  }

  @Test
  void confusionMatrixPrintsARowForEachActualClass() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    matrix.add(OUTPUTS, LABELS);
    assertEquals(
        """
        is \\ said    0    1    2
                0    1    1    0
                1    0    1    0
                2    1    0    0\
        """,
        matrix.toString());
  }

  @Test
  void batchesAddUp() {
    Metric.Tally tally = Metric.r2().start();
    tally.add(Tensor.of(1.0, 2.0), Tensor.of(1.0, 3.0));
    tally.add(Tensor.of(4.0), Tensor.of(5.0));
    assertEquals(1 - 2.0 / 8, tally.value(), 1e-15);
  }

  @Test
  void determinationOfEqualTargetsIsUndefined() {
    assertEquals(Double.NaN, figure(Metric.r2(), Tensor.of(2.0), Tensor.of(3.0)));
    assertEquals(Double.NaN, figure(Metric.r2(), Tensor.of(2.0, 3.0), Tensor.of(3.0, 3.0)));
  }

  @Test
  void meanAbsoluteErrorHasItsFigure() {
    Tensor targets = Tensor.of(1.0, 5.0);
    assertEquals(1.5, figure(Metric.meanAbsoluteError(), Tensor.of(2.0, 3.0), targets));
  }

  @Test
  void targetThatIsNoClassIsRefused() {
    var e =
        assertThrows(
            AutodiffException.class,
            () -> figure(Metric.accuracy(), OUTPUTS, Tensor.of(0, 1, 2, 3)));
    assertEquals(
        """
        metric: label is not a class of the network
          given     label 3 of example 3
          expected  a whole number from 0 to 2, as the network has 3 outputs\
        """,
        e.getMessage());
  }

  /** scikit-learn's own example: roc_auc_score 0.75, average_precision_score 0.8333. */
  @Test
  void areasUnderCurvesAreThoseOfTheTextbooks() {
    double[] scores = {0.1, 0.4, 0.35, 0.8};
    double[][] logits = new double[4][];
    for (int i = 0; i < 4; i++) {
      logits[i] = new double[] {Math.log(1 - scores[i]), Math.log(scores[i])};
    }
    ClassScores table = new ClassScores(2);
    table.add(Tensor.of(logits), Tensor.of(0, 0, 1, 1));
    assertEquals(0.75, table.rocAuc(1), 1e-15);
    assertEquals(0.75, table.rocAuc(0), 1e-15);
    assertEquals(0.5 + 0.5 * 2 / 3, table.prAuc(1), 1e-15);
    double log = -(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4;
    assertEquals(log, table.logLoss(), 1e-14);
    assertEquals(0.75, figure(Metric.rocAuc(), Tensor.of(logits), Tensor.of(0, 0, 1, 1)), 1e-15);
  }

  @Test
  void equalScoresCountHalf() {
    ClassScores table = new ClassScores(2);
    table.add(Tensor.zeros(4, 2), Tensor.of(0, 0, 0, 1));
    assertEquals(0.5, table.rocAuc(1));
    assertEquals(0.25, table.prAuc(1));
    assertEquals(1, table.steps(1).size());
  }

  @Test
  void classWithoutExamplesHasNoCurveAndSpoilsNoMean() {
    ClassScores table = new ClassScores(3);
    Tensor logits = Tensor.of(new double[][] {{3, 0, 0}, {0, 3, 0}, {0, 2, 0}});
    table.add(logits, Tensor.of(0, 1, 1));
    assertTrue(Double.isNaN(table.rocAuc(2)));
    assertEquals(1, table.rocAuc(), 1e-15);
    assertEquals(1, table.prAuc(), 1e-15);
  }

  @Test
  void logLossIsFiniteWhereAProbabilityRoundsToZero() {
    ClassScores table = new ClassScores(2);
    table.add(Tensor.of(new double[][] {{0, 2000}}), Tensor.of(0));
    assertEquals(2000, table.logLoss(), 1e-9);
  }

  @Test
  void rootMeanSquaredErrorIsTheRootOfTheMean() {
    Tensor y = Tensor.of(new double[][] {{1}, {4}});
    assertEquals(Math.sqrt(5), figure(Metric.rootMeanSquaredError(), y, Tensor.of(0, 1)), 1e-15);
  }

  @Test
  void classThatDoesNotOccurIsNoPartOfAMean() {
    Tensor outputs = Tensor.of(new double[][] {{9, 1, 2, 0}, {2, 9, 1, 0}});
    assertEquals(1, figure(Metric.recall(), outputs, Tensor.of(0, 1)));
    assertEquals(1, figure(Metric.precision(), outputs, Tensor.of(0, 1)));
    assertEquals(0.5, figure(Metric.recall(), outputs, Tensor.of(0, 2)) * 1.5, 1e-15);
  }
}
