package io.autodiff.nn.data;

import java.util.List;
import java.util.Locale;

/**
 * What the columns of a CSV file hold, for its reader to check.
 *
 * @param dialect the encoding, separator and decimal mark in words
 * @param columns in the file's order
 */
public record CsvSchema(String dialect, List<Column> columns) {
  /** Copies the list. */
  public CsvSchema {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param kind numbers, categories, target or left out
   * @param detail range, number of categories and missing values, or why it was left out
   */
  public record Column(String name, String kind, String detail) {}

  static String range(double min, double max) {
    return number(min) + " to " + number(max);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Returns a line for each column. */
  @Override
  public String toString() {
    int width = Math.max(6, columns.stream().mapToInt(c -> c.name.length()).max().orElse(0));
    StringBuilder text = new StringBuilder(dialect);
    for (Column column : columns) {
      text.append('\n').append(column.name).append(" ".repeat(width - column.name.length()));
      text.append(String.format(Locale.ROOT, "  %-10s  %s", column.kind, column.detail));
    }
    return text.toString();
  }
}
