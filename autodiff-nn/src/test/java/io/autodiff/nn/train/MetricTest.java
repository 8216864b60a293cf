package io.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
}
