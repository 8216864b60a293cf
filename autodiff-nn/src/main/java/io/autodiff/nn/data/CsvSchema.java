package io.autodiff.nn.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.ob.JSON;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written and what its columns hold, for its reader to check. As JSON it can be
 * changed by hand and given to {@link Csv#schema}.
 *
 * @param encoding of the text
 * @param separator what stands between columns
 * @param decimal the mark in numbers
 * @param header "true" if the first line names the columns, else "false"
 * @param columns in the file's order
 * @param warnings what may be wrong, a sentence each
 */
public record CsvSchema(
    Finding encoding,
    Finding separator,
    Finding decimal,
    Finding header,
    List<Column> columns,
    List<String> warnings) {

  /** So many columns of features, and warnings, are for a person to read. */
  private static final int MOST_SHOWN = 100;

  /** Copies the lists. */
  public CsvSchema {
    columns = List.copyOf(columns);
    warnings = List.copyOf(warnings);
  }

  /** How sure it is what was found out. */
  public enum Confidence {
    /** The caller said so. */
    GIVEN,
    /** Nothing speaks for anything else. */
    CERTAIN,
    /** Something else is possible. */
    LIKELY,
    /** Nothing speaks for it but that it is usual. */
    GUESSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that was found out.
   *
   * @param reason why it is so, in a few words
   */
  public record Finding(String value, Confidence confidence, String reason) {
    static Finding given(Object value) {
      return new Finding(value.toString(), Confidence.GIVEN, "");
    }

    @Override
    public String toString() {
      return confidence + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /** Returns the decimal mark if the caller or a number of the file says it. */
  public Optional<String> decimalMark() {
    return CsvDialect.isTold(decimal) ? Optional.of(decimal.value) : Optional.empty();
  }

  /** What a column holds. */
  public enum Kind {
    /** A feature that is a number. */
    NUMBERS,
    /** Names or codes, each of which becomes a feature that is 0 or 1. */
    CATEGORIES,
    /** Dates and times, of which numbers become features. */
    DATES,
    /** The same, of two numbers before the year the first is the day. */
    DATES_DAY_FIRST,
    /** The same, the first is the month. */
    DATES_MONTH_FIRST,
    /** Nothing that other examples could be told by. */
    LEFT_OUT,
    /** The classes that are to be told. */
    TARGET_CLASSES,
    /** The numbers that are to be predicted. */
    TARGET_NUMBERS,
    /** How much an example counts in training. */
    WEIGHT;

    /** Returns the name as it stands in a file: {@code left out}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    boolean isDates() {
      return this == DATES || this == DATES_DAY_FIRST || this == DATES_MONTH_FIRST;
    }

    boolean isTarget() {
      return this == TARGET_CLASSES || this == TARGET_NUMBERS;
    }
  }

  /**
   * A column.
   *
   * @param detail range, number of categories and missing values, or why it was left out
   */
  public record Column(String name, Kind kind, String detail) {}

  static String range(double min, double max) {
    return number(min) + " to " + number(max);
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Returns the column of the target, if there is one. */
  Optional<Column> target() {
    return columns.stream().filter(column -> column.kind.isTarget()).findFirst();
  }

  /** Returns the names of the columns of a kind. */
  List<String> names(Kind kind) {
    return columns.stream().filter(c -> c.kind == kind).map(Column::name).toList();
  }

  /** Returns four lines on the file, one for each column, and the warnings. */
  @Override
  public String toString() {
    return text(columns);
  }

  /** Returns {@link #toString} without most of very many columns of features. */
  public String summary() {
    List<Column> shown = new ArrayList<>();
    int hidden = 0;
    for (Column column : columns) {
      boolean feature = column.kind == Kind.NUMBERS || column.kind == Kind.CATEGORIES;
      if (feature && shown.size() >= MOST_SHOWN) {
        hidden++;
      } else {
        shown.add(column);
      }
    }
    if (hidden <= 1) {
      return toString();
    }
    return text(shown)
        + "\n"
        + hidden
        + " more columns are features; the command schema names them";
  }

  private String text(List<Column> shown) {
    StringBuilder text = new StringBuilder();
    line(text, "encoding", encoding.value, encoding);
    line(text, "separator", "\t".equals(separator.value) ? "tab" : separator.value, separator);
    line(text, "decimal", decimal.value, decimal);
    line(text, "header", header.value.equals("true") ? "yes" : "no", header);
    int width = Math.max(6, shown.stream().mapToInt(c -> c.name.length()).max().orElse(0));
    int kinds = shown.stream().mapToInt(c -> c.kind.toString().length()).max().orElse(0);
    String format = "  %-" + Math.max(14, kinds) + "s  %s";
    for (Column column : shown) {
      text.append(column.name.replaceAll("\\R", " "));
      text.append(" ".repeat(width - column.name.length()));
      text.append(String.format(Locale.ROOT, format, column.kind, column.detail));
      text.append('\n');
    }
    warnings.stream()
        .limit(MOST_SHOWN)
        .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
    if (warnings.size() > MOST_SHOWN) {
      text.append("warning: ").append(warnings.size() - MOST_SHOWN).append(" more\n");
    }
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String what, String value, Finding finding) {
    text.append(String.format(Locale.ROOT, "%-9s  %-12s  %s%n", what, value, finding));
  }

  /** Returns the schema in JSON, which {@link #read} takes. */
  public String json() throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("encoding", encoding.value);
    fields.put("separator", separator.value);
    fields.put("decimal", decimal.value);
    fields.put("header", header.value.equals("true"));
    List<Map<String, String>> all = new ArrayList<>();
    for (Column column : columns) {
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("name", column.name);
      entry.put("kind", column.kind.toString());
      entry.put("detail", column.detail);
      all.add(entry);
    }
    fields.put("columns", all);
    fields.put("warnings", warnings);
    return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields);
  }

  /**
   * Reads a schema that {@link #json} wrote and a user may have changed.
   *
   * @throws FormatException if a field is missing or not one of those that {@link #json} writes
   */
  public static CsvSchema read(Path file) throws IOException {
    Map<String, Object> fields;
    try {
      fields = JSON.std.mapFrom(Files.readString(file));
    } catch (JacksonException e) {
      throw new FormatException(file, "not a schema in JSON: " + e.getMessage(), e);
    }
    List<Column> columns = new ArrayList<>();
    if (!(fields.get("columns") instanceof List<?> list) || list.isEmpty()) {
      throw new FormatException(file, "no list of \"columns\"");
    }
    for (Object element : list) {
      columns.add(column(file, element));
    }
    if (columns.stream().filter(column -> column.kind.isTarget()).count() > 1) {
      throw new FormatException(file, "more than one target among the columns");
    }
    return new CsvSchema(
        Finding.given(text(file, fields, "encoding")),
        Finding.given(text(file, fields, "separator")),
        Finding.given(text(file, fields, "decimal")),
        Finding.given(text(file, fields, "header")),
        columns,
        List.of());
  }

  private static String text(Path file, Map<?, ?> fields, String name) throws FormatException {
    Object value = fields.get(name);
    boolean fits =
        switch (name) {
          case "separator" -> value instanceof String s && s.length() == 1;
          case "decimal" -> ".".equals(value) || ",".equals(value);
          case "header" -> value instanceof Boolean;
          default -> value instanceof String;
        };
    if (!fits) {
      throw new FormatException(file, "\"" + name + "\" is " + value);
    }
    return String.valueOf(value);
  }

  private static Column column(Path file, @Nullable Object element) throws FormatException {
    if (element instanceof Map<?, ?> map && map.get("name") instanceof String name) {
      for (Kind kind : Kind.values()) {
        if (kind.toString().equals(map.get("kind"))) {
          return new Column(name, kind, "");
        }
      }
      throw new FormatException(
          file,
          "column \""
              + name
              + "\" is of kind "
              + map.get("kind")
              + ", not one of "
              + List.of(Kind.values()));
    }
    throw new FormatException(file, "a column without a name: " + element);
  }
}
