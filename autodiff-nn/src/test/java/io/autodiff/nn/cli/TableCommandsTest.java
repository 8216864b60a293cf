package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Tables go in and out: schemas, predictions, what is missing, what is misspelt. */
@Isolated("standard input is the JVM's")
class TableCommandsTest {
  @TempDir Path folder;

  private String data() throws IOException {
    StringBuilder text = new StringBuilder("name,a,color,kind\n");
    for (int i = 0; i < 60; i++) {
      text.append("n").append(i).append(',').append(i % 9).append(i % 3 == 0 ? ",red" : ",blue");
      text.append(i % 9 > 4 ? ",\"big, tall\"\n" : ",low\n");
    }
    return file("data.csv", text);
  }

  private String file(String name, CharSequence text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String model(String data, String... more) {
    String output = folder.resolve("o").toString();
    List<String> train =
        List.of(
            "train",
            data,
            "--layers",
            "8",
            "--epochs",
            "40",
            "--batch",
            "8",
            "--output",
            output,
            "--overwrite");
    Run.succeed(Run.with(train, more));
    return output;
  }

  @Test
  void predictionsAreACsvFileWithIdsAndProbabilities() throws IOException {
    String model = model(data());
    String fresh = file("fresh.csv", "color,a,name\nred,1,\"x, y\"\nblue,8,z\n");
    List<String> lines =
        Run.succeed("predict", model, fresh, "--csv", "--id", "name").out().lines().toList();
    assertEquals("name,prediction,\"probability big, tall\",probability low", lines.getFirst());
    assertTrue(lines.get(1).startsWith("\"x, y\",low,"), lines.get(1));
    assertTrue(lines.get(2).startsWith("z,\"big, tall\","), lines.get(2));
    String[] last = lines.get(2).split(",", -1);
    double sum =
        Double.parseDouble(last[last.length - 1]) + Double.parseDouble(last[last.length - 2]);
    assertEquals(1, sum, 1e-12);
    assertTrue(Run.succeed("predict", model, fresh, "--csv").out().startsWith("line,prediction,"));
    Run json = Run.succeed("predict", model, fresh, "--json", "--id", "name");
    assertTrue(json.out().startsWith("{\"id\":\"x, y\",\"prediction\":\"low\","), json.out());
    Run.assertRefused(
        "--id: for CSV files, iris is none", "predict", model, "iris", "--csv", "--id", "name");
  }

  @Test
  void decimalMarkOfTheTrainingIsKept() throws IOException {
    StringBuilder text = new StringBuilder("area\tprice\n");
    for (int i = 1; i <= 40; i++) {
      text.append(i).append(".562,2\t").append(2 * i).append(".000,5\n");
    }
    String model = model(file("eu.tsv", text));
    String fresh = file("fresh.csv", "area\n1.234\n3.500\n");
    String plain = file("plain.csv", "area\n1234\n3500\n");
    String same = Run.succeed("predict", model, plain, "--csv").out();
    assertEquals(same, Run.succeed("predict", model, fresh, "--csv").out());
    String points = file("points.csv", "area\n1234.0\n3500.0\n");
    assertEquals(same, Run.succeed("predict", model, points, "--csv").out());
    assertTrue(!same.equals(Run.succeed("predict", model, fresh, "--csv", "--decimal", ".").out()));
    String whole = model(file("whole.csv", text.toString().replaceAll("[.][0-9,]*", "")));
    assertTrue(!Run.succeed("describe", whole).out().contains("decimal mark"));
  }

  @Test
  void predictionsThatCannotBeWrittenAreNotSilent() throws IOException {
    String data = data();
    String model = model(data);
    for (String how : List.of("--csv", "--json", "--threads=1")) {
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("no space left");
            }
          };
      // Standard output is a PrintStream itself, which keeps its errors to itself.
      PrintStream standard = new PrintStream(full);
      int status =
          Main.run(
              new PrintStream(standard, true, StandardCharsets.UTF_8),
              new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
              "predict",
              model,
              data,
              how);
      assertEquals(2, status, how);
    }
  }

  @Test
  void standardInputIsReadAsAFile() throws IOException {
    String data = data();
    String model = model(data);
    String expected = Run.succeed("predict", model, data).out();
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(Path.of(data))));
      assertEquals(expected, Run.succeed("predict", model, "-").out());
      System.setIn(new ByteArrayInputStream("a,color\nx,red\n".getBytes(StandardCharsets.UTF_8)));
      Run.assertRefused(
          "standard input: line 2, column 1 (\"a\"): \"x\" is not a number", "predict", model, "-");
    } finally {
      System.setIn(before);
    }
  }

  /** What came from standard input is known by its bytes, not by its name. */
  @Test
  void resumeAndEvaluateTellPipesApart() throws IOException {
    String data = "a,y\n1,2\n2,3.5\n3,5\n4,6.5\n5,8.5\n6,9\n";
    String other = data.replace("6,9", "6,9.5");
    List<String> train =
        List.of(
            "train",
            "-",
            "--layers",
            "2",
            "--test-fraction",
            "0",
            "--output",
            folder.resolve("pipe").toString());
    assertEquals(0, fed(data, Run.with(train, "--epochs", "1")).status());
    Run same = fed(data, Run.with(train, "--epochs", "2", "--resume"));
    assertEquals(0, same.status(), same.err());
    Run resumed = fed(other, Run.with(train, "--epochs", "3", "--resume"));
    assertEquals(2, resumed.status(), resumed.err());
    assertTrue(resumed.err().contains("holds another training: data was sha256 "), resumed.err());
    Run renamed = fed(data.replace("a,y", "b,y"), Run.with(train, "--epochs", "3", "--resume"));
    assertTrue(renamed.err().contains("features was a, is b"), renamed.err());
    String note = "note: the network was trained on these data, so this is no test";
    assertEquals(note, fed(data, "evaluate", folder.resolve("pipe").toString(), "-").err().strip());
    assertEquals("", fed(other, "evaluate", folder.resolve("pipe").toString(), "-").err());
  }

  private static Run fed(String input, String... arguments) {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      return Run.of(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void unknownAndMissingValuesAreHandledByChoice() throws IOException {
    String model = model(data());
    String fresh = file("fresh.csv", "name,color,a\nu,green,1\nv,red,?\nw,blue,8\n");
    Run.assertRefused(
        fresh + ": line 2, column 2 (\"color\"): \"green\" is none of blue, red",
        "predict",
        model,
        fresh);
    Run run =
        Run.succeed(
            "predict",
            model,
            fresh,
            "--unknown",
            "drop",
            "--missing",
            "drop",
            "--csv",
            "--id",
            "name");
    assertEquals(2, run.out().lines().count());
    assertTrue(run.out().contains("\nw,"), run.out());
    assertEquals("note: 2 lines are left out", run.err().strip());
    Run none = Run.succeed("predict", model, fresh, "--unknown", "none", "--missing", "drop");
    assertEquals(2, none.out().lines().count());
    assertEquals("note: 1 line is left out", none.err().strip());
  }

  @Test
  void testsSayHowManyLinesTheyLeaveOut() throws IOException {
    String data = data();
    String test = file("test.csv", "a,color,kind\n1,green,low\n?,red,low\n8,blue,low\n2,red,low\n");
    String[] drop = {"--unknown", "drop", "--missing", "drop"};
    Run run = Run.succeed(Run.with(List.of("evaluate", model(data), test), drop));
    assertTrue(run.out().startsWith("examples 2\n"), run.out());
    assertEquals("note: 2 lines are left out", run.err().strip());
    Run train =
        Run.succeed(Run.with(List.of("train", data, "--test", test, "--epochs", "1"), drop));
    assertEquals("note: " + test + ": 2 lines are left out", train.err().strip());
  }

  @Test
  void categoryOfMissingValuesIsLearnt() throws IOException {
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 90; i++) {
      text.append(i % 3 == 0 ? "NA" : "" + i % 5).append(',').append(i % 4);
      text.append(i % 3 == 0 ? ",gone\n" : ",there\n");
    }
    String data = file("holes.csv", text);
    String model = model(data, "--missing", "category");
    assertEquals(1, Run.succeed("evaluate", model, data, "--json").number("testAccuracy"));
    assertTrue(Run.succeed("describe", model).out().contains("features  a, a=, b"));
    Run dropped = Run.succeed("train", data, "--missing", "drop", "--target", "b", "--epochs", "1");
    assertTrue(dropped.out().contains("warning: 30 lines lack a value and are left out\n"));
  }

  @Test
  void datesOfAModelAreReadAsInItsTraining() throws IOException {
    StringBuilder text = new StringBuilder("day,x,y\n");
    StringBuilder early = new StringBuilder("x,day\n");
    StringBuilder same = new StringBuilder("x,day\n");
    for (int i = 0; i < 84; i++) {
      LocalDate date = LocalDate.of(2024, 1, 1).plusDays(i);
      String day = date.getDayOfMonth() + "/" + date.getMonthValue() + "/" + date.getYear();
      String kind = i % 7 == 6 ? ",rest\n" : ",work\n";
      text.append(day).append(",1.5").append(kind);
      if (date.getDayOfMonth() <= 12) {
        early.append("1.5,").append(day).append('\n');
        same.append("1.5,").append(date).append('\n');
      }
    }
    String model = model(file("days.csv", text), "--dates", "day");
    assertTrue(
        Run.succeed("describe", model).out().contains("day [day first: days]"),
        Run.succeed("describe", model).out());
    // No day of this file is above twelve, so it does not tell the order by itself.
    String other = file("other.csv", early);
    String said = Run.succeed("predict", model, other, "--csv").out();
    assertEquals(37, said.lines().distinct().count());
    assertEquals(Run.succeed("predict", model, file("iso.csv", same), "--csv").out(), said);
    Run.assertRefused(
        "--day-first and --month-first say how --dates are written, and no column is one",
        "train",
        other,
        "--day-first");
  }

  @Test
  void schemaIsPrintedChangedAndGivenBack() throws IOException {
    String data = data();
    Run table = Run.succeed("schema", data);
    assertTrue(table.out().contains("header     yes           certain: names above numbers\n"));
    String json = Run.succeed("schema", data, "--json").out();
    String schema = file("s.json", json.replaceFirst("\"numbers\"", "\"left out\""));
    Run run = Run.succeed("train", data, "--schema", schema, "--epochs", "1");
    assertTrue(run.out().contains("a       left out        by the schema\n"), run.out());
    Run.assertRefused(
        "--target: --schema says that", "train", data, "--schema", schema, "--target", "a");
    Run.assertRefused("--schema: for CSV files, iris is none", "train", "iris", "--schema", schema);
    Run.assertRefused("iris is no CSV file, so it has no schema", "schema", "iris");
  }

  @Test
  void evaluationSpeaksTheNamesOfClasses() throws IOException {
    String data = data();
    Run run = Run.succeed("evaluate", model(data), data, "--json");
    Map<?, ?> first = run.classes().getFirst();
    assertEquals("big, tall", first.get("class"));
    assertTrue(run.out().contains("\"predicted\":{\"big, tall\":"), run.out());
    Run trained = Run.succeed(Run.with(List.of("train", data, "--epochs", "2"), "--json"));
    assertEquals(testKeys(trained), testKeys(run));
    assertTrue(testKeys(run).containsAll(List.of("testLoss", "testLogLoss", "testRocAuc")));
    assertEquals(trained.classes().getFirst().keySet(), first.keySet());
    assertTrue(run.err().startsWith("note: the network was trained on these data"), run.err());
  }

  private static List<String> testKeys(Run run) throws IOException {
    return run.json().keySet().stream().filter(key -> key.startsWith("test")).toList();
  }

  @Test
  void hintsAreTrue() throws IOException {
    for (String[] pair :
        new String[][] {
          {"--lr", "--learning-rate"}, {"--batch-size", "--batch"}, {"--delimiter", "--separator"}
        }) {
      Run.assertRefused(
          "Unknown options: '" + pair[0] + "', '1': here it is " + pair[1],
          "train",
          "iris",
          pair[0],
          "1");
    }
    Run near = Run.of("train", "iris", "--epoch", "3");
    assertTrue(near.err().contains("is --epochs meant?"), near.err());
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Files.createFile(pictures.resolve("cat.png"));
    Run.assertRefused(
        pictures
            + " is a folder, and holds none of MNIST's four files: there are 1, such as cat.png;"
            + " images are read from an NPZ file of x and y",
        "train",
        pictures.toString());
    String semi = file("semi.csv", "a;y\n1;p\n2;q\n3;p\n");
    Run.assertRefused(
        semi
            + ": no feature among the columns \"a;y\"; every line has as many of another mark:"
            + " --separator ';'",
        "train",
        semi,
        "--separator",
        ",");
  }

  @Test
  void nothingIsDrawnWhereNoTerminalIs() {
    Run run = Run.succeed("train", "iris", "--epochs", "2");
    assertEquals("", run.err());
    assertTrue(run.out().chars().allMatch(c -> c == '\n' || c >= ' '), run.out());
  }

  @Test
  void tablesFitEightyColumns() throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(i).append(',').append(i * 0.25).append('\n');
    }
    String data = file("line.csv", text);
    for (String name : List.of(data, "iris", "digits")) {
      Run run = Run.succeed("train", name, "--epochs", "1");
      assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
    }
  }

  @Test
  void digitsAndMarksAreTheSameInAllLocales() throws IOException {
    Locale before = Locale.getDefault();
    List<String> outputs = new ArrayList<>();
    try {
      for (String tag : List.of("en-US", "ar-EG-u-nu-arab", "de-DE", "hi-IN-u-nu-deva", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        String data = data();
        String model = model(data);
        outputs.add(
            Run.succeed("predict", model, data, "--csv").out()
                + Run.succeed("evaluate", model, data).out()
                + Run.succeed("schema", data, "--json").out());
      }
    } finally {
      Locale.setDefault(before);
    }
    assertEquals(1, outputs.stream().distinct().count());
  }
}
