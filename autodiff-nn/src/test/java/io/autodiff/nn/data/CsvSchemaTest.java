package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.nn.data.CsvSchema.Confidence;
import io.autodiff.nn.data.CsvSchema.Kind;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file holds is found out with a stated confidence, and can be said by hand. */
class CsvSchemaTest {
  @TempDir Path folder;

  @Test
  void schemaReadBackReadsTheSameExamples() throws IOException {
    String text = "a;color;n;y\n1,5;red;1;p\n2,5;blue;2;q\n";
    CsvSource found = csv(text).open();
    CsvSchema again = CsvSchema.read(schema(found.schema().json()));
    CsvSource held = csv(text).schema(again).open();
    assertEquals(found.features(), held.features());
    assertEquals(found.classes(), held.classes());
    assertArrayEquals(inputs(found), inputs(held));
    assertEquals(Confidence.GIVEN, held.schema().separator().confidence());
    assertEquals(found.schema().columns(), held.schema().columns());
  }

  @Test
  void schemaChangedByHandDecidesKinds() throws IOException {
    String text = "a,code,y\n1,10,1\n2,20,2\n3,10,4\n";
    String json = csv(text).target(Csv.Target.CLASSES).open().schema().json();
    String changed =
        json.replaceAll("(\"code\",\\s+\"kind\" : )\"numbers\"", "$1\"categories\"")
            .replaceAll("(\"a\",\\s+\"kind\" : )\"numbers\"", "$1\"left out\"")
            .replace("target classes", "target numbers");
    CsvSource held = csv(text).schema(CsvSchema.read(schema(changed))).open();
    assertEquals(List.of("code=10", "code=20"), held.features());
    assertEquals(List.of(), held.classes());
    assertEquals("by the schema", held.schema().columns().getFirst().detail());
  }

  @Test
  void schemaOfOtherColumnsIsRefused() throws IOException {
    CsvSchema schema = csv("a,b,y\n1,2,p\n2,3,q\n").open().schema();
    assertRefused(": column \"c\" is not in the schema", csv("a,b,c,y\n1,2,3,p\n").schema(schema));
    assertRefused(": no column \"b\" among \"a\", \"y\"", csv("a,y\n1,p\n2,q\n").schema(schema));
    assertRefused(
        ": line 2, column 1 (\"a\"): \"x\" is not a number", csv("a,b,y\nx,2,p\n").schema(schema));
  }

  @Test
  void schemaWithFaultsIsRefused() throws IOException {
    String json = csv("a,y\n1,p\n2,q\n").open().schema().json();
    for (String[] fault :
        new String[][] {
          {"\"numbers\"", "\"number\"", "column \"a\" is of kind number, not one of [numbers,"},
          {"\"numbers\"", "\"target numbers\"", "more than one target among the columns"},
          {"\"decimal\" : \".\"", "\"decimal\" : \"x\"", "\"decimal\" is x"},
          {"\"header\" : true", "\"header\" : 1", "\"header\" is 1"},
          {"{", "", "not a schema in JSON"}
        }) {
      Path file = schema(json.replaceFirst(java.util.regex.Pattern.quote(fault[0]), fault[1]));
      var e = assertThrows(FormatException.class, () -> CsvSchema.read(file));
      assertTrue(String.valueOf(e.getMessage()).contains(fault[2]), e.getMessage());
    }
  }

  @Test
  void summaryLeavesOutMostOfManyColumns() throws IOException {
    String names = IntStream.range(0, 150).mapToObj(i -> "x" + i).collect(Collectors.joining(","));
    String numbers =
        IntStream.range(0, 150).mapToObj(i -> i + ".5").collect(Collectors.joining(","));
    CsvSchema schema =
        csv(names + ",y\n" + numbers + ",p\n" + numbers.replace(".5", ".25") + ",q\n")
            .open()
            .schema();
    assertEquals(156, schema.toString().lines().count());
    List<String> lines = schema.summary().lines().toList();
    assertEquals(107, lines.size());
    assertTrue(lines.get(104).startsWith("y "), lines.get(104));
    assertEquals("50 more columns are features; the command schema names them", lines.getLast());
    CsvSchema few = csv("a,y\n1,p\n2,q\n").open().schema();
    assertEquals(few.toString(), few.summary());
  }

  @Test
  void confidenceIsStated() throws IOException {
    CsvSchema plain = csv("a,y\n1.5,p\n2,q\n").open().schema();
    assertEquals(Confidence.CERTAIN, plain.encoding().confidence());
    assertEquals(Confidence.CERTAIN, plain.separator().confidence());
    assertEquals(Confidence.CERTAIN, plain.header().confidence());
    CsvSchema mixed = csv("a,y;z\n1.5,p;x\n2,q;y\n").open().schema();
    assertEquals(Confidence.LIKELY, mixed.separator().confidence());
    CsvSchema names = csv("a,y\nu,p\nv,q\n").open().schema();
    assertEquals(Confidence.GUESSED, names.header().confidence());
    Path file =
        Files.write(
            folder.resolve("w.csv"), "a,y\n1,€\n2,“\n".getBytes(Charset.forName("windows-1252")));
    CsvSource source = Csv.file(file).open();
    assertEquals(List.of("“", "€"), source.classes());
    assertEquals(Confidence.LIKELY, source.schema().encoding().confidence());
    Path latin =
        Files.write(
            folder.resolve("l.csv"), "a,y\n1,é\n2,è\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(Confidence.GUESSED, Csv.file(latin).open().schema().encoding().confidence());
    Charset greek = Charset.forName("ISO-8859-7");
    Path other = Files.write(folder.resolve("g.csv"), "a,y\n1,α\n2,β\n".getBytes(greek));
    assertEquals(List.of("α", "β"), Csv.file(other).encoding(greek).open().classes());
  }

  @Test
  void firstLineOfNumbersIsAskedFor() throws IOException {
    String text = "5.1,3.5,a\n4.9,3.0,b\n";
    assertRefused(
        ": the first line holds 2 numbers where names of columns are expected: --no-header takes it"
            + " for data, --header for names",
        csv(text));
    assertEquals(2, csv(text).withoutHeader().open().size());
    assertEquals(
        List.of("5.1", "3.5"), csv("5.1,3.5,a\n4.9,3.0,p\n4,3,q\n").withHeader().open().features());
  }

  @Test
  void hintNamesTheSeparatorThatDivides() throws IOException {
    assertRefused(
        ": no feature among the columns \"a:b:y\"; every line has as many of another mark:"
            + " --separator ':'",
        csv("a:b:y\n1:2:p\n3:4:q\n"));
    assertRefused(
        ": no feature among the columns \"a\tb\"; every line has as many of another mark:"
            + " --separator tab",
        csv("a\tb\n1\tx\n2\ty\n").separator(','));
  }

  @Test
  void wholeNumbersThatDoNotCountUpAreAskedFor() throws IOException {
    StringBuilder gaps = new StringBuilder("x,y\n");
    StringBuilder counting = new StringBuilder("x,y\n");
    for (int i = 0; i < 40; i++) {
      gaps.append(i % 7).append(',').append(new int[] {1, 2, 3, 4, 6, 8}[i % 6]).append('\n');
      counting.append(i % 7).append(',').append(i % 6 + 1).append('\n');
    }
    assertRefused(
        ": column \"y\" holds the whole numbers 1, 2, 3, 4, 6, 8, which do not count up from 0 or"
            + " 1: --classes or --regression says what they are",
        csv(gaps.toString()));
    assertEquals(6, csv(gaps.toString()).target(Csv.Target.CLASSES).open().classes().size());
    assertEquals(6, csv(counting.toString()).open().classes().size());
    assertEquals(List.of("2", "4"), csv("x,y\n1,2\n2,4\n3,2\n").open().classes());
  }

  @Test
  void timesAndNumberedThingsAreLeftOut() throws IOException {
    StringBuilder text = new StringBuilder("at,customerId,paid,x,y\n");
    for (int i = 0; i < 12; i++) {
      text.append(i % 2 + 10).append(":30,").append(900 - 7 * i).append(',').append(i % 2 + 900);
      text.append(',').append(i * i).append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    CsvSource source = csv(text.toString()).open();
    assertEquals(List.of("paid", "x"), source.features());
    assertEquals(Kind.LEFT_OUT, source.schema().columns().get(1).kind());
    assertEquals(List.of("x"), csv("d,x,y\n2024-01-01,1,p\n2024-01-02,2,q\n").open().features());
  }

  @Test
  void equalNumbersAreOneCategory() throws IOException {
    Csv csv = csv("code,y\n1,p\n1.0,q\n2,p\n").categorical(List.of("code"));
    assertEquals(List.of("code=1", "code=2"), csv.open().features());
    Csv other = csv("code,y\n2.00,p\n01,q\n").features(List.of("code=1", "code=2"));
    assertArrayEquals(new double[] {0, 1, 1, 0}, inputs(other.open()));
  }

  @Test
  void missingValuesCanBeACategory() throws IOException {
    String text = "a,c,y\n1,red,p\n,blue,q\n3,NA,p\n";
    CsvSource source = csv(text).missing(Csv.Missing.CATEGORY).open();
    assertEquals(List.of("a", "a=", "c=blue", "c=red", "c="), source.features());
    assertArrayEquals(
        new double[] {1, 0, 0, 1, 0, Double.NaN, 1, 1, 0, 0, 3, 0, 0, 0, 1}, inputs(source));
    Csv later = csv("c,a\n<NA>,None\n").target(Csv.Target.ABSENT).allowMissing();
    assertArrayEquals(
        new double[] {Double.NaN, 1, 0, 0, 1}, inputs(later.features(source.features()).open()));
  }

  @Test
  void linesThatLackAValueCanBeLeftOut() throws IOException {
    String text =
        "id,a,d,y\nu,1,2024-01-01,p\nv,?,2024-01-02,q\nw,3,,p\nx,4,2024-01-04,\nz,5,2024-01-05,q\n";
    Csv csv = csv(text).ignore(List.of("id")).missing(Csv.Missing.DROPPED);
    CsvSource source = csv.open();
    assertArrayEquals(new double[] {1, 3, 5}, inputs(source), "a missing date says nothing");
    assertEquals(List.of("u", "w", "z"), texts(source, "id"));
    assertArrayEquals(new long[] {1, 3, 5}, source.lines().toArray());
    assertEquals(2, source.leftOut());
    assertEquals(List.of("2 lines lack a value and are left out"), source.schema().warnings());
    assertRefused(
        ": no line is left: each lacks a value",
        csv("a,b,y\n,1,p\n1,,q\n").missing(Csv.Missing.DROPPED));
  }

  @Test
  void unknownCategoriesAreRefusedNoneOrLeftOut() throws IOException {
    Csv csv =
        csv("c,a\nred,1\ngreen,2\n")
            .target(Csv.Target.ABSENT)
            .features(List.of("a", "c=blue", "c=red"));
    assertRefused(": line 3, column 1 (\"c\"): \"green\" is none of blue, red", csv);
    assertArrayEquals(
        new double[] {1, 0, 1, 2, 0, 0}, inputs(csv.unknown(Csv.Unknown.NONE).open()));
    CsvSource dropped = csv.unknown(Csv.Unknown.DROPPED).open();
    assertArrayEquals(new double[] {1, 0, 1}, inputs(dropped));
    assertArrayEquals(new long[] {1}, dropped.lines().toArray());
  }

  @Test
  void weightsAreNoFeature() throws IOException {
    CsvSource source = csv("a,w,y\n1,0.5,p\n2,2,q\n").weight("w").open();
    assertEquals(List.of("a"), source.features());
    assertArrayEquals(new double[] {0.5, 2}, source.load().data().weights().orElseThrow().values());
    assertRefused(
        ": line 3, column 2 (\"w\"): \"-1\" is no weight, a number from 0 on",
        csv("a,w,y\n1,0.5,p\n2,-1,q\n").weight("w"));
    assertRefused(
        ": column \"y\" is the target, it can't be the weight", csv("a,y\n1,2\n2,1\n").weight("y"));
  }

  @Test
  void whatMayBeWrongIsSaid() throws IOException {
    CsvSource source = csv("a,b,y\n1,7,p\n2,7,q\n3,7,q\n").open();
    assertEquals(
        List.of("column \"b\" holds one value only", "one example only of class p"),
        source.schema().warnings());
  }

  @Test
  void tableMayHaveManyColumns() throws IOException {
    int width = 20_000;
    String head = IntStream.range(0, width).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String line = IntStream.range(0, width).mapToObj(i -> "1").collect(Collectors.joining(","));
    CsvSource source = csv(head + ",y\n" + line + ",p\n" + line + ",q\n").open();
    assertEquals(width, source.features().size());
  }

  private Csv csv(String text) throws IOException {
    return Csv.file(Files.writeString(folder.resolve("t.csv"), text));
  }

  private Path schema(String json) throws IOException {
    return Files.writeString(folder.resolve("schema.json"), json);
  }

  private static double[] inputs(CsvSource source) throws IOException {
    return source.load().data().inputs().values();
  }

  private static List<String> texts(CsvSource source, String column) {
    List<String> all = new ArrayList<>();
    source.texts(column).forEach(all::add);
    return all;
  }

  private void assertRefused(String message, Csv csv) {
    var e = assertThrows(FormatException.class, csv::read);
    assertEquals(folder.resolve("t.csv") + message, e.getMessage());
  }
}
