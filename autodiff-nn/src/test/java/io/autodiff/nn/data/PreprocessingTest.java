package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Preprocessing.Filling;
import io.autodiff.nn.data.Preprocessing.Scaling;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  private static final double NAN = Double.NaN;
  private static final Dataset TRAIN = data(new double[][] {{1, 10, 7}, {2, 30, 7}, {6, 20, 7}});

  @Test
  void standardisedTrainingDataHasMeanZeroAndDeviationOne() {
    Preprocessing p = Preprocessing.fit(TRAIN, Scaling.STANDARDISE, Filling.REFUSE);
    double s = Math.sqrt(14 / 3.0);
    double t = Math.sqrt(200 / 3.0);
    assertArrayEquals(
        new double[] {-2 / s, -10 / t, 0, -1 / s, 10 / t, 0, 3 / s, 0, 0},
        p.apply(TRAIN).inputs().values(),
        1e-15);
  }

  @Test
  void weightsOfExamplesDoNotCountInThePreparation() {
    Tensor inputs = Tensor.of(new double[][] {{1}, {2}, {6}});
    Dataset plain = Dataset.of(inputs, Tensor.of(4, 5, 9));
    Dataset weighted = Dataset.of(inputs, Tensor.of(4, 5, 9), Tensor.of(1, 0, 100));
    Tensor expected = Preprocessing.fit(plain, Scaling.STANDARDISE, Filling.MEAN).apply(inputs);
    Preprocessing prepared = Preprocessing.fit(weighted, Scaling.STANDARDISE, Filling.MEAN);
    assertArrayEquals(expected.values(), prepared.apply(inputs).values());
    assertEquals(
        Preprocessing.fitTargets(plain, Scaling.STANDARDISE).spread(0),
        Preprocessing.fitTargets(weighted, Scaling.STANDARDISE).spread(0));
  }

  @Test
  void minMaxBringsTrainingDataBetweenZeroAndOne() {
    Preprocessing p = Preprocessing.fit(TRAIN, Scaling.MIN_MAX, Filling.REFUSE);
    assertArrayEquals(
        new double[] {0, 0, 0, 0.2, 1, 0, 1, 0.5, 0}, p.apply(TRAIN).inputs().values(), 1e-15);
  }

  @Test
  void otherDataIsScaledByTheTrainingDatasNumbers() {
    Preprocessing p = Preprocessing.fit(TRAIN, Scaling.MIN_MAX, Filling.REFUSE);
    assertArrayEquals(
        new double[] {2, -0.5, 1}, p.apply(Tensor.of(new double[][] {{11, 0, 8}})).values(), 1e-15);
  }

  @Test
  void missingElementsAreFilledFromTheTrainingData() {
    Dataset holes = data(new double[][] {{1, 4}, {NAN, 8}, {3, NAN}, {8, 0}});
    Preprocessing mean = Preprocessing.fit(holes, Scaling.NONE, Filling.MEAN);
    assertArrayEquals(
        new double[] {1, 4, 4, 8, 3, 4, 8, 0}, mean.apply(holes).inputs().values(), 1e-15);
    Preprocessing median = Preprocessing.fit(holes, Scaling.NONE, Filling.MEDIAN);
    assertArrayEquals(
        new double[] {3, 4}, median.apply(Tensor.of(new double[][] {{NAN, NAN}})).values());
    Preprocessing both = Preprocessing.fit(holes, Scaling.STANDARDISE, Filling.MEAN);
    double[] column = both.apply(holes).inputs().slice(1, 0, 1).values();
    double sum = 0;
    double squares = 0;
    for (double x : column) {
      sum += x;
      squares += x * x;
    }
    assertEquals(0, sum, 1e-15);
    assertEquals(4, squares, 1e-14);
  }

  @Test
  void missingElementsAreRefusedUnlessFilled() {
    Dataset holes = data(new double[][] {{1, 4}, {NAN, 8}});
    var e =
        assertThrows(
            AutodiffException.class,
            () -> Preprocessing.fit(holes, Scaling.STANDARDISE, Filling.REFUSE));
    assertTrue(e.toString().contains("NaN in example 1 at element 0"), e::toString);
    assertThrows(AutodiffException.class, () -> Preprocessing.none(2).apply(holes.inputs()));
    Dataset empty = data(new double[][] {{NAN}, {NAN}});
    assertThrows(
        AutodiffException.class, () -> Preprocessing.fit(empty, Scaling.NONE, Filling.MEAN));
  }

  @Test
  void bytesAreDividedWhateverTheData() {
    Preprocessing p = Preprocessing.fit(TRAIN, Scaling.BYTES, Filling.REFUSE);
    assertArrayEquals(
        new double[] {0, 0.2, 1},
        p.apply(Tensor.of(new double[][] {{0, 51, 255}})).values(),
        1e-15);
  }

  @Test
  void preparedExamplesKeepTheirElementType() {
    Tensor narrow = Tensor.of(new double[][] {{1, 2, 3}}).to(DType.FLOAT32);
    assertEquals(DType.FLOAT32, Preprocessing.none(3).apply(narrow).dtype());
  }

  @Test
  void numbersCanBeStored() {
    Preprocessing p = Preprocessing.fit(TRAIN, Scaling.STANDARDISE, Filling.MEAN);
    Preprocessing again = Preprocessing.of(p.tensors());
    assertArrayEquals(p.apply(TRAIN).inputs().values(), again.apply(TRAIN).inputs().values());
  }

  @Test
  void streamIsTreatedAsTheDataSet() {
    Preprocessing p = Preprocessing.fit(TRAIN, Scaling.MIN_MAX, Filling.REFUSE);
    BatchSource stream = p.apply(MappedSource.cast(TRAIN, DType.FLOAT64));
    Batch first = stream.batches(3).iterator().next();
    assertArrayEquals(p.apply(TRAIN).inputs().values(), first.inputs().values());
    assertArrayEquals(TRAIN.targets().values(), first.targets().values());
  }

  private static Dataset data(double[][] rows) {
    return Dataset.of(Tensor.of(rows), new int[rows.length]);
  }

  private static double[] scaled(Scaling scaling, double... column) {
    double[][] rows = new double[column.length][1];
    for (int i = 0; i < column.length; i++) {
      rows[i][0] = column[i];
    }
    Dataset data = data(rows);
    Preprocessing fitted = Preprocessing.fit(data, scaling, Filling.REFUSE);
    assertArrayEquals(
        fitted.apply(data).inputs().values(),
        Preprocessing.of(fitted.tensors()).apply(data).inputs().values());
    return fitted.apply(data).inputs().values();
  }

  @Test
  void extremeColumnsAreScaledAsOrdinaryOnes() {
    double[] expected = {-Math.sqrt(1.5), Math.sqrt(1.5), 0};
    for (double size : new double[] {1e-320, 1e-170, 1, 1e200, 1.7e308}) {
      double tolerance = size < 1e-300 ? 1e-3 : 1e-12;
      assertArrayEquals(
          expected, scaled(Scaling.STANDARDISE, -size, size, 0), tolerance, "size " + size);
      assertArrayEquals(
          new double[] {0, 1, 0.5}, scaled(Scaling.MIN_MAX, -size, size, 0), tolerance);
    }
    assertArrayEquals(expected, scaled(Scaling.STANDARDISE, 1e9, 1e9 + 2, 1e9 + 1), 1e-9);
  }

  @Test
  void roundingOfAConstantIsNoSpread() {
    double[] column = new double[1000];
    java.util.Arrays.fill(column, 14.62);
    column[17] = Math.nextUp(14.62);
    for (double x : scaled(Scaling.STANDARDISE, column)) {
      assertEquals(0, x, 1e-14);
    }
  }

  @Test
  void preparedTargetsAreTurnedBack() {
    Dataset pairs = Dataset.of(TRAIN.inputs(), Tensor.of(new double[][] {{7, 1}, {8, 1}, {9, 4}}));
    Preprocessing targets = Preprocessing.fitTargets(pairs, Scaling.STANDARDISE);
    Dataset prepared = (Dataset) targets.applyToTargets(pairs);
    double s = Math.sqrt(2 / 3.0);
    double[] values = prepared.targets().values();
    assertEquals(-1 / s, values[0], 1e-12);
    assertEquals(-1 / Math.sqrt(2), values[1], 1e-12);
    assertArrayEquals(
        new double[] {7, 1, 8, 1, 9, 4}, targets.undo(prepared.targets()).values(), 1e-12);
    assertEquals(s, targets.spread(0), 1e-12);
  }
}
