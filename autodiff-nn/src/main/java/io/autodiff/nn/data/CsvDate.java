package io.autodiff.nn.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date, a time, or both, as a field of a table holds them. Times with an offset are those of UTC.
 *
 * @param date null if there is a time only
 */
record CsvDate(@Nullable LocalDate date, LocalTime time) {
  private static final double SECONDS = 86_400;
  private static final double NANOS = 1e9;

  /** Years of two digits begin here. */
  private static final int FIRST_YEAR = 1970;

  /** From this year of two digits on, spreadsheets read years of the last century. */
  private static final int FIRST_DOUBTFUL = 30;

  private static final Pattern DATE =
      Pattern.compile(
          "(?:\\p{Alpha}{3,9},? )?(\\d{1,4}|\\p{Alpha}{3,9})[-/. ,]+(\\d{1,2}|\\p{Alpha}{3,9})"
              + "[-/. ,]+(\\d{4}|\\d{1,2})(?:[T ,]+(.*))?");
  private static final Pattern COMPACT =
      Pattern.compile("(\\d{4})[-/]?(\\d{2})(?:[-/]?(\\d{2}))?(?:[T ]+(.*))?");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*([AaPp])?(?:\\.?[Mm]\\.?)?\\s*"
              + "(Z|UTC|GMT|[-+]\\d{2}(?::?\\d{2})?)?");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** Which of two numbers up to twelve is the day, where the year stands last. */
  enum Order {
    /** It is not to be asked: no date of the column has both. */
    PLAIN,
    DAY_FIRST,
    MONTH_FIRST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** A number made of a date. */
  enum Part {
    /** Days since 1970. */
    DAYS,
    /** Of the day's place in its year, as an angle; so with the week and the time of day. */
    YEAR_SIN,
    YEAR_COS,
    WEEK_SIN,
    WEEK_COS,
    DAY_SIN,
    DAY_COS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Returns the date of a field; null if it holds none. */
  static @Nullable CsvDate parse(String field, Order order) {
    if (field.isEmpty() || field.length() > 40 || !Character.isLetterOrDigit(field.charAt(0))) {
      return null;
    }
    try {
      Matcher compact = COMPACT.matcher(field);
      if (compact.matches() && (field.length() != 6 || compact.group(3) != null)) {
        String day = compact.group(3) == null ? "1" : compact.group(3);
        return of(date(compact.group(1), compact.group(2), day), compact.group(4));
      }
      Matcher parts = DATE.matcher(field);
      if (parts.matches()) {
        return of(date(parts, order), parts.group(4));
      }
      Matcher time = TIME.matcher(field);
      return time.matches() ? new CsvDate(null, time(time)) : null;
    } catch (DateTimeException | NumberFormatException _) {
      return null; // Not each group of digits is a date.
    }
  }

  /** Returns whether a field is a date with the day first and another with the month first. */
  static boolean isUnclear(String field) {
    if (field.length() > 3 && field.chars().limit(4).allMatch(Character::isDigit)) {
      return false; // The year stands first.
    }
    CsvDate dayFirst = parse(field, Order.DAY_FIRST);
    CsvDate monthFirst = parse(field, Order.MONTH_FIRST);
    return dayFirst != null && monthFirst != null && !dayFirst.equals(monthFirst);
  }

  /** Returns whether a field has a year of two digits that is likelier one of the last century. */
  static boolean isYearDoubtful(String field) {
    Matcher parts = DATE.matcher(field);
    if (!parts.matches() || parts.group(1).length() == 4 || parts.group(3).length() != 2) {
      return false;
    }
    int year = Integer.parseInt(parts.group(3));
    return year >= FIRST_DOUBTFUL && year < FIRST_YEAR % 100;
  }

  private static LocalDate date(Matcher parts, Order order) {
    String first = parts.group(1);
    String second = parts.group(2);
    String third = parts.group(3);
    if (first.length() == 4 && Character.isDigit(first.charAt(0))) {
      return date(first, second, third);
    }
    boolean named = Character.isLetter(first.charAt(0));
    boolean dotted = parts.group().charAt(parts.end(1)) == '.';
    boolean dayFirst =
        !named && (dotted || Character.isLetter(second.charAt(0)) || order != Order.MONTH_FIRST);
    return dayFirst ? date(third, second, first) : date(third, first, second);
  }

  private static LocalDate date(String year, String month, String day) {
    int number = Integer.parseInt(year);
    if (year.length() <= 2) {
      number += FIRST_YEAR / 100 * 100 + (number < FIRST_YEAR % 100 ? 100 : 0);
    }
    int ofYear =
        Character.isDigit(month.charAt(0))
            ? Integer.parseInt(month)
            : MONTHS.indexOf(month.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
    return LocalDate.of(number, ofYear, Integer.parseInt(day));
  }

  private static @Nullable CsvDate of(LocalDate date, @Nullable String rest) {
    if (rest == null || rest.isEmpty()) {
      return new CsvDate(date, LocalTime.MIDNIGHT);
    }
    Matcher time = TIME.matcher(rest);
    if (!time.matches()) {
      return null;
    }
    LocalDateTime moment = date.atTime(time(time));
    String offset = time.group(6);
    if (offset != null && Character.isDigit(offset.charAt(offset.length() - 1))) {
      moment = moment.minusSeconds(ZoneOffset.of(offset).getTotalSeconds());
    }
    return new CsvDate(moment.toLocalDate(), moment.toLocalTime());
  }

  private static LocalTime time(Matcher time) {
    int hour = Integer.parseInt(time.group(1));
    String half = time.group(5);
    if (half != null) {
      ChronoField.CLOCK_HOUR_OF_AMPM.checkValidValue(hour);
      hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
    }
    int second = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
    String fraction = time.group(4) == null ? "0" : time.group(4);
    int nanos = (int) Math.round(Double.parseDouble("0." + fraction) * NANOS);
    return LocalTime.of(hour, Integer.parseInt(time.group(2)), second, nanos);
  }

  /** Returns a part; NaN if it is of the date, and there is none. */
  double part(Part part) {
    double ofDay = time.toNanoOfDay() / NANOS / SECONDS;
    if (part == Part.DAY_SIN || part == Part.DAY_COS) {
      return part == Part.DAY_SIN ? sin(ofDay) : cos(ofDay);
    }
    if (date == null) {
      return Double.NaN;
    }
    double ofYear = (date.getDayOfYear() - 1 + ofDay) / date.lengthOfYear();
    double ofWeek = (date.getDayOfWeek().getValue() - 1) / 7.0;
    return switch (part) {
      case DAYS -> date.toEpochDay() + ofDay;
      case YEAR_SIN -> sin(ofYear);
      case YEAR_COS -> cos(ofYear);
      case WEEK_SIN -> sin(ofWeek);
      case WEEK_COS -> cos(ofWeek);
      case DAY_SIN, DAY_COS -> throw new IllegalStateException(part.toString());
    };
  }

  private static double sin(double turn) {
    return Math.sin(2 * Math.PI * turn);
  }

  private static double cos(double turn) {
    return Math.cos(2 * Math.PI * turn);
  }

  @Override
  public String toString() {
    return date == null
        ? time.toString()
        : time.equals(LocalTime.MIDNIGHT) ? date.toString() : date + " " + time;
  }
}
