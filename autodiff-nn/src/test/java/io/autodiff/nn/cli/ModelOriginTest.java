package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands keep to what a model was trained on: its data, its target, its folder. */
class ModelOriginTest {
  @TempDir Path folder;

  @Test
  void usedFolderIsKeptUnlessOverwritten() throws IOException {
    List<String> train = List.of("train", "iris", "--layers", "4", "--output", at("u"));
    Run.succeed(Run.with(train, "--epochs", "5"));
    byte[] before = model("u");
    Run again = Run.of(Run.with(train));
    assertEquals(2, again.status());
    assertEquals(
        at("u")
            + " holds a training already: --resume goes on with it, --overwrite deletes it,"
            + " another --output keeps both",
        again.err().strip());
    assertArrayEquals(before, model("u"));
    Run.succeed(Run.with(train, "--epochs", "2", "--activation", "tanh", "--overwrite"));
    try (var files = Files.list(folder.resolve("u").resolve("checkpoints"))) {
      assertEquals(
          List.of("checkpoint-000000001.safetensors", "checkpoint-000000002.safetensors"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void resumeRefusesAnotherTraining() throws IOException {
    String[] train = {"train", "iris", "--epochs", "2", "--layers", "4", "--output", at("r")};
    Run.succeed(train);
    List<String> resume = List.of(Run.with(List.of(train), "--resume"));
    for (String[] other :
        List.of(
            new String[] {"--activation", "tanh"},
            new String[] {"--test-fraction", "0.3"},
            new String[] {"--optimizer", "sgd"},
            new String[] {"--seed", "1"})) {
      Run run = Run.of(Run.with(resume, other));
      assertEquals(2, run.status(), String.join(" ", other));
      assertTrue(
          run.err().startsWith("--resume: " + at("r") + " holds another training: "), run.err());
      assertTrue(run.err().contains(other[0] + " was "), run.err());
    }
    Run data =
        Run.of("train", "wine", "--epochs", "2", "--layers", "4", "--output", at("r"), "--resume");
    assertTrue(data.err().contains("data was iris, is wine"), data.err());
  }

  @Test
  void evaluateTestsTheColumnThatTheModelPredicts() throws IOException {
    StringBuilder text = new StringBuilder("first,size,last\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 9)
          .append(',')
          .append(0.5 * (i % 9) + 3)
          .append(',')
          .append(i % 4)
          .append('\n');
    }
    String file = Files.writeString(folder.resolve("mid.csv"), text).toString();
    Run.succeed("train", file, "--target", "size", "--epochs", "60", "--output", at("mid"));
    String model = at("mid") + "/model.safetensors";
    Run run = Run.succeed("evaluate", model, file, "--json");
    assertTrue(run.number("testR2") > 0.9, run.out());
    Run.assertRefused(
        "--target last: the model predicts size, and can't be tested on it",
        "evaluate",
        model,
        file,
        "--target",
        "last");
  }

  /** A target of mean 5000 and deviation 3, in its own unit wherever figures are shown. */
  @Test
  void targetsAreScaledAndPredictionsTurnedBack() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 200; i++) {
      text.append(i % 11).append(',').append(5000.5 + i % 11 * 1e-1 * 9).append('\n');
    }
    String file = Files.writeString(folder.resolve("far.csv"), text).toString();
    List<String> train = List.of("train", file, "--json", "--layers", "16", "--epochs", "60");
    Run run = Run.succeed(Run.with(train, "--output", at("far")));
    assertTrue(run.number("testR2") > 0.95, run.out());
    assertTrue(run.number("testMeanAbsoluteError") < 0.7, run.out());
    String model = at("far") + "/model.safetensors";
    Run tested = Run.succeed("evaluate", model, file, "--json");
    assertTrue(tested.number("testMeanAbsoluteError") < 0.7, tested.out());
    double first =
        Double.parseDouble(Run.succeed("predict", model, file).out().lines().findFirst().get());
    assertEquals(5000.5, first, 1.5);
    Run raw = Run.succeed(Run.with(train, "--target-scale", "none"));
    assertTrue(raw.number("testR2") < 0, raw.out());
  }

  @Test
  void missingValueIsNamedWithLineAndColumn() throws IOException {
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 40; i++) {
      text.append(i % 9).append(',').append(i % 4).append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    String file = Files.writeString(folder.resolve("full.csv"), text).toString();
    Run.succeed("train", file, "--epochs", "1", "--layers", "4", "--output", at("full"));
    String model = at("full") + "/model.safetensors";
    String holes = Files.writeString(folder.resolve("holes.csv"), "b,a\n1,2\n1,NA\n").toString();
    Run.assertRefused(
        holes
            + ": line 3, column 2 (\"a\"): value missing, for which \"NA\" stands; --missing says"
            + " what becomes of it",
        "predict",
        model,
        holes);
    Run.assertRefused(
        "--missing mean: the model was trained without, so it knows no number to fill with",
        "predict",
        model,
        holes,
        "--missing",
        "mean");
  }

  @Test
  void arraysNeedNoTargetToBePredictedAndNotAllClassesToBeTested() throws IOException {
    double[][] x = new double[60][2];
    double[] y = new double[60];
    for (int i = 0; i < 60; i++) {
      x[i] = new double[] {i % 3, i % 5};
      y[i] = i % 3;
    }
    Tensor inputs = Tensor.of(x);
    Path all = folder.resolve("a.npz");
    io.autodiff.nn.io.Npz.write(all, Map.of("x", inputs, "y", Tensor.of(y).reshape(60, 1)));
    Run.succeed("train", all.toString(), "--epochs", "40", "--output", at("npz"));
    String model = at("npz") + "/model.safetensors";
    Path only = folder.resolve("x.npz");
    io.autodiff.nn.io.Npz.write(only, Map.of("x", inputs));
    assertEquals(60, Run.succeed("predict", model, only.toString()).out().lines().count());
    Path few = folder.resolve("few.npz");
    io.autodiff.nn.io.Npz.write(
        few, Map.of("x", Tensor.of(new double[][] {{0, 1}, {1, 2}}), "y", Tensor.of(0, 1)));
    assertEquals(
        1, Run.succeed("evaluate", model, few.toString(), "--json").number("testAccuracy"));
    Run.assertRefused(only + ": no \"y\" among [x]", "evaluate", model, only.toString());
  }

  @Test
  void matrixSpeaksTheClassesNames() throws IOException {
    Run.succeed("train", "iris", "--epochs", "3", "--layers", "4", "--output", at("names"));
    Run run = Run.succeed("evaluate", at("names") + "/model.safetensors", "iris");
    assertTrue(run.out().contains("is \\ said     setosa versicolor  virginica\n"), run.out());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  @Test
  void optionsThatTheModelDecidesAreRefused() throws IOException {
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 40; i++) {
      text.append(i % 9).append(',').append(i % 4).append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    String table = Files.writeString(folder.resolve("all.csv"), text).toString();
    String model = at("all");
    Run.succeed("train", table, "--epochs", "1", "--layers", "4", "--output", model);
    Run.assertRefused("--dates: the model says that", "predict", model, table, "--dates", "b");
    Run.assertRefused(
        "--no-header: the model knows its columns by name, such as a, so the file needs its first"
            + " line",
        "predict",
        model,
        table,
        "--no-header");
    String file = Files.writeString(folder.resolve("f"), "").toString();
    Run.assertRefused(
        "--output " + file + ": a file, no folder", "train", "iris", "--output", file);
    Run.assertRefused("--folds: 1, 2 at least are needed", "train", "iris", "--folds", "1");
  }
}
