package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Property(tries = 200, seed = "5")
  void everyExampleIsTestedOnceAndNeverTrainedOnWithIt(
      @ForAll @IntRange(min = 5, max = 60) int n,
      @ForAll @IntRange(min = 2, max = 5) int k,
      @ForAll boolean stratified,
      @ForAll long seed) {
    Dataset data = data(n, 3);
    var random = new SplittableRandom(seed);
    List<Dataset.Split> splits =
        stratified ? Folds.stratified(data, k, random) : Folds.of(data, k, random);
    assertEquals(k, splits.size());
    List<Double> tested = new ArrayList<>();
    for (Dataset.Split split : splits) {
      tested.addAll(numbers(split.test()));
      assertEquals(counting(n), sorted(split.train(), split.test()));
    }
    assertEquals(counting(n), tested.stream().sorted().toList());
  }

  @Property(tries = 200, seed = "6")
  void stratifiedPartsHaveTheirShareOfEveryClass(
      @ForAll @IntRange(min = 10, max = 80) int n, @ForAll long seed) {
    Dataset data = data(n, 3);
    for (Dataset.Split split : Folds.stratified(data, 5, new SplittableRandom(seed))) {
      for (int label = 0; label < 3; label++) {
        assertTrue(Math.abs(count(split.test(), label) - count(data, label) / 5.0) < 1);
      }
    }
    Dataset.Split one = Folds.stratifiedSplit(data, 0.25, new SplittableRandom(seed));
    assertEquals(counting(n), sorted(one.train(), one.test()));
    assertEquals(Math.round(0.25 * n), one.test().size());
    for (int label = 0; label < 3; label++) {
      assertTrue(Math.abs(count(one.test(), label) - count(data, label) * 0.25) <= 1.01);
    }
  }

  @Test
  void impossibleNumbersAreRefused() {
    var random = new SplittableRandom(1);
    assertThrows(AutodiffException.class, () -> Folds.of(data(4, 2), 5, random));
    assertThrows(AutodiffException.class, () -> Folds.of(data(4, 2), 1, random));
    assertThrows(AutodiffException.class, () -> Folds.stratifiedSplit(data(4, 2), 0.99, random));
  }

  private static Dataset data(int n, int classes) {
    double[] numbers = new double[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = i;
      labels[i] = i * i % classes;
    }
    return Dataset.of(Tensor.of(Shape.of(n, 1), numbers), labels);
  }

  private static List<Double> numbers(Dataset data) {
    return Arrays.stream(data.inputs().values()).boxed().toList();
  }

  private static List<Double> counting(int n) {
    return DoubleStream.iterate(0, i -> i < n, i -> i + 1).boxed().toList();
  }

  private static List<Double> sorted(Dataset a, Dataset b) {
    List<Double> all = new ArrayList<>(numbers(a));
    all.addAll(numbers(b));
    return all.stream().sorted().toList();
  }

  private static long count(Dataset data, int label) {
    return Arrays.stream(data.targets().values()).filter(t -> t == label).count();
  }
}
