package io.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final Tensor LOGITS = Tensor.of(new double[][] {{1, 2, 0}, {0, 0, 0}});

  @Test
  void classNumbersAndProbabilitiesAreOneTarget() {
    double expected = (-2 + Math.log(Math.E + Math.exp(2) + 1) + Math.log(3)) / 2;
    Tensor rows = Tensor.of(new double[][] {{0, 1, 0}, {1, 0, 0}});
    Loss loss = Loss.softmaxCrossEntropy();
    assertEquals(expected, loss.of(LOGITS, Tensor.of(1.0, 0.0)).value(), 1e-15);
    assertEquals(expected, loss.of(LOGITS, rows).value(), 1e-15);
    Loss onProbabilities = Loss.categoricalCrossEntropy();
    assertEquals(expected, onProbabilities.of(LOGITS.softmax(-1), rows).value(), 1e-15);
    Tensor labels = Tensor.of(1.0, 0.0);
    assertEquals(expected, onProbabilities.of(LOGITS.softmax(-1), labels).value(), 1e-15);
  }

  @Test
  void smoothedTargetsAreThoseOfTheCore() {
    Tensor rows = Tensor.of(new double[][] {{0.05, 0.9, 0.05}, {0.9, 0.05, 0.05}});
    double expected = LOGITS.softmaxCrossEntropy(rows).mean().value();
    Loss loss = Loss.softmaxCrossEntropy(0.15);
    assertEquals(expected, loss.of(LOGITS, Tensor.of(1.0, 0.0)).value(), 1e-15);
    assertEquals(expected, loss.of(LOGITS, Tensor.oneHot(3, 1, 0)).value(), 1e-15);
  }

  @Test
  void oneNumberForEachExampleIsAColumn() {
    Tensor predicted = Tensor.of(new double[][] {{1}, {4}});
    Tensor target = Tensor.of(0.0, 1.0);
    assertEquals(5, Loss.meanSquaredError().of(predicted, target).value());
    assertEquals(2, Loss.meanAbsoluteError().of(predicted, target).value());
  }

  @Test
  void huberCountsLargeErrorsByTheirLength() {
    Tensor predicted = Tensor.of(new double[][] {{0.5}, {4}});
    Tensor target = Tensor.of(0.0, 1.0);
    double expected = (0.125 + 2 * (3 - 1)) / 2;
    assertEquals(expected, Loss.huber(2).of(predicted, target).value(), 1e-15);
    var e = assertThrows(AutodiffException.class, () -> Loss.huber(0));
    assertEquals(
        """
        huber: delta is not a positive number
          given     0.0
          expected  a finite number above 0\
        """,
        e.getMessage());
  }

  @Test
  void binaryLossesAgreeOnLogitsAndProbabilities() {
    Tensor logits = Tensor.of(new double[][] {{0.3}, {-2}});
    Tensor target = Tensor.of(1.0, 0.0);
    double expected = Loss.binaryCrossEntropyOnLogits().of(logits, target).value();
    assertEquals(expected, Loss.binaryCrossEntropy().of(logits.sigmoid(), target).value(), 1e-15);
  }

  @Test
  void labelOutOfRangeIsRefused() {
    Tensor labels = Tensor.of(1.0, 3.0);
    var e =
        assertThrows(AutodiffException.class, () -> Loss.softmaxCrossEntropy().of(LOGITS, labels));
    assertEquals(
        """
        loss: label is not a class of the network
          given     label 3 of example 1
          expected  a whole number from 0 to 2, as the network has 3 outputs\
        """,
        e.getMessage());
  }

  @Test
  void labelThatIsNoWholeNumberIsRefused() {
    Tensor labels = Tensor.of(1.5, Double.NaN);
    var e =
        assertThrows(AutodiffException.class, () -> Loss.softmaxCrossEntropy().of(LOGITS, labels));
    assertEquals(
        """
        loss: label is not a class of the network
          given     label 1.5 of example 0
          expected  a whole number from 0 to 2, as the network has 3 outputs\
        """,
        e.getMessage());
  }

  @Test
  void wrongNumberOfLabelsIsRefused() {
    Tensor labels = Tensor.of(1.0);
    var e =
        assertThrows(AutodiffException.class, () -> Loss.softmaxCrossEntropy().of(LOGITS, labels));
    assertEquals(
        """
        loss: one label for each example is needed
          given     predictions (2, 3), targets (1)
          expected  predictions (batch, classes) with targets (batch) or (batch, classes)\
        """,
        e.getMessage());
  }

  @Test
  void lossNeverBroadcasts() {
    Tensor predicted = Tensor.ones(4, 2);
    Tensor target = Tensor.ones(2);
    assertThrows(AutodiffException.class, () -> Loss.meanSquaredError().of(predicted, target));
  }

  @Test
  void weightsMakeAWeightedMean() {
    Tensor y = Tensor.of(new double[][] {{1}, {2}, {4}});
    Tensor t = Tensor.of(0.0, 0, 0);
    Loss squares = Loss.meanSquaredError();
    assertEquals(
        (1 * 3 + 4 * 0.5 + 16 * 1) / 4.5, squares.of(y, t, Tensor.of(3, 0.5, 1)).value(), 1e-15);
    assertEquals(squares.of(y, t).value(), squares.of(y, t, Tensor.of(2, 2, 2)).value(), 1e-15);
    assertEquals(0, squares.of(y, t, Tensor.of(0.0, 0, 0)).value());
    Tensor wide = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    assertEquals(
        (2 * (1 + 4) + 1 * (9 + 16)) / 6.0,
        squares.of(wide, Tensor.zeros(2, 2), Tensor.of(2, 1)).value(),
        1e-15);
  }

  /** PyTorch: CrossEntropyLoss(weight) divides by the sum of the weights of the targets. */
  @Test
  void classesCountByTheirWeights() {
    Tensor logits = Tensor.of(new double[][] {{1, 0}, {0, 2}, {3, 1}});
    double[] each = logits.softmaxCrossEntropy(0, 1, 1).values();
    Loss weighted = Loss.softmaxCrossEntropy().weightedByClass(2, 0.5);
    double expected = (2 * each[0] + 0.5 * each[1] + 0.5 * each[2]) / 3;
    assertEquals(expected, weighted.of(logits, Tensor.of(0, 1, 1)).value(), 1e-15);
    double both = (2 * each[0] + 0.5 * 4 * each[1]) / 4;
    assertEquals(both, weighted.of(logits, Tensor.of(0, 1, 1), Tensor.of(1, 4, 0)).value(), 1e-15);
    assertThrows(AutodiffException.class, () -> Loss.softmaxCrossEntropy().weightedByClass(1, -1));
    assertThrows(
        AutodiffException.class,
        () -> Loss.softmaxCrossEntropy().weightedByClass(1, 1, 1).of(logits, Tensor.of(0, 1, 1)));
  }

  @Test
  void lossOfTheCallersOwnRefusesWeights() {
    Loss own = (y, t) -> y.sub(t).square().sum();
    Tensor y = Tensor.of(1.0, 2);
    assertEquals(5, own.of(y, Tensor.zeros(2), null).value());
    assertThrows(AutodiffException.class, () -> own.of(y, Tensor.zeros(2), Tensor.ones(2)));
    Loss elements = Loss.ofElements((a, b) -> a.sub(b).square());
    assertEquals(4, elements.of(y, Tensor.zeros(2), Tensor.of(0, 3)).value(), 1e-15);
  }
}
