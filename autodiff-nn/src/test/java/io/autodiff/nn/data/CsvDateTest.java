package io.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.autodiff.nn.data.CsvDate.Order;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dates are read as they are written, and become numbers where the caller asks for them. */
class CsvDateTest {
  @TempDir Path folder;

  @Test
  void datesAreReadAsTheyAreWritten() {
    for (String field :
        List.of(
            "2024-02-29",
            "2024/2/29",
            "20240229",
            "29.02.2024",
            "29.2.24",
            "29/02/2024",
            "02/29/2024",
            "29 Feb 2024",
            "February 29, 2024",
            "29-Feb-2024",
            "Thu, 29 Feb 2024 00:00:00 GMT",
            "2024-02-29T00:00Z",
            "2024-02-28 23:00:00-01:00",
            "02/29/2024 12:00 AM")) {
      Order order = field.startsWith("02/") ? Order.MONTH_FIRST : Order.DAY_FIRST;
      assertEquals("2024-02-29", String.valueOf(CsvDate.parse(field, order)), field);
    }
    assertEquals("13:05", String.valueOf(CsvDate.parse("1:05 pm", Order.PLAIN)));
    assertEquals("2024-02-01", String.valueOf(CsvDate.parse("2024-02", Order.PLAIN)));
    assertEquals("1970-01-01", String.valueOf(CsvDate.parse("1.1.70", Order.PLAIN)));
    for (String field :
        List.of(
            "2023-02-29", "2024-13-01", "31.04.2024", "25:00", "13:00 PM", "202402", "1.5", "")) {
      assertNull(CsvDate.parse(field, Order.DAY_FIRST), field);
    }
  }

  @Test
  void partsAreDaysAndPlacesInYearWeekAndDay() {
    CsvDate date = CsvDate.parse("1970-01-05 06:00", Order.PLAIN);
    assertNotNull(date);
    assertEquals(4.25, date.part(CsvDate.Part.DAYS));
    assertEquals(Math.sin(2 * Math.PI * 4.25 / 365), date.part(CsvDate.Part.YEAR_SIN), 1e-15);
    assertEquals(0, date.part(CsvDate.Part.WEEK_SIN), 1e-15); // a Monday
    assertEquals(1, date.part(CsvDate.Part.DAY_SIN), 1e-15);
    assertEquals(0, date.part(CsvDate.Part.DAY_COS), 1e-15);
  }

  @Test
  void datesAreLeftOutUnlessAskedFor() throws IOException {
    String text = "day,x,y\n2024-01-31,1,p\n2024-02-29,2,q\n2025-02-28,3,p\n";
    assertEquals(List.of("x"), csv(text).open().features());
    CsvSource source = csv(text).dates(List.of("day")).open();
    assertEquals(
        List.of(
            "day [days]",
            "day [year sin]",
            "day [year cos]",
            "day [week sin]",
            "day [week cos]",
            "x"),
        source.features());
    assertEquals(CsvSchema.Kind.DATES, source.schema().columns().getFirst().kind());
    assertEquals("2024-01-31 to 2025-02-28", source.schema().columns().getFirst().detail());
    double[] first = source.load().data().inputs().values();
    assertEquals(19753, first[0]);
    Csv model = csv("x,day\n7,31 Jan 2024\n").features(source.features());
    double[] again = model.target(Csv.Target.ABSENT).read().data().inputs().values();
    assertArrayEquals(java.util.Arrays.copyOf(first, 5), java.util.Arrays.copyOf(again, 5));
  }

  @Test
  void orderOfDayAndMonthIsFoundAndHeld() throws IOException {
    Csv told = csv("day,y\n01/02/2024,p\n13/02/2024,q\n").dates(List.of("day"));
    CsvSource source = told.open();
    assertEquals("day [day first: days]", source.features().getFirst());
    assertEquals(CsvSchema.Kind.DATES_DAY_FIRST, source.schema().columns().getFirst().kind());
    Csv fresh = csv("day\n03/04/2024\n").features(source.features()).target(Csv.Target.ABSENT);
    assertEquals(19816, fresh.read().data().inputs().values()[0]); // the third of April
    String unclear = "day,y\n01/02/2024,p\n03/04/2024,q\n";
    assertRefused(
        ": column \"day\" holds \"01/02/2024\", and no other date tells the day from the month:"
            + " --day-first or --month-first says which it is",
        csv(unclear).dates(List.of("day")));
    assertEquals(
        "day [month first: days]",
        csv(unclear)
            .dates(List.of("day"), CsvSchema.Kind.DATES_MONTH_FIRST)
            .open()
            .features()
            .getFirst());
    assertEquals(
        "day [days]",
        csv(unclear.replace('/', '.')).dates(List.of("day")).open().features().getFirst());
    assertRefused(
        ": line 3, column 1 (\"day\"): \"02/13/2024\" is not a date or time",
        csv("day,y\n13/02/2024,p\n02/13/2024,q\n").dates(List.of("day")));
    assertRefused(
        ": line 3, column 1 (\"day\"): \"12:30\" is not a date or time",
        csv("day,y\n13/02/2024,p\n12:30,q\n").dates(List.of("day")));
  }

  @Test
  void dateOfTwoReadingsIsRefusedWhereTheTrainingHadNone() throws IOException {
    CsvSource plain = csv("day,y\n2024-01-02,p\n2024-02-13,q\n").dates(List.of("day")).open();
    Csv same = csv("day\n04/04/2024\n").features(plain.features()).target(Csv.Target.ABSENT);
    assertEquals(19817, same.read().data().inputs().values()[0]);
    assertRefused(
        ": line 2, column 1 (\"day\"): \"03/04/2024\" has the day or the month first, and no date"
            + " of the training tells which: write it as those are, such as 2024-12-31",
        csv("day\n03/04/2024\n").features(plain.features()).target(Csv.Target.ABSENT));
  }

  @Test
  void yearsOfTwoDigitsThatMayBeOfTheLastCenturyAreWarnedOf() throws IOException {
    List<String> dates = List.of("day");
    assertEquals(
        List.of(
            "column \"day\" holds years of two digits, like 27.08.31, read as one after 2000: write"
                + " four digits if it is one before"),
        warnings(csv("day,y\n19.09.90,1.5\n27.08.31,2.5\n").dates(dates)));
    assertEquals(List.of(), warnings(csv("day,y\n19.09.98,1.5\n27.08.24,2.5\n").dates(dates)));
    assertEquals(List.of(), warnings(csv("day,y\n2040-09-30,1.5\n1.1.2031,2.5\n").dates(dates)));
  }

  private static List<String> warnings(Csv csv) throws IOException {
    return csv.open().schema().warnings();
  }

  @Test
  void timesOfDayAndMissingDatesHaveTheirFeatures() throws IOException {
    Csv times = csv("at,y\n06:00,p\n?,q\n18:00,p\n").dates(List.of("at"));
    assertRefused(
        ": line 3, column 1 (\"at\"): value missing, for which \"?\" stands; --missing says what"
            + " becomes of it",
        times);
    CsvSource source = times.missing(Csv.Missing.CATEGORY).open();
    assertEquals(List.of("at [day sin]", "at [day cos]", "at="), source.features());
    double[] all = source.load().data().inputs().values();
    assertEquals(Double.NaN, all[3]);
    assertEquals(1, all[5]);
  }

  @Test
  void schemaHoldsDates() throws IOException {
    String text = "day,x,y\n01/02/2024,1,p\n13/02/2024,2,q\n";
    CsvSource found = csv(text).dates(List.of("day")).open();
    Path schema = Files.writeString(folder.resolve("s.json"), found.schema().json());
    CsvSource held = csv(text).schema(CsvSchema.read(schema)).open();
    assertEquals(found.features(), held.features());
    assertEquals(found.schema().columns(), held.schema().columns());
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
