package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  private static final String FLOWERS =
      """
      length,species,width
      5.1,setosa,1e0

      4.9,virginica,-2
      .5, setosa ,"3"
      """;

  private static final String NAMES = "; --categorical takes the column for names";

  @TempDir Path folder;

  @Test
  void targetIsFoundByNameAndClassesAreNumberedByName() throws IOException {
    Table table = csv(FLOWERS).target("species").read();
    assertEquals(List.of("length", "width"), table.features());
    assertEquals(List.of("setosa", "virginica"), table.classes());
    assertArrayEquals(new double[] {5.1, 1, 4.9, -2, 0.5, 3}, table.data().inputs().values());
    assertArrayEquals(new double[] {0, 1, 0}, table.data().targets().values());
  }

  @Test
  void lastColumnIsTheTargetUnlessNamed() throws IOException {
    Table table = csv("a,b\n1,10\n2,9\n3,10\n").read();
    assertEquals(List.of("9", "10"), table.classes());
    assertArrayEquals(new double[] {1, 0, 1}, table.data().targets().values());
  }

  @Test
  void targetsWithFractionsAreNumbers() throws IOException {
    Table table = csv("a,b\n1,10\n2,0.5\n").read();
    assertEquals(List.of(), table.classes());
    assertArrayEquals(new double[] {10, 0.5}, table.data().targets().values());
    assertEquals(
        List.of("0.5", "10"),
        csv("a,b\n1,10\n2,0.5\n").target(Csv.Target.CLASSES).read().classes());
    assertEquals(List.of(), csv("a,b\n1,10\n2,9\n").target(Csv.Target.NUMBERS).read().classes());
  }

  @Test
  void withoutHeaderTheFirstLineIsData() throws IOException {
    Table table = csv("1;2;x\n3;4;y\n").separator(';').withoutHeader().read();
    assertEquals(List.of("column1", "column2"), table.features());
    assertArrayEquals(new double[] {1, 2, 3, 4}, table.data().inputs().values());
  }

  @Test
  void featuresAndClassesCanBeThoseOfAModel() throws IOException {
    Csv csv = csv(FLOWERS).target("species").features(List.of("width", "length"));
    Table table = csv.classes(List.of("virginica", "setosa")).read();
    assertArrayEquals(new double[] {1, 5.1, -2, 4.9, 3, 0.5}, table.data().inputs().values());
    assertArrayEquals(new double[] {1, 0, 1}, table.data().targets().values());
    assertRefused(
        ": line 4, column 2 (\"species\"): \"virginica\" is none of the classes setosa",
        csv.classes(List.of("setosa")));
  }

  @Test
  void examplesToPredictNeedNoTarget() throws IOException {
    CsvSource source = csv("b,a\n1,2\n").target(Csv.Target.ABSENT).features(List.of("a")).open();
    assertEquals(List.of("a"), source.features());
    assertArrayEquals(new double[] {2}, source.load().data().inputs().values());
    assertEquals(List.of("b", "a"), csv("b,a\n1,2\n").target(Csv.Target.ABSENT).open().features());
  }

  @Test
  void missingFeaturesAreErrorsUnlessAllowed() throws IOException {
    String text = "a,b,y\n1,?,p\n,2,q\n";
    assertRefused(
        ": line 2, column 2 (\"b\"): value missing, for which \"?\" stands; --missing says what"
            + " becomes of it",
        csv(text));
    double[] values = csv(text).allowMissing().read().data().inputs().values();
    assertArrayEquals(new double[] {1, Double.NaN, Double.NaN, 2}, values);
    assertRefused(
        ": line 2, column 2 (\"y\"): target missing, for which \"NA\" stands; --missing drop leaves"
            + " the line out, a class needs another name",
        csv("a,y\n1,NA\n").allowMissing());
  }

  @Test
  void faultsAreNamedWithLineAndColumn() throws IOException {
    assertRefused(": empty", csv(""));
    assertRefused(": no line of data", csv("a,b\n"));
    assertRefused(": two columns are named \"a\"", csv("a,a\n1,2\n"));
    assertRefused(": no column \"c\" among \"a\", \"b\"", csv("a,b\n1,2\n").target("c"));
    assertRefused(": no feature among the columns \"a\"", csv("a\n1\n2\n"));
    assertRefused(": column \"b\" has a single class: [x]", csv("a,b\n1,x\n2,x\n"));
    assertRefused(": line 3: 1 field where there are 2 columns", csv("a,b\n1,2\n3\n"));
    assertRefused(": line 3: 3 fields where there are 2 columns", csv("a,b\n1,2\n3,4,5\n"));
    assertRefused(
        ": line 4, column 1 (\"a\"): \"5;1\" is not a number" + NAMES,
        csv("a,b\n\"1\",\"2\n2\"\n\"5;1\",y\n"));
    for (String word : List.of("1d", "0x1p3", "Infinity", "1e999", "--1", "1 2")) {
      assertRefused(
          ": line 2, column 1 (\"a\"): \"" + word + "\" is not a number" + NAMES,
          csv("a,b\n" + word + ",x\n1,y\n"));
    }
    assertRefused(
        ": line 3, column 2 (\"b\"): \"x\" is not a number",
        csv("a,b\n1,2\n1,x\n").target(Csv.Target.NUMBERS));
  }

  @Test
  void columnOfNamesBecomesOneFeatureForEach() throws IOException {
    String text = "size,color,y\n1,red,p\n2,blue,q\n3,red,p\n";
    Table table = csv(text).read();
    assertEquals(List.of("size", "color=blue", "color=red"), table.features());
    assertArrayEquals(new double[] {1, 0, 1, 2, 1, 0, 3, 0, 1}, table.data().inputs().values());
    Csv ofModel = csv("color,size\nblue,7\n").target(Csv.Target.ABSENT);
    double[] read = ofModel.features(table.features()).read().data().inputs().values();
    assertArrayEquals(new double[] {7, 1, 0}, read);
    assertRefused(
        ": line 2, column 1 (\"color\"): \"green\" is none of blue, red",
        csv("color,size\ngreen,7\n").target(Csv.Target.ABSENT).features(table.features()));
    assertRefused(
        ": no column \"shade\" among \"color\", \"size\"",
        csv("color,size\ngreen,7\n").target(Csv.Target.ABSENT).features(List.of("shade=dark")));
  }

  @Test
  void numbersAreCategoriesIfDeclaredSo() throws IOException {
    Csv csv = csv("code,x,y\n10,1,p\n9,2,q\n?,3,p\n").allowMissing();
    Table table = csv.categorical(List.of("code")).ignore(List.of("x")).read();
    assertEquals(List.of("code=9", "code=10"), table.features());
    double[] values = table.data().inputs().values();
    assertArrayEquals(new double[] {0, 1, 1, 0, Double.NaN, Double.NaN}, values);
    assertRefused(
        ": no column \"cod\" among \"code\", \"x\", \"y\"", csv.categorical(List.of("cod")));
  }

  @Test
  void columnOfNumbersAndNamesIsRefusedAtTheFirstName() throws IOException {
    String expected = ": line 3, column 1 (\"a\"): \"z\" is not a number" + NAMES;
    assertRefused(expected, csv("a,b\n1,x\nz,y\n"));
    assertRefused(expected, csv("a,b\n,x\nz,y\n1,x\n").allowMissing());
  }

  @Test
  void columnOfTooManyNamesIsNoCategory() throws IOException {
    StringBuilder text = new StringBuilder("name,y\n");
    for (int i = 0; i <= 1000; i++) {
      text.append('n').append(i).append(",1\nn").append(i).append(",0\n");
    }
    assertRefused(
        ": column \"name\" has more than 1000 different names: too many for categories; --ignore"
            + " leaves it out",
        csv(text.toString()));
  }

  @Test
  void streamIsDividedByChance() throws IOException {
    CsvSource whole = csv(counting(1000)).open();
    CsvSource.Split split = whole.split(0.25, 3);
    List<Double> test = inputs(split.test().batches(64));
    List<Double> train = inputs(split.train().shuffled(64, new SplittableRandom(1)));
    assertEquals(250, test.size(), 50);
    assertEquals(test.size(), split.test().size());
    assertEquals(train.size(), split.train().size());
    assertEquals(test, inputs(whole.split(0.25, 3).test().batches(7)));
    assertEquals(false, test.equals(inputs(whole.split(0.25, 4).test().batches(7))));
    CsvSource.Split again = split.train().split(0.5, 5);
    List<Double> all = new ArrayList<>(test);
    all.addAll(inputs(again.train().batches(9)));
    all.addAll(inputs(again.test().batches(9)));
    assertEquals(inputs(whole.batches(1000)), all.stream().sorted().toList());
    assertThrows(AutodiffException.class, () -> whole.split(1, 3));
  }

  @Test
  void streamIsDividedByClass() throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 0; i < 1000; i++) {
      text.append(i).append(i % 100 == 7 ? ",rare\n" : i % 4 == 0 ? ",some\n" : ",many\n");
    }
    CsvSource whole = csv(text.toString()).open();
    CsvSource.Split split = whole.stratifiedSplit(0.2, 3);
    assertEquals(200, split.test().size());
    assertEquals(800, split.train().size());
    Map<Double, Long> counts = new TreeMap<>();
    for (Batch batch : split.test().batches(64)) {
      Arrays.stream(batch.targets().values()).forEach(y -> counts.merge(y, 1L, Long::sum));
    }
    assertEquals(List.of(148L, 2L, 50L), List.copyOf(counts.values()));
    List<Double> test = inputs(split.test().batches(64));
    assertEquals(test, inputs(whole.stratifiedSplit(0.2, 3).test().batches(7)));
    assertEquals(false, test.equals(inputs(whole.stratifiedSplit(0.2, 4).test().batches(7))));
    List<Double> all = new ArrayList<>(test);
    all.addAll(inputs(split.train().batches(9)));
    assertEquals(inputs(whole.batches(1000)), all.stream().sorted().toList());
    assertThrows(AutodiffException.class, () -> whole.stratifiedSplit(1, 3));
    CsvSource numbers = csv(counting(10)).target(Csv.Target.NUMBERS).open();
    assertThrows(AutodiffException.class, () -> numbers.stratifiedSplit(0.5, 3));
  }

  @Test
  void hugeFieldIsRefused() throws IOException {
    String message = refusal(csv("a,b\n\"" + "1".repeat(20_000_000)));
    assertEquals(true, message.contains("buffer size of 16777216"), message);
  }

  @Test
  void compressedFileIsRead() throws IOException {
    Path file = folder.resolve("t.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(FLOWERS.getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(3, Csv.file(file).target("species").open().size());
  }

  @Test
  void streamGivesTheExamplesInBatches() throws IOException {
    CsvSource source = csv(counting(10)).open();
    List<Integer> sizes = new ArrayList<>();
    List<Double> seen = new ArrayList<>();
    for (Batch batch : source.to(DType.FLOAT32).batches(4)) {
      sizes.add(batch.size());
      assertEquals(DType.FLOAT32, batch.inputs().dtype());
      for (double x : batch.inputs().values()) {
        seen.add(x);
      }
    }
    assertEquals(List.of(4, 4, 2), sizes);
    assertEquals(java.util.stream.IntStream.range(0, 10).mapToObj(i -> (double) i).toList(), seen);
  }

  @Test
  void shuffledStreamGivesEachExampleOnceWithItsTarget() throws IOException {
    CsvSource source = csv(counting(100)).open();
    List<Double> first = inputs(source.shuffled(7, new SplittableRandom(1)));
    assertEquals(first, inputs(source.shuffled(7, new SplittableRandom(1))));
    assertEquals(false, first.equals(inputs(source.shuffled(7, new SplittableRandom(2)))));
    assertEquals(
        java.util.stream.IntStream.range(0, 100).mapToObj(i -> (double) i).toList(),
        first.stream().sorted().toList());
    for (Batch batch : source.shuffled(7, new SplittableRandom(1))) {
      double[] targets = batch.targets().values();
      double[] x = batch.inputs().values();
      for (int i = 0; i < x.length; i++) {
        assertEquals(x[i] + 0.5, targets[i]);
      }
    }
  }

  @Test
  void fileThatChangedMeanwhileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("c.csv"), "a,b\n1,x\n2,y\n");
    CsvSource source = Csv.file(file).open();
    Files.writeString(file, "a,b\n1,x\n2,z\n");
    var e = assertThrows(UncheckedIOException.class, () -> inputs(source.batches(10)));
    assertEquals(
        file + ": line 3, column 2 (\"b\"): \"z\" was not there when the file was opened",
        String.valueOf(e.getCause()).replace(FormatException.class.getName() + ": ", ""));
  }

  @Test
  void separatorAndDecimalMarkAreFoundOut() throws IOException {
    Table table = csv("a;b;y\n1,5;2;p\n-0,25;3;q\n").read();
    assertArrayEquals(new double[] {1.5, 2, -0.25, 3}, table.data().inputs().values());
    assertArrayEquals(
        new double[] {1.5, 2.5}, csv("a\ty\n1.5\tp\n2.5\tq\n").read().data().inputs().values());
    assertEquals(List.of("a;b"), csv("a;b,y\n1,p\n2,q\n").read().features());
    String money = "a;y\n1,234;p\n2,500;q\n";
    assertRefused(
        ": \"1,234\" has a decimal comma or a mark of thousands: --decimal , or --decimal . says"
            + " which",
        csv(money));
    assertArrayEquals(
        new double[] {1.234, 2.5}, csv(money).decimal(',').read().data().inputs().values());
    assertArrayEquals(
        new double[] {1234, 2500}, csv(money).decimal('.').read().data().inputs().values());
  }

  @Test
  void encodingIsFoundOut() throws IOException {
    String text = "größe,y\n1.5,p\n2.5,é\n";
    byte[] mark16 = "\uFEFF".getBytes(StandardCharsets.UTF_16BE);
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16LE)) {
      Path file = Files.write(folder.resolve("e.csv"), text.getBytes(charset));
      assertEquals(List.of("größe"), Csv.file(file).read().features(), charset.name());
      assertEquals(List.of("p", "é"), Csv.file(file).read().classes(), charset.name());
    }
    var marked = new java.io.ByteArrayOutputStream();
    marked.write(mark16);
    marked.write(text.getBytes(StandardCharsets.UTF_16BE));
    Path file = Files.write(folder.resolve("m.csv"), marked.toByteArray());
    assertEquals(List.of("größe"), Csv.file(file).read().features());
    assertRefused(": not text: it holds NUL characters", csv("a,y\n\0,p\n1,q\n"));
  }

  @Test
  void columnsThatSayNothingAreLeftOut() throws IOException {
    StringBuilder text = new StringBuilder(",name,day,x,y\n");
    for (int i = 1; i <= 12; i++) {
      text.append(i).append(",n").append(i).append(",2024-01-0").append(i % 3 + 1);
      text.append(',').append(i * i).append(',').append(i % 2 == 0 ? "p" : "q").append('\n');
    }
    CsvSource source = csv(text.toString()).open();
    assertEquals(List.of("x"), source.features());
    assertEquals(
        """
        encoding   UTF-8         certain: all of it is ASCII
        separator  ,             certain: 4 in each of the first 13 lines
        decimal    .             certain: no number has any
        header     yes           certain: names above numbers
                left out        numbers the lines
        name    left out        12 names in 12 lines, like n12; --categorical takes them
        day     left out        dates or times, like 2024-01-01; --dates makes numbers of them
        x       numbers         1 to 144
        y       target classes  2 classes\
        """,
        source.schema().toString());
    assertEquals(13, csv(text.toString()).categorical(List.of("name")).open().features().size());
    assertRefused(
        ": column \"y\" is left out, but it is the target: name another",
        csv(text.toString()).ignore(List.of("y")));
  }

  @Test
  void numbersWithMarksAreAskedFor() throws IOException {
    for (String field : List.of("+49 30 1", "116.252.17.173", "3%)")) {
      String text = "price,y\n" + field + ",p\n" + field.replace('1', '2') + ",q\n";
      String message = refusal(csv(text));
      assertEquals(true, message.contains(": column \"price\" holds numbers with marks"), message);
      assertEquals(
          true, csv(text).categorical(List.of("price")).open().features().size() > 0, field);
    }
    double[] spaced = csv("a,y\n\u00a01.5\u00a0,p\n2,q\n").read().data().inputs().values();
    assertArrayEquals(new double[] {1.5, 2}, spaced);
  }

  @Test
  void manyWholeNumbersAreNumbersAndUnclearOnesAreAskedFor() throws IOException {
    StringBuilder many = new StringBuilder("x,y\n");
    StringBuilder unclear = new StringBuilder("x,y\n");
    for (int i = 0; i < 600; i++) {
      many.append(i % 7).append(',').append(i % 100).append('\n');
      unclear.append(i % 7).append(',').append(i % 26).append('\n');
    }
    assertEquals(List.of(), csv(many.toString()).open().classes());
    assertEquals(100, csv(many.toString()).target(Csv.Target.CLASSES).open().classes().size());
    assertRefused(
        ": column \"y\" holds 26 whole numbers, each repeated: --classes or --regression says what"
            + " they are",
        csv(unclear.toString()));
    assertEquals(List.of(), csv("x,y\n1,1\n2,4\n3,9\n4,16\n5,25\n6,36\n").read().classes());
  }

  @Test
  void equalNumbersAreOneClass() throws IOException {
    Table table = csv("x,y\n1,1\n2,0\n3,1.0\n4,0.0\n").read();
    assertEquals(List.of("0", "1"), table.classes());
    assertArrayEquals(new double[] {1, 0, 1, 0}, table.data().targets().values());
    Table other = csv("x,y\n1,1.0\n2,0.0\n").classes(List.of("0", "1")).read();
    assertArrayEquals(new double[] {1, 0}, other.data().targets().values());
  }

  @Test
  void headerLikeACategoryIsToldApart() throws IOException {
    String text = "a=b,a,a=x,y\n5,b,1,p\n6,x=z,2,q\n";
    Table table = csv(text).read();
    assertEquals(List.of("a=b", "\"a\"=b", "\"a\"=x=z", "a=x"), table.features());
    Table again = csv(text).features(table.features()).read();
    assertEquals(table.features(), again.features());
    assertArrayEquals(new double[] {5, 1, 0, 1, 6, 0, 1, 2}, again.data().inputs().values());
  }

  private static String counting(int n) {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < n; i++) {
      text.append(i).append(',').append(i).append(".5\n");
    }
    return text.toString();
  }

  private static List<Double> inputs(Iterable<Batch> batches) {
    List<Double> all = new ArrayList<>();
    for (Batch batch : batches) {
      for (double x : batch.inputs().values()) {
        all.add(x);
      }
    }
    return all;
  }

  private Csv csv(String text) throws IOException {
    return Csv.file(Files.writeString(folder.resolve("t.csv"), text));
  }

  private void assertRefused(String message, Csv csv) {
    assertEquals(folder.resolve("t.csv") + message, refusal(csv));
  }

  private static String refusal(Csv csv) {
    return String.valueOf(assertThrows(FormatException.class, csv::read).getMessage());
  }
}
