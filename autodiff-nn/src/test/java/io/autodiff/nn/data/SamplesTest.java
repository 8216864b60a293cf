package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void setsHaveTheSizesThatTheirSourcesState() {
    assertCounts(Samples.IRIS, 4, 50, 50, 50);
    assertCounts(Samples.WINE, 13, 59, 71, 48);
    assertCounts(Samples.BREAST_CANCER, 30, 357, 212);
    assertCounts(Samples.DIGITS, 64, 178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
  }

  @Test
  void namesAreTheSources() {
    assertEquals(List.of("setosa", "versicolor", "virginica"), Samples.IRIS.load().classes());
    assertEquals(List.of("benign", "malignant"), Samples.BREAST_CANCER.load().classes());
    assertEquals("proline", Samples.WINE.load().features().getLast());
  }

  @Test
  void setsAreFoundByName() {
    assertEquals(Optional.of(Samples.BREAST_CANCER), Samples.named("breast-cancer"));
    assertEquals(Optional.of(Samples.DIGITS), Samples.named("Digits"));
    assertEquals(Optional.empty(), Samples.named("iris.csv"));
    assertEquals(Optional.of(Shape.of(8, 8)), Samples.DIGITS.load().image());
  }

  private static void assertCounts(Samples samples, int features, int... perClass) {
    Table table = samples.load();
    assertEquals(features, table.features().size());
    int[] counted = new int[perClass.length];
    Arrays.stream(table.data().targets().values()).forEach(label -> counted[(int) label]++);
    assertArrayEquals(perClass, counted);
  }
}
