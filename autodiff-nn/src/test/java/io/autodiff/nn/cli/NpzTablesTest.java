package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Csv;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays are examples and targets, or refused where they are. */
class NpzTablesTest {
  private static final Tensor X = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});

  @TempDir Path folder;

  @Test
  void classesAreTheNumbersThatThereAre() throws IOException {
    for (double[] y :
        new double[][] {{-1, 1, 1, -1}, {5, 0, 0, 5}, {1, 2, 3, 1}, {-0.0, 1, 0, 1}}) {
      Table table = read(X, Tensor.of(y), training(false));
      double[] numbers = table.data().targets().values();
      for (int i = 0; i < y.length; i++) {
        assertEquals(y[i] + 0.0, Double.parseDouble(table.classes().get((int) numbers[i])));
      }
    }
    var ofModel = new NpzTables.Reading(Csv.Target.CLASSES, List.of("0", "5"), false, false);
    Table few = read(X, Tensor.of(5, 5, 5, 5), ofModel);
    assertArrayEquals(new double[] {1, 1, 1, 1}, few.data().targets().values());
    assertRefused(
        "target 2.0 of example 1, counted from 0, is none of the classes 0, 5",
        Tensor.of(5, 2, 5, 5),
        ofModel);
  }

  @Test
  void targetsThatAreNotClearAreRefused() throws IOException {
    assertRefused(
        "3 whole numbers from 0 to 9 as targets: --classes or --regression says what they are",
        Tensor.of(0, 4, 9, 0),
        training(false));
    assertRefused(
        "all targets are 2.0: there is nothing to predict", Tensor.of(2, 2, 2, 2), training(false));
    assertRefused(
        "x (4, 2) and y (4, 2) don't fit; its rows are one-hot, y.argmax(axis=1) has the classes",
        Tensor.of(new double[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}}),
        training(false));
    assertRefused(
        "x (4, 2) and y (1, 4) don't fit; y.ravel() has one for each example",
        Tensor.of(Shape.of(1, 4), new double[] {1, 2, 3, 4}),
        training(false));
    assertRefused(
        "x (4, 2) and y (4, 2) don't fit",
        Tensor.of(new double[][] {{1, 0}, {0, 1}, {0, 0.5}, {1, 0}}),
        training(false));
  }

  @Test
  void elementsThatAreNotFiniteAreNamed() throws IOException {
    double nan = Double.NaN;
    assertRefused(
        "y holds NaN in example 2, counted from 0", Tensor.of(1.5, 2, nan, 3), training(true));
    assertRefused(
        "y holds Infinity in example 0, counted from 0",
        Tensor.of(1 / 0.0, 2, 1, 3),
        training(false));
    Tensor holes = Tensor.of(new double[][] {{1, 2}, {3, nan}, {5, 6}, {7, 8}});
    Path file = file(holes, Tensor.of(0, 1, 0, 1));
    assertEquals(
        file
            + ": x holds NaN in example 1, element 1, counted from 0; --missing says what becomes"
            + " of it",
        refusal(file, training(false)));
    assertEquals(4, NpzTables.read(file, training(true)).train().data().size());
    Path infinite =
        file(
            Tensor.of(new double[][] {{1, 2}, {-1 / 0.0, 4}, {5, 6}, {7, 8}}),
            Tensor.of(0, 1, 0, 1));
    assertTrue(refusal(infinite, training(true)).contains("x holds -Infinity in example 1"));
  }

  /** Seconds since 1970, between which float32 has steps of 128. */
  @Test
  void targetsAreNotRoundedToTheTypeOfTheExamples() throws IOException {
    double[] seconds = {1.7e9 + 1, 1.7e9 + 2.5, 1.7e9 + 40, 1.7e9 + 50};
    Table table = read(X.to(DType.FLOAT32), Tensor.of(seconds), training(false));
    assertEquals(DType.FLOAT32, table.data().inputs().dtype());
    assertArrayEquals(seconds, table.data().targets().values());
    Path file = file(X.to(DType.FLOAT32), Tensor.of(seconds));
    Run run =
        Run.succeed(
            "train",
            file.toString(),
            "--layers",
            "0",
            "--test-fraction",
            "0",
            "--optimizer",
            "lbfgs",
            "--weight-decay",
            "0",
            "--epochs",
            "30",
            "--json");
    List<?> history = (List<?>) Objects.requireNonNull(run.json().get("history"));
    Map<?, ?> last = (Map<?, ?>) history.getLast();
    assertEquals(6.35, Double.parseDouble("" + last.get("trainMeanAbsoluteError")), 0.1);
  }

  private static NpzTables.Reading training(boolean fills) {
    return new NpzTables.Reading(Csv.Target.GUESSED, List.of(), true, fills);
  }

  private Table read(Tensor x, Tensor y, NpzTables.Reading how) throws IOException {
    return NpzTables.read(file(x, y), how).train();
  }

  private Path file(Tensor x, Tensor y) throws IOException {
    Path file = folder.resolve("a.npz");
    Files.deleteIfExists(file);
    Npz.write(file, Map.of("x", x, "y", y));
    return file;
  }

  private void assertRefused(String message, Tensor y, NpzTables.Reading how) throws IOException {
    Path file = file(X, y);
    assertEquals(file + ": " + message, refusal(file, how));
  }

  private static String refusal(Path file, NpzTables.Reading how) {
    return String.valueOf(
        assertThrows(FormatException.class, () -> NpzTables.read(file, how)).getMessage());
  }
}
