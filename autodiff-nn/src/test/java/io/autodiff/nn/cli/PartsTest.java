package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trained on, what is tested, and how examples count. */
class PartsTest {
  private static final List<String> SMALL = List.of("--layers", "8", "--epochs", "20", "--json");

  @TempDir Path folder;

  /** Lines of two numbers and a class that their sum decides; {@code from} tells files apart. */
  private String file(String name, int from, int count) throws IOException {
    StringBuilder text = new StringBuilder("id,a,b,kind\n");
    for (int i = from; i < from + count; i++) {
      int a = i * 7 % 11;
      int b = i * 5 % 13;
      text.append("n").append(i).append(',').append(a).append(',').append(b);
      text.append(a + b > 10 ? ",high\n" : ",low\n");
    }
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private Run train(String data, String... more) {
    return Run.succeed(
        Run.with(List.of(Run.with(List.of("train", data), more)), SMALL.toArray(String[]::new)));
  }

  @Test
  void testAndValidationFilesAreOfTheirOwn() throws IOException {
    String data = file("train.csv", 0, 120);
    String test = file("test.csv", 200, 40);
    String validation = file("validation.csv", 300, 30);
    String output = folder.resolve("o").toString();
    Run run =
        train(
            data,
            "--test",
            test,
            "--validation",
            validation,
            "--patience",
            "5",
            "--output",
            output);
    assertEquals(40, examples(run));
    assertTrue(run.out().contains("\"validationAccuracy\""), run.out());
    String page = Files.readString(Path.of(output, "report.html"));
    assertTrue(page.contains("120 examples for training, 30 for validation, 40 for the test"));
    Run again = Run.succeed("evaluate", output, test, "--json");
    assertEquals(run.number("testAccuracy"), again.number("testAccuracy"));
    assertEquals(run.number("testLogLoss"), again.number("testLogLoss"));
    String other = Files.writeString(folder.resolve("x.csv"), "id,a,kind\nu,1,low\n").toString();
    Run.assertRefused(
        other + ": no column \"b\" among \"id\", \"a\", \"kind\"", "train", data, "--test", other);
    Run.assertRefused(
        "--test-fraction: the test part is " + test + ", nothing is held out",
        "train",
        data,
        "--test",
        test,
        "--test-fraction",
        "0.1");
  }

  private static long examples(Run run) throws IOException {
    long all = 0;
    for (Map<?, ?> row : run.classes()) {
      all += Long.parseLong(String.valueOf(row.get("examples")));
    }
    return all;
  }

  @Test
  void allExamplesCanBeTrainedOn() throws IOException {
    String data = file("train.csv", 0, 60);
    Run run = train(data, "--test-fraction", "0", "--output", folder.resolve("o").toString());
    assertFalse(run.out().contains("test"), run.out());
    String page = Files.readString(folder.resolve("o/report.html"));
    assertTrue(page.contains("60 examples for training, none for a test"));
    Run plain = Run.succeed("train", data, "--test-fraction", "0", "--epochs", "1");
    assertTrue(plain.out().endsWith("trained on all 60 examples, tested on none\n"), plain.out());
  }

  /** Of 100 examples 10 are of the rare class; a random fifth holds 0 to 6 of them. */
  @Test
  void holdOutHasItsShareOfEveryClass() throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 100; i++) {
      text.append(i * 37 % 100).append(i % 10 == 3 ? ",rare\n" : ",usual\n");
    }
    String data = Files.writeString(folder.resolve("rare.csv"), text).toString();
    for (int seed = 0; seed < 3; seed++) {
      Run run = Run.succeed("train", data, "--epochs", "1", "--seed", "" + seed, "--json");
      assertEquals("rare", run.classes().getFirst().get("class"));
      assertEquals(2, run.ofFirstClass("examples"));
    }
  }

  @Test
  void foldsShowProgressAndSpread() throws IOException {
    String data = file("train.csv", 0, 60);
    Run run = Run.succeed("train", data, "--folds", "3", "--seeds", "2", "--epochs", "2");
    List<String> out = run.out().lines().toList();
    assertTrue(out.get(out.size() - 2).startsWith("     ±  "), run.out());
    assertEquals("± is the standard deviation over the 6 trainings", out.getLast());
    assertTrue(out.stream().allMatch(line -> line.length() <= 80), run.out());
    assertTrue(run.err().contains("seed 1, fold 2 of 3: accuracy 0."), run.err());
    Run json = Run.succeed("train", data, "--folds", "3", "--epochs", "2", "--json");
    assertTrue(json.out().contains("\"deviation\":{\"testLogLoss\":"), json.out());
  }

  @Test
  void seedsAtTheEndOfTheirRangeAreRefusedOrRun() throws IOException {
    String last = String.valueOf(Long.MAX_VALUE);
    assertEquals(
        1,
        Run.succeed("train", "iris", "--epochs", "1", "--seed", last)
            .out()
            .lines()
            .filter(line -> line.startsWith("test accuracy "))
            .count());
    Run.assertRefused(
        "--seeds 2: there are not so many from --seed " + last + " on",
        "train",
        "iris",
        "--seed",
        last,
        "--seeds",
        "2");
  }

  /** One example in ten is rare and lies among the usual ones: unweighted, it is never said. */
  @Test
  void classWeightsMakeARareClassCount() throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 300; i++) {
      boolean rare = i % 10 == 0;
      text.append(rare ? 6 : i % 7).append(rare ? ",rare\n" : ",usual\n");
    }
    String data = Files.writeString(folder.resolve("mixed.csv"), text).toString();
    List<String> train = List.of("train", data, "--json", "--layers", "0", "--epochs", "60");
    double plain = recall(Run.succeed(Run.with(train)));
    double balanced = recall(Run.succeed(Run.with(train, "--class-weights", "balanced")));
    double named = recall(Run.succeed(Run.with(train, "--class-weights", "rare=9")));
    assertEquals(0, plain);
    assertTrue(balanced > 0.9, "recall " + balanced);
    assertTrue(named > 0.9, "recall " + named);
    Run.assertRefused(
        "--class-weights: odd=2 is not balanced, nor NAME=WEIGHT of one of rare, usual",
        Run.with(train, "--class-weights", "odd=2"));
  }

  private static double recall(Run run) throws IOException {
    return run.ofFirstClass("recall");
  }

  /** Half of the targets are wrong, and weigh nothing. */
  @Test
  void examplesCountByTheirWeights() throws IOException {
    StringBuilder text = new StringBuilder("a,w,y\n");
    for (int i = 0; i < 400; i++) {
      boolean wrong = i % 2 == 0;
      text.append(i % 10).append(wrong ? ",0," : ",1,").append(wrong ? 12.5 : 0.5 + i % 10);
      text.append('\n');
    }
    String data = Files.writeString(folder.resolve("w.csv"), text).toString();
    String good = folder.resolve("good.csv").toString();
    Files.writeString(Path.of(good), "a,y\n1,1.5\n3,3.5\n5,5.5\n7,7.5\n9,9.5\n");
    String output = folder.resolve("o").toString();
    List<String> train =
        List.of("train", data, "--layers", "16", "--epochs", "60", "--output", output);
    Run.succeed(Run.with(train, "--weight", "w"));
    assertTrue(Run.succeed("evaluate", output, good, "--json").number("testR2") > 0.9);
    Run.succeed(Run.with(train, "--ignore", "w", "--overwrite"));
    assertTrue(Run.succeed("evaluate", output, good, "--json").number("testR2") < 0);
  }

  @Test
  void partsThatWeighNothingAreRefused() throws IOException {
    String data = folder.resolve("w.csv").toString();
    Files.writeString(Path.of(data), "a,w,y\n1,1,1.5\n2,2,3.5\n3,1,5\n4,1,7\n5,1,9\n");
    String none = folder.resolve("none.csv").toString();
    Files.writeString(Path.of(none), "a,w,y\n1,0,1.5\n2,0,3.5\n3,0,4.5\n");
    String rest = " weigh 0, so they have no mean loss; one at least has to weigh more";
    Run all = Run.of("train", none, "--weight", "w", "--epochs", "1");
    assertEquals(2, all.status(), all.err());
    assertEquals("--weight w: all examples of the training part" + rest, all.err().strip());
    Run test = Run.of("train", data, "--weight", "w", "--test", none, "--epochs", "1");
    assertEquals("--weight w: all examples of the test part" + rest, test.err().strip());
    String output = folder.resolve("o").toString();
    Run.succeed("train", data, "--weight", "w", "--epochs", "1", "--output", output);
    Run.assertRefused(
        "--weight w: all examples of " + none + rest, "evaluate", output, none, "--weight", "w");
  }

  /** A test on the data of the training is no test. */
  @Test
  void testOnTheDataOfTheTrainingIsNoted() throws IOException {
    String data = file("train.csv", 0, 60);
    String copy = file("copy.csv", 0, 60);
    String other = file("other.csv", 100, 60);
    List<String> train = List.of("train", data, "--epochs", "1", "--test");
    String rest = " are the data that are trained on, so their figures are no test";
    assertEquals("note: --test " + copy + rest, Run.succeed(Run.with(train, copy)).err().strip());
    assertEquals(
        "note: --validation " + data + rest,
        Run.succeed(Run.with(train, other, "--validation", data)).err().strip());
  }

  @Test
  void earlyStoppingSaysWhatItKept() throws IOException {
    Run run =
        Run.succeed(
            "train",
            "iris",
            "--epochs",
            "200",
            "--patience",
            "3",
            "--learning-rate",
            "0.05",
            "--output",
            folder.resolve("o").toString());
    assertTrue(
        run.out().matches("(?s).*kept epoch \\d+ of \\d+, whose validation loss 0\\.\\d+ was.*"),
        run.out());
    assertTrue(run.out().contains("written " + folder.resolve("o/model.safetensors") + " and "));
    assertTrue(run.out().strip().lines().toList().getLast().startsWith("test accuracy "));
  }

  @Test
  void resumeSaysThatAScheduleEndsElsewhereAndRefusesFewerEpochs() {
    String output = folder.resolve("o").toString();
    List<String> train = List.of("train", "iris", "--layers", "4", "--output", output);
    Run.succeed(Run.with(train, "--epochs", "3"));
    Run more = Run.succeed(Run.with(train, "--epochs", "5", "--resume"));
    assertTrue(
        more.err().contains("note: the schedule now ends at epoch 5 instead of 3"), more.err());
    Run.assertRefused(
        "--resume: " + output + " holds 5 epochs already, more than --epochs 4",
        Run.with(train, "--epochs", "4", "--resume"));
  }
}
