package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossesTest {
  private static final Tensor LOGITS = Tensor.randn(new Random(4), 3, 5);
  private static final int[] LABELS = {4, 0, 2};

  static Stream<BinaryOperator<Tensor>> losses() {
    return Stream.of(
        Tensor::squaredError,
        Tensor::absoluteError,
        (x, t) -> x.huber(t, 0.5),
        Tensor::binaryCrossEntropyOnLogits,
        (x, t) -> x.sigmoid().binaryCrossEntropy(t),
        Tensor::softmaxCrossEntropy,
        (x, t) -> x.softmax(-1).categoricalCrossEntropy(t));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossCanBeLeftSummedOrAveraged(BinaryOperator<Tensor> loss) {
    Tensor each = loss.apply(LOGITS, Tensor.oneHot(5, LABELS));
    double sum = DoubleStream.of(each.values()).sum();
    assertEquals(sum, each.sum().value(), 1e-14);
    assertEquals(sum / each.size(), each.mean().value(), 1e-14);
    for (int row = 0; row < 3; row++) {
      Tensor alone = LOGITS.slice(0, row, row + 1);
      double[] one = loss.apply(alone, Tensor.oneHot(5, LABELS[row])).values();
      for (int k = 0; k < one.length; k++) {
        assertEquals(each.values()[row * one.length + k], one[k], 1e-15);
      }
    }
  }

  @Test
  void oneHotRowsAreLabels() {
    assertArrayEquals(new double[] {0, 0, 1, 1, 0, 0}, Tensor.oneHot(3, 2, 0).values());
    assertEquals(Shape.of(0, 3), Tensor.oneHot(3).shape());
    assertArrayEquals(
        LOGITS.softmaxCrossEntropy(LABELS).values(),
        LOGITS.softmaxCrossEntropy(Tensor.oneHot(5, LABELS)).values());
    var e = assertThrows(AutodiffException.class, () -> Tensor.oneHot(3, 1, 3));
    assertEquals(
        """
        oneHot: label out of range
          given     label 3 of row 1
          expected  a class from 0 to 2\
        """,
        e.getMessage());
  }

  @Test
  void smoothedTargetsMixTheMeanOverClassesIn() {
    Tensor target = Tensor.oneHot(5, LABELS);
    assertArrayEquals(target.values(), target.labelSmoothing(0).values());
    assertArrayEquals(Tensor.full(0.2, 3, 5).values(), target.labelSmoothing(1).values());
    Tensor log = LOGITS.logSoftmax(-1);
    double[] smoothed = LOGITS.softmaxCrossEntropy(target.labelSmoothing(0.1)).values();
    double[] hard = LOGITS.softmaxCrossEntropy(LABELS).values();
    double[] even = log.mean(-1).neg().values();
    for (int i = 0; i < 3; i++) {
      assertEquals(0.9 * hard[i] + 0.1 * even[i], smoothed[i], 1e-14);
    }
    var e = assertThrows(AutodiffException.class, () -> target.labelSmoothing(1.5));
    assertEquals(
        """
        labelSmoothing: smoothing out of range
          given     1.5
          expected  a number from 0 to 1\
        """,
        e.getMessage());
  }

  @Test
  void weightsOfClassesScaleTheirRows() {
    Tensor weights = Tensor.of(1, 2, 3, 4, 5);
    double[] weighted = LOGITS.softmaxCrossEntropy(Tensor.oneHot(5, LABELS).mul(weights)).values();
    double[] plain = LOGITS.softmaxCrossEntropy(LABELS).values();
    assertArrayEquals(new double[] {5 * plain[0], plain[1], 3 * plain[2]}, weighted, 1e-14);
  }

  @Test
  void labelsFitRowsOfAnyRank() {
    Tensor x = Tensor.randn(new Random(5), 2, 3, 4);
    int[] labels = {0, 3, 2, 1, 1, 0};
    Tensor losses = x.softmaxCrossEntropy(labels);
    assertEquals(Shape.of(2, 3), losses.shape());
    assertArrayEquals(x.reshape(6, 4).softmaxCrossEntropy(labels).values(), losses.values());
    assertArrayEquals(losses.values(), x.logSoftmax(-1).nllLoss(labels).values());
    assertEquals(Shape.SCALAR, x.select(0, 0).select(0, 0).softmaxCrossEntropy(2).shape());
    assertThrows(AutodiffException.class, () -> Tensor.zeros().nllLoss(0));
  }

  @Test
  void theDivergenceIsAnExpectedLogarithm() {
    Tensor p = Tensor.of(0.5, 0.25, 0.25);
    Tensor t = Tensor.of(0.25, 0.75, 0);
    double expected = 0.25 * Math.log(0.5) + 0.75 * Math.log(3);
    assertEquals(expected, p.log().klDivergence(t).sum().value(), 1e-15);
    assertEquals(0, Tensor.of(Double.NEGATIVE_INFINITY).klDivergence(Tensor.of(0)).item());
  }

  @Test
  void theCosineIsThatOfTheAngle() {
    Tensor x = Tensor.of(new double[][] {{1, 0}, {3, 4}, {0, 0}});
    Tensor y = Tensor.of(new double[][] {{1, 1}, {-6, -8}, {1, 2}});
    assertArrayEquals(
        new double[] {Math.sqrt(0.5), -1, 0}, x.cosineSimilarity(y, 1).values(), 1e-15);
    assertEquals(0.5, Tensor.of(0.5).cosineSimilarity(Tensor.of(3), 0, 1).item(), 1e-15);
  }
}
