package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static Dataset numbers(int n) {
    double[] values = IntStream.range(0, n).asDoubleStream().toArray();
    return Dataset.of(Tensor.of(Shape.of(n, 1), values), IntStream.range(0, n).toArray());
  }

  private static double[] seen(Iterable<Batch> batches) {
    List<Double> seen = new ArrayList<>();
    for (Batch batch : batches) {
      assertArrayEquals(batch.inputs().values(), batch.targets().values());
      Arrays.stream(batch.inputs().values()).forEach(seen::add);
    }
    return seen.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void batchesComeInOrderAndTheLastIsSmaller() {
    List<Integer> sizes = new ArrayList<>();
    numbers(7).batches(3).forEach(batch -> sizes.add(batch.size()));
    assertEquals(List.of(3, 3, 1), sizes);
    assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 6}, seen(numbers(7).batches(3)));
  }

  @Test
  void shufflingKeepsEveryExampleAndFollowsItsSeed() {
    double[] once = seen(numbers(50).shuffled(8, new SplittableRandom(1)));
    double[] again = seen(numbers(50).shuffled(8, new SplittableRandom(1)));
    assertArrayEquals(once, again);
    double[] sorted = once.clone();
    Arrays.sort(sorted);
    assertArrayEquals(seen(numbers(50).batches(50)), sorted);
    assertEquals(false, Arrays.equals(once, sorted));
  }

  @Test
  void splitHoldsOutAFractionAndLosesNothing() {
    Dataset.Split split = numbers(10).split(0.2, new SplittableRandom(3));
    assertEquals(2, split.test().size());
    assertEquals(8, split.train().size());
    double sum = split.test().inputs().sum().value() + split.train().inputs().sum().value();
    assertEquals(45, sum);
  }

  @Test
  void splitThatLeavesNothingIsRefused() {
    var e =
        assertThrows(AutodiffException.class, () -> numbers(1).split(0.2, new SplittableRandom(3)));
    assertEquals(
        """
        split: nothing left on one side
          given     fraction 0.2 of 1 examples
          expected  a fraction between 0 and 1 that leaves an example on both sides\
        """,
        e.getMessage());
  }

  @Test
  void emptyDataIsRefused() {
    Tensor none = Tensor.zeros(0, 4);
    var e = assertThrows(AutodiffException.class, () -> Dataset.of(none, new int[0]));
    assertEquals(
        """
        data: no examples
          given     inputs (0, 4), targets (0)
          expected  at least one example\
        """,
        e.getMessage());
  }

  @Test
  void targetsAreAsManyAsExamples() {
    var e = assertThrows(AutodiffException.class, () -> Dataset.of(Tensor.ones(3, 4), 0, 1));
    assertEquals(
        """
        data: one target for each example is needed
          given     inputs (3, 4), targets (2)
          expected  first axes of equal size\
        """,
        e.getMessage());
  }

  @Test
  void batchSizeIsPositive() {
    var e = assertThrows(AutodiffException.class, () -> numbers(3).batches(0));
    assertEquals(
        """
        data: batch size is not positive
          given     0
          expected  at least 1\
        """,
        e.getMessage());
  }

  @Test
  void digitsAreWhatTheSourceHolds() {
    Dataset digits = Digits.load();
    assertEquals(Shape.of(1797, 64), digits.inputs().shape());
    assertEquals(Shape.of(64), digits.inputShape());
    double[] inFirst = digits.rows(0).inputs().values();
    assertArrayEquals(
        new double[] {0, 0, 5 / 16.0, 13 / 16.0, 9 / 16.0, 1 / 16.0, 0, 0},
        Arrays.copyOf(inFirst, 8));
    assertEquals(1, digits.inputs().max().value());
    int[] counts = new int[10];
    for (double label : digits.targets().values()) {
      counts[(int) label]++;
    }
    int[] known = {178, 182, 177, 183, 181, 182, 181, 179, 174, 180};
    assertArrayEquals(known, counts);
  }
}
