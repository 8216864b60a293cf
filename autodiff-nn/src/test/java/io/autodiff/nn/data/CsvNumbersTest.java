package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers are read as people write them, or refused, never taken for names in silence. */
class CsvNumbersTest {
  @TempDir Path folder;

  @Test
  void groupsOfDigitsAreOneNumber() throws IOException {
    for (String field :
        List.of(
            "1.234.567,5",
            "1 234 567,5",
            "1\u00a0234\u00a0567,5",
            "1\u202f234\u202f567,5",
            "1'234'567,5",
            "1\u2019234\u2019567,5",
            "1234567,5")) {
      assertArrayEquals(new double[] {1234567.5, -2.5}, features(field, "-2,5"), field);
    }
    for (String field : List.of("1,234,567.5", "12,34,567.5", "1 234 567.5", "1'234'567.5")) {

      assertArrayEquals(new double[] {1234567.5, -2.5}, features(field, "\u22122.5"), field);
    }
    assertArrayEquals(new double[] {1234567, 20}, features("1.234.567", "20"));
    assertArrayEquals(new double[] {4377.39, 1}, features("4,377.39", "1"));
  }

  @Test
  void decimalMarkThatIsNotClearIsAskedFor() throws IOException {
    String points = "b;y\n1.160;p\n881;q\n";
    assertRefused(
        ": \"1.160\" has a decimal point or a mark of thousands: --decimal , or --decimal . says"
            + " which",
        csv(points));
    assertArrayEquals(
        new double[] {1160, 881}, csv(points).decimal(',').read().data().inputs().values());
    CsvSchema commas = csv("b,y\n1.160,p\n8.810,q\n").open().schema();
    assertEquals(CsvSchema.Confidence.LIKELY, commas.decimal().confidence());
    assertRefused(
        ": line 3, column 1 (\"b\"): \"1,25\" is not a number; it is one by --decimal , but"
            + " others are none by that: one mark is for all",
        csv("b;y\n1.5;p\n1,25;q\n"));
  }

  @Test
  void pointBesideDecimalCommasIsRefused() throws IOException {
    String tail = " has a point that divides no thousands, where the decimal mark is a comma: all";
    String end = tail + " numbers of a file have one mark";
    String mixed = "a;b;y\n1,7;8.875;p\n1,8;2.5;q\n1,9;2.505;p\n";
    assertRefused(": line 3, column 2 (\"b\"): \"2.5\"" + end, csv(mixed).decimal(','));
    assertRefused(
        ": line 3, column 2 (\"b\"): \"2.5\"" + end,
        csv(mixed).decimal(',').target("y").features(List.of("a", "b")));
    assertRefused(": line 3, column 2 (\"b\"): \"2.5\"" + end, csv(mixed).decimal(',').target("b"));
    assertRefused(
        ": line 3, column 2 (\"b\"): \"2.5\"" + end,
        csv(mixed).decimal(',').target("y").weight("b"));
    assertEquals(4, csv(mixed).decimal(',').categorical(List.of("b")).open().features().size());
    assertRefused(
        ": line 2, column 1 (\"b\"): \"$2.5\" is not a number; it is one by --decimal .",
        csv("b;y\n$2.5;p\n$1,50;q\n").decimal(','));
    String late = "b;y\n" + "1,7;p\n".repeat(1200) + "2.5;q\n";
    assertRefused(": line 1202, column 1 (\"b\"): \"2.5\"" + end, csv(late));
  }

  @Test
  void currencyAndPerCentStandBesideNumbers() throws IOException {
    for (String field :
        List.of(
            "$12.5",
            "$ 12.5",
            "12.5 \u20ac",
            "12.5\u00a0\u20ac",
            "CHF 12.5",
            "12.5 EUR",
            "12.5%",
            "US$12.5",
            "12.5 kr",
            "Rs. 12.5")) {
      CsvSource source = csv(two(field, field.replace("12", "13"))).open();
      assertArrayEquals(new double[] {12.5, 13.5}, source.load().data().inputs().values(), field);
      assertEquals(1, source.features().size());
      assertTrue(source.features().getFirst().matches("b \\[.+]"), source.features().toString());
    }
    assertArrayEquals(new double[] {-1200.5, 3}, features("-$1,200.5", "$3"));
    assertArrayEquals(new double[] {-1200.5, 3}, features("($1,200.5)", "$3"));
  }

  @Test
  void negativeNumbersAreReadAsAccountsHaveThem() throws IOException {
    assertArrayEquals(new double[] {-84.74, 3}, features("(84.74)", "3"));
    assertArrayEquals(new double[] {-1200, -3}, features("(1,200)", "(3.0)"));
    assertArrayEquals(new double[] {3.5, -84.74}, features("3.5", "84.74-"));
    assertArrayEquals(new double[] {3.5, -1084.74}, features("3,5", "1.084,74-"));
    assertArrayEquals(new double[] {3.5, -1084.74}, features("3,5", "(1.084,74)"));
    CsvSource source = open(two("(84.74)", "3"));
    assertArrayEquals(
        new double[] {-7, -8.5},
        csv("b\n(7)\n8.5-\n")
            .features(source.features())
            .target(Csv.Target.ABSENT)
            .read()
            .data()
            .inputs()
            .values());
    assertEquals(List.of("b=0-17", "b=65-"), open(two("0-17", "65-")).features());
    assertEquals(List.of("b=(5)", "b=none yet"), open(two("none yet", "(5)")).features());
    for (String field : List.of("(-5)", "-(5)", "(5", "5)", "(5-)", "-5.5-", "(5.5-)")) {
      assertThrows(FormatException.class, () -> open(two("3", field)), field);
    }
  }

  @Test
  void markOfTheTrainingIsHeld() throws IOException {
    assertRefused(
        ": line 3, column 1 (\"b\"): \"5 \u20ac\" is not a number with the mark $ as the others"
            + " are",
        csv(two("$4", "5 \u20ac")));
    assertRefused(
        ": line 3, column 1 (\"b\"): \"$5\" has a mark that the other numbers do not have",
        csv(two("4", "$5")));
    List<String> trained = csv(two("79.8%", "12%")).open().features();
    assertEquals(List.of("b [%]"), trained);
    Csv fresh = csv(two("0.798", "0.12")).features(trained).target(Csv.Target.ABSENT);
    assertRefused(
        ": line 2, column 1 (\"b\"): \"0.798\" is not a number with the mark % as the others are",
        fresh);
    Csv named = csv("b [%],b,y\n1,5%,p\n2,6%,q\n");
    assertEquals(List.of("b [%]", "\"b\" [%]"), named.open().features());
    assertArrayEquals(
        new double[] {1, 5, 2, 6},
        named.features(named.open().features()).read().data().inputs().values());
  }

  @Test
  void namesThatMeanTheSameAreOne() throws IOException {
    assertEquals(
        List.of("FALSE", "True"), csv(targets("True", "FALSE", "true", "false")).open().classes());
    assertEquals(
        List.of("100000000000000000", "100000000000000001"),
        csv(targets("100000000000000000", "100000000000000001", "1e17", "100000000000000001.0"))
            .open()
            .classes());
    assertEquals(2, open("f,x,y\nyes,1,p\nYES,2,q\nno,3,p\n").features().size() - 1);
    CsvSource colors = open("f,x,y\nRed,1,p\nred,2,q\n");
    assertEquals(
        List.of("column \"f\" holds \"Red\" and \"red\", different categories"), warnings(colors));
    assertEquals(
        List.of("b"),
        csv(targets("b\u200b", "b", "\u00a0b\u202f", "c")).open().classes().subList(0, 1));
  }

  @Test
  void namesThatMeanTheSameAreCountedTogether() throws IOException {
    CsvSource source = csv(targets("1", "1.0", "1.0", "0", "0")).target(Csv.Target.CLASSES).open();
    assertEquals(List.of(), source.schema().warnings());
    assertEquals(
        List.of("one example only of class no"),
        csv(targets("yes", "YES", "no")).open().schema().warnings());
  }

  @Test
  void targetsThatAreNoClassesAreRefused() throws IOException {
    StringBuilder numbers = new StringBuilder("a,y\n");
    StringBuilder ids = new StringBuilder("a,y\n");
    for (int i = 0; i < 30; i++) {
      numbers.append(i).append(',').append(i == 7 ? "inf" : i + ".5").append('\n');
      ids.append(i).append(",id").append(i).append('\n');
    }
    assertRefused(
        ": line 9, column 2 (\"y\"): \"inf\" is not a number; --classes takes it and the others for"
            + " names",
        csv(numbers.toString()));
    assertRefused(
        ": column \"y\" holds 30 names in 30 lines, such as \"id0\": --target names another column,"
            + " --classes takes them for classes",
        csv(ids.toString()));
    assertEquals(30, csv(ids.toString()).target(Csv.Target.CLASSES).open().classes().size());
    assertRefused(
        ": column \"y\" holds numbers with marks, such as \"5%\": to predict the number, take the"
            + " marks away; --classes takes them for names",
        csv(targets("5%", "6%")));
    assertRefused(
        ": column \"y\" holds dates or times, such as \"2024-01-31\": --target names another"
            + " column, --classes takes them for names",
        csv(targets("2024-01-31", "2024-02-01")));
  }

  @Test
  void columnWithoutValuesIsLeftOut() throws IOException {
    CsvSource source = open("a,y,\n1,p,\n2,q,\n");
    assertEquals(List.of("a"), source.features());
    assertEquals("y", source.target());
    assertEquals("no value in any line", source.schema().columns().getLast().detail());
    assertRefused(
        ": line 3, column 2 (\"b\"): value missing; --missing says what becomes of it",
        csv("a,b,y\n1,2,p\n2,,q\n,3,p\n"));
    assertEquals(List.of("a"), open("a,day,y\n1,,p\n2,2024-01-31,q\n").features());
  }

  @Test
  void numbersThatMayMeanSomethingElseAreWarnedOf() throws IOException {
    assertEquals(
        List.of(
            "column \"a\" holds -999 in 2 lines, far from all else: leave these fields empty if the"
                + " value is missing"),
        warnings(open("a,y\n1.5,p\n-999,q\n2.5,p\n-999,q\n")));
    assertEquals(List.of(), warnings(open("a,y\n990,p\n999,q\n995,p\n999,q\n")));
    assertEquals(
        List.of("column \"a\" holds dates as numbers, like 20240131; --dates reads them"),
        warnings(open("a,y\n20240131,p\n20240201,q\n")));
    assertEquals(
        List.of(
            "column \"a\" holds whole numbers that are too large to be exact; those beyond 2^53 are"
                + " not told apart"),
        warnings(open("a,y\n9007199254740995,p\n1,q\n")));
    assertEquals(
        List.of("column \"a\" holds leading zeros, like 01067; --categorical takes codes"),
        warnings(open("a,y\n10115,p\n01067,q\n")));
    assertEquals(List.of(), warnings(open("a,y\n0.5,p\n0,q\n")));
  }

  @Test
  void datesAsNumbersAreWarnedOfInTheTarget() throws IOException {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int i = 1; i <= 30; i++) {
      text.append(i).append(",202401").append(i < 10 ? "0" : "").append(i).append('\n');
    }
    assertEquals(
        List.of(
            "column \"y\" holds dates as numbers, like 20240101; they are predicted as plain"
                + " numbers, in which months are no equal steps"),
        warnings(open(text.toString())));
    assertEquals(List.of(), warnings(open(text + "31,20249999\n")));
  }

  @Test
  void namesOfTheLinesAreLeftOutOfLongFilesToo() throws IOException {
    StringBuilder unique = new StringBuilder("a,n,y\n");
    StringBuilder many = new StringBuilder("a,n,y\n");
    for (int i = 0; i < 3000; i++) {
      String tail = i % 2 == 0 ? ",p\n" : ",q\n";
      unique.append(i % 7).append(",n").append(i).append(tail);
      many.append(i % 7).append(",n").append(i * 2 / 5).append(tail);
    }
    CsvSource source = open(unique.toString());
    assertEquals(List.of("a"), source.features());
    assertEquals(
        "more than 1000 names in 3000 lines, like n2999",
        source.schema().columns().get(1).detail());
    assertRefused(
        ": column \"n\" has more than 1000 different names: too many for categories; --ignore"
            + " leaves it out",
        csv(many.toString()));
  }

  @Test
  void idsOfVeryLongFilesAreLeftOutToo() {
    CsvColumn ids = new CsvColumn(0, "id", null, null);
    CsvColumn numbers = new CsvColumn(0, "id", null, null);
    for (int i = 0; i < (1 << 20) + 5; i++) {
      ids.addNumber(7.0 * i, "7");
      numbers.addNumber(i % 1000, "7");
    }
    assertEquals("an id, by its name and values; --schema can make it a number", ids.leftOut());
    assertNull(numbers.leftOut());
  }

  @Test
  void pointBesideDecimalCommasIsNoNumberOfAFit() throws IOException {
    csv("x;y\n1,7;2\n1,8;2,5\n");
    assertEquals(1, NumberColumns.read(folder.resolve("t.csv"), Set.of("y")).size());
    csv("x;y\n" + "1,7;2\n".repeat(1200) + "1,8;2.5\n");
    assertThrows(
        FormatException.class, () -> NumberColumns.read(folder.resolve("t.csv"), Set.of("y")));
  }

  @Test
  void faultyTextIsNamedAsSuch() throws IOException {
    assertRefused(": line 3: a quote is opened and not closed", csv("a,y\n1,p\n2,\"q\n3,p\n4,q\n"));
    assertEquals(List.of("p", "q\nr"), csv("a,y\n1,p\n2,\"q\nr\"\n").open().classes());
    Path file = folder.resolve("t.csv");
    byte[] text = "a,y\n1,süß\n2,öde\n3,s?ß\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    text[text.length - 4] = (byte) 0xfc;
    Files.write(file, text);
    assertRefused(
        ": the text is not all UTF-8: --encoding names another, such as windows-1252",
        Csv.file(file));
    assertEquals(
        List.of("p", "q"), csv("\"a\", \"y\"\n\"1\", \"p\"\n\"2\", \"q\"\n").open().classes());
  }

  @Test
  void firstLineThatDiffersIsNamed() throws IOException {
    String start = ": no feature among the columns \"";
    assertRefused(
        start
            + "a\ty\"; the first line has 1 of the mark tab, each other line 2: a name is missing,"
            + " that of the first column if it names the rows",
        csv("a\ty\nr1\t1\tp\nr2\t2\tq\n"));
    assertRefused(
        start
            + "# made\"; the first line has 0 of the mark ',', each other line 1: it does not name"
            + " the columns",
        csv("# made\na,y\n1,p\n"));
    assertRefused(
        ": the first line names the separator, for a spreadsheet, and no columns: delete it",
        csv("sep=;\na;y\n1;p\n2;q\n"));
  }

  private static String two(String first, String second) {
    return "b;y\n" + first + ";p\n" + second + ";q\n";
  }

  private static String targets(String... names) {
    StringBuilder text = new StringBuilder("a;y\n");
    for (int i = 0; i < names.length; i++) {
      text.append(i).append(';').append(names[i]).append('\n');
    }
    return text.toString();
  }

  private double[] features(String first, String second) throws IOException {
    return open(two(first, second)).load().data().inputs().values();
  }

  private static List<String> warnings(CsvSource source) {
    return source.schema().warnings().stream().filter(w -> w.startsWith("column")).toList();
  }

  private CsvSource open(String text) throws IOException {
    return csv(text).open();
  }

  private Csv csv(String text) throws IOException {
    return Csv.file(Files.writeString(folder.resolve("t.csv"), text));
  }

  private void assertRefused(String message, Csv csv) {
    assertEquals(
        folder.resolve("t.csv") + message,
        assertThrows(FormatException.class, csv::read).getMessage());
  }
}
