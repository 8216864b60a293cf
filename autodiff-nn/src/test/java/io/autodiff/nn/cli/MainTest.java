package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;

  @Test
  void missingCommandListsTheCommands() {
    Run run = Run.succeed();
    assertTrue(run.out().lines().findFirst().orElse("").contains("Java " + Runtime.version()));
    for (String command : List.of("train", "predict", "evaluate", "describe")) {
      assertTrue(run.out().contains(command));
    }
  }

  @Test
  void jsonIsAllThatGoesToStandardOutput() throws IOException {
    Run run = Run.succeed("train", "iris", "--json", "--epochs", "80", "--layers", "16");
    assertTrue(run.number("testAccuracy") >= 0.9, run.out());
    assertEquals(80, run.json().get("epochs"));
    assertTrue(run.out().contains("\"history\":[{\"epoch\":1,\"trainLoss\":"), run.out());
    assertTrue(run.err().contains("epoch"));
  }

  @Test
  void sameSeedGivesTheSameModel() throws IOException {
    for (String name : List.of("a", "b")) {
      Run.succeed("train", "wine", "--epochs", "3", "--seed", "5", "--output", at(name));
    }
    assertArrayEquals(model("a"), model("b"));
    Run.succeed(
        "train", "wine", "--epochs", "3", "--seed", "6", "--output", at("b"), "--overwrite");
    assertFalse(java.util.Arrays.equals(model("a"), model("b")));
  }

  @Test
  void outputThatCannotBeWrittenIsAnError() {
    var full =
        new PrintStream(
            new java.io.OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("no space left");
              }
            });
    var err = new ByteArrayOutputStream();
    int status = Main.run(full, new PrintStream(err, true, StandardCharsets.UTF_8), "--help");
    assertEquals(2, status);
    assertEquals(
        "the output could not be written as a whole", err.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void lbfgsRefusesABatchSize() {
    Run.assertRefused(
        "--batch: lbfgs takes all examples in every step, so it would have no effect",
        "train",
        "iris",
        "--optimizer",
        "lbfgs",
        "--batch",
        "8");
  }

  @Test
  void resumedTrainingEndsInTheSameBits() throws IOException {
    List<String> common =
        List.of("train", "iris", "--schedule", "constant", "--dropout", "0.2", "--layers", "8");
    Run.succeed(Run.with(common, "--epochs", "6", "--output", at("whole")));
    Run.succeed(Run.with(common, "--epochs", "2", "--output", at("parts")));
    Run.succeed(Run.with(common, "--epochs", "6", "--output", at("parts"), "--resume"));
    assertArrayEquals(model("whole"), model("parts"));
  }

  @Test
  void modelIsUsedOnFilesOfItsOwnKind() throws IOException {
    Path train = trainOnLines();
    String model = folder.resolve("m").resolve("model.safetensors").toString();
    Path fresh = Files.writeString(folder.resolve("n.csv"), "y,x,id\n3,2,1\n?,57,1\n");
    assertEquals(
        List.of("low", "high"),
        Run.succeed("predict", model, fresh.toString()).out().lines().toList());
    Run probabilities = Run.succeed("predict", model, fresh.toString(), "--json");
    assertTrue(
        probabilities.out().lines().findFirst().orElse("").startsWith("{\"prediction\":\"low\""));
    Run evaluated = Run.succeed("evaluate", model, train.toString(), "--target", "kind", "--json");
    assertTrue(evaluated.number("testAccuracy") >= 0.9, evaluated.out());
    Run described = Run.succeed("describe", model, "--onnx", at("m.onnx"));
    assertTrue(described.out().contains("features  id, x, y"), described.out());
    assertTrue(described.out().contains("classes   high, low"), described.out());
    assertTrue(Files.size(folder.resolve("m.onnx")) > 100);
    Run.assertRefused(
        train + ": line 2, column 4 (\"kind\"): \"low\" is none of the classes big, tall",
        "evaluate",
        model(List.of("big", "tall")),
        train.toString(),
        "--target",
        "kind");
  }

  /** Trains on 60 lines, some of which lack a value, and returns their file. */
  private Path trainOnLines() throws IOException {
    Path train = folder.resolve("train.csv");
    StringBuilder text = new StringBuilder("id,x,y,kind\n");
    for (int i = 0; i < 60; i++) {
      text.append(
          String.format(
              "%d,%d,%s,%s%n", i % 7, i, i % 5 == 0 ? "?" : "3", i < 30 ? "low" : "high"));
    }
    Files.writeString(train, text);
    Run.succeed(
        "train",
        train.toString(),
        "--target",
        "kind",
        "--missing",
        "mean",
        "--layers",
        "8",
        "--epochs",
        "60",
        "--batch",
        "8",
        "--output",
        at("m"));
    return train;
  }

  /** Trains on other classes and returns the model's name. */
  private String model(List<String> classes) throws IOException {
    Path file = folder.resolve("other.csv");
    StringBuilder text = new StringBuilder("id,x,y,kind\n");
    for (int i = 0; i < 20; i++) {
      text.append(String.format("1,%d,1,%s%n", i, classes.get(i % 2)));
    }
    Files.writeString(file, text);
    Run.succeed(
        "train", file.toString(), "--epochs", "1", "--missing", "mean", "--output", at("other"));
    return folder.resolve("other").resolve("model.safetensors").toString();
  }

  @Test
  void patienceWatchesAPartOfItsOwn() throws IOException {
    Run run =
        Run.succeed(
            "train",
            "iris",
            "--json",
            "--layers",
            "16",
            "--epochs",
            "400",
            "--patience",
            "3",
            "--learning-rate",
            "0.03",
            "--output",
            at("p"));
    assertTrue(run.number("epochs") < 400, run.out());
    String page = Files.readString(folder.resolve("p").resolve("report.html"));
    assertTrue(page.contains("108 examples for training, 12 for validation, 30 for the test"));
    assertTrue(page.contains("\"name\":\"validation\""));
    String tested = String.format(java.util.Locale.ROOT, "%.4f", run.number("testAccuracy"));
    assertTrue(page.contains("<b>" + tested + "</b><span>test accuracy"));
  }

  /** The least loss on smoothed labels is their entropy. */
  @Test
  void smoothedLabelsKeepTheLossUp() throws IOException {
    String[] train = {
      "train", "iris", "--json", "--layers", "16", "--epochs", "60", "--optimizer", "adam"
    };
    assertTrue(Run.succeed(train).number("trainLoss") < 0.2);
    double entropy = -0.8 * Math.log(0.8) - 2 * 0.1 * Math.log(0.1);
    Run smooth = Run.succeed(Run.with(List.of(train), "--label-smoothing", "0.3"));
    assertTrue(smooth.number("trainLoss") > entropy, smooth.out());
    assertTrue(smooth.number("testAccuracy") >= 0.9, smooth.out());
    Run.assertRefused(
        "--label-smoothing: 1.0 is not from 0 to below 1",
        Run.with(List.of(train), "--label-smoothing", "1"));
    Run.assertRefused(
        "--label-smoothing: the targets are numbers, not classes",
        "train",
        Files.writeString(folder.resolve("line.csv"), "x,y\n0,0\n1,1\n2,2\n3,3\n").toString(),
        "--regression",
        "--label-smoothing",
        "0.1");
  }

  @Test
  void seedsAndFoldsAreAveraged() throws IOException {
    String[] common = {"--layers", "8", "--epochs", "3", "--json"};
    Run whole =
        Run.succeed(Run.with(List.of("train", "iris", "--seed", "4", "--seeds", "2"), common));
    double mean = 0;
    for (int seed = 4; seed < 6; seed++) {
      Run one = Run.succeed(Run.with(List.of("train", "iris", "--seed", "" + seed), common));
      mean += one.number("testAccuracy") / 2;
    }
    assertEquals(mean, whole.number("testAccuracy"), 1e-12);
    Run folds = Run.succeed(Run.with(List.of("train", "iris", "--folds", "3"), common));
    double right = 150 * folds.number("testAccuracy");
    assertEquals(Math.rint(right), right, 1e-9, "all 150 examples are tested");
    assertTrue(folds.out().contains("\"runs\":[{\"seed\":0,"), folds.out());
    Run.assertRefused(
        "--output keeps one network, --folds and --seeds train several",
        "train",
        "iris",
        "--folds",
        "3",
        "--output",
        at("f"));
  }

  @Test
  void streamedFileIsReadInBatches() throws IOException {
    StringBuilder text = new StringBuilder("color,size,kind\n");
    for (int i = 0; i < 400; i++) {
      text.append(i % 3 == 0 ? "red" : "blue").append(',').append(i % 7);
      text.append(',').append(i % 3 == 0 ? "a" : "b").append('\n');
    }
    Path file = Files.writeString(folder.resolve("s.csv"), text);
    Run run =
        Run.succeed(
            "train",
            file.toString(),
            "--stream",
            "--json",
            "--layers",
            "8",
            "--epochs",
            "20",
            "--patience",
            "5",
            "--output",
            at("s"));
    assertEquals(1, run.number("testAccuracy"), run.out());
    Path fresh = Files.writeString(folder.resolve("t.csv"), "size,color\n1,red\n2,blue\n");
    assertEquals(
        List.of("a", "b"),
        Run.succeed("predict", at("s") + "/model.safetensors", fresh.toString())
            .out()
            .lines()
            .toList());
    Run.assertRefused("--stream reads a CSV file, iris is none", "train", "iris", "--stream");
    Run.assertRefused(
        "--folds needs the data in memory, without --stream",
        "train",
        file.toString(),
        "--stream",
        "--folds",
        "5");
  }

  @Test
  void numbersArePredictedToo() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 100; i++) {
      text.append(i).append(',').append(0.5 * i / 100).append('\n');
    }
    Path file = Files.writeString(folder.resolve("line.csv"), text);
    Run run =
        Run.succeed(
            "train",
            file.toString(),
            "--regression",
            "--json",
            "--layers",
            "16",
            "--activation",
            "tanh",
            "--epochs",
            "60",
            "--batch",
            "8",
            "--precision",
            "32",
            "--output",
            at("line"));
    assertTrue(run.number("testR2") > 0.9, run.out());
    assertEquals(
        100,
        Run.succeed("predict", at("line") + "/model.safetensors", file.toString())
            .out()
            .lines()
            .count());
  }

  /** One target of seven is an outlier; its square would dominate the loss. */
  @Test
  void hubersLossLearnsInSpiteOfOutliers() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 200; i++) {
      text.append(i % 20).append(',').append(i % 7 == 0 ? 100 : i % 20 * 0.1).append('\n');
    }
    String file = Files.writeString(folder.resolve("off.csv"), text).toString();
    List<String> train =
        List.of("train", file, "--regression", "--json", "--layers", "16", "--epochs", "60");
    double squares = Run.succeed(Run.with(train)).number("testMeanAbsoluteError");
    double huber = Run.succeed(Run.with(train, "--huber", "0.5")).number("testMeanAbsoluteError");
    assertTrue(huber < 0.8 * squares, huber + " and " + squares);
    Run.assertRefused(
        "--huber: the targets are classes, not numbers", "train", "iris", "--huber", "0.5");
  }

  @Test
  void everyOptimizerAndScheduleCanBeNamed() {
    for (TrainingOptions.OptimizerName method : TrainingOptions.OptimizerName.values()) {
      Run.succeed("train", "iris", "--epochs", "1", "--layers", "4", "--optimizer", method.name());
    }
    for (TrainingOptions.ScheduleName schedule : TrainingOptions.ScheduleName.values()) {
      String name = schedule.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      Run.succeed("train", "iris", "--epochs", "2", "--layers", "0", "--schedule", name);
    }
  }

  @Test
  void rateAndScheduleReachLbfgs() throws IOException {
    List<String> common =
        List.of(
            "train", "iris", "--json", "--epochs", "3", "--layers", "4", "--optimizer", "lbfgs");
    double whole = Run.succeed(Run.with(common)).number("trainLoss");
    assertEquals(whole, Run.succeed(Run.with(common, "--learning-rate", "1")).number("trainLoss"));
    assertEquals(
        whole, Run.succeed(Run.with(common, "--schedule", "constant")).number("trainLoss"));
    double short1 = Run.succeed(Run.with(common, "--learning-rate", "0.01")).number("trainLoss");
    double short2 = Run.succeed(Run.with(common, "--schedule", "exponential")).number("trainLoss");
    assertTrue(short1 > whole, short1 + " and " + whole);
    assertTrue(short2 > whole, short2 + " and " + whole);
  }

  @Test
  void threadsOptionHoldsForOneRunOnly() throws IOException {
    String before = System.getProperty("autodiff.threads", "");
    String[] common = {"train", "iris", "--json", "--epochs", "2", "--layers", "4"};
    double loss = Run.succeed(common).number("trainLoss");
    assertEquals(
        loss, Run.succeed(Run.with(List.of(common), "--threads", "1")).number("trainLoss"));
    assertEquals(before, System.getProperty("autodiff.threads", ""));
    Run.assertRefused(
        """
        engine: no thread to work on
          given     0 threads
          expected  at least 1\
        """,
        Run.with(List.of(common), "--threads", "0"));
  }

  @Test
  void commandsOfAModelRunOnTheChosenThreads() throws IOException {
    Run.succeed("train", "iris", "--epochs", "2", "--layers", "4", "--output", at("o"));
    for (String command : List.of("predict", "evaluate")) {
      String[] common = {command, at("o") + "/model.safetensors", "iris"};
      assertEquals(
          Run.succeed(common).out(),
          Run.succeed(Run.with(List.of(common), "--threads", "1")).out(),
          command);
      Run.assertRefused(
          """
          engine: no thread to work on
            given     0 threads
            expected  at least 1\
          """,
          Run.with(List.of(common), "--threads", "0"));
    }
  }

  @Test
  void reportContainsAllItNeeds() throws IOException {
    Run.succeed("train", "digits", "--epochs", "2", "--layers", "8", "--output", at("o"));
    String page = Files.readString(folder.resolve("o").resolve("report.html"));
    assertTrue(page.contains("java -jar autodiff.jar train digits --epochs 2 --layers 8 --output"));
    assertTrue(page.contains("Chart.js v4"));
    assertTrue(page.contains("</svg>"));
    assertTrue(page.contains("Confusion matrix"));
    assertTrue(page.contains("class=\"image\""));
    assertTrue(page.contains("\"name\":\"dense1\""), "gradient by layer");
    assertFalse(page.contains("{{"));
    assertFalse(page.matches("(?s).*<(script|link|img)[^>]+(src|href)=.*"));
  }

  @Test
  void errorsAreOneMessageAndStatusTwo() throws IOException {
    String none = folder.resolve("none.csv").toString();
    Run.assertRefused(
        "no such file: " + none + ", nor a built-in set: [digits, iris, wine, breast-cancer]",
        "train",
        none);
    Run.assertRefused("no such file: " + none, "describe", none);
    Run.assertRefused("Unknown option: '--bogus'", "train", "iris", "--bogus");
    Run.assertRefused("Missing required parameter: 'DATA'", "train");
    Run.assertRefused("--precision: 16, not 32 or 64", "train", "iris", "--precision", "16");
    Run.assertRefused(
        "--resume needs --output, where the checkpoints are", "train", "iris", "--resume");
    Run.assertRefused(
        "--target, --regression: for CSV files, wine is none",
        "train",
        "wine",
        "--target",
        "alcohol",
        "--regression");
    Path bad = Files.writeString(folder.resolve("bad.csv"), "a,b\n1,x\nz,y\n");
    Run.assertRefused(
        bad
            + ": line 3, column 1 (\"a\"): \"z\" is not a number"
            + "; --categorical takes the column for names",
        "train",
        bad.toString());
    Run.assertRefused(
        bad
            + ": not a safetensors file, or cut short: its header should have"
            + " 754401526723783777 bytes, the file has 12",
        "describe",
        bad.toString());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }
}
