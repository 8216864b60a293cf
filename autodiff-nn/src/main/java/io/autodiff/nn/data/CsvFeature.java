package io.autodiff.nn.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feature: a column and how its fields become a number. Its name says both: {@code column},
 * {@code column=category}, {@code column [mark]} or {@code column [part]} of a date; the column
 * stands in quotes where another column has that name.
 *
 * @param column the position among the columns
 */
record CsvFeature(int column, How how) {
  /** How a field becomes a number. */
  sealed interface How {
    /** The field is a number with this mark; none if empty. */
    record Numbers(String mark) implements How {}

    /** 1 where the field is this name, else 0; 1 where there is none if the name is empty. */
    record Category(String name) implements How {}

    /** The field is a date, of which this is a part. */
    record Dates(CsvDate.Order order, CsvDate.Part part) implements How {}
  }

  static CsvFeature number(int column) {
    return new CsvFeature(column, new How.Numbers(""));
  }

  static CsvFeature category(int column, String name) {
    return new CsvFeature(column, new How.Category(name));
  }

  /** Returns the category; null if the feature is none. */
  @Nullable String category() {
    return how instanceof How.Category(String name) ? name : null;
  }

  /** Returns the name among the columns of these names. */
  String name(List<String> columns) {
    String plain = columns.get(column);
    String tail =
        switch (how) {
          case How.Numbers(String mark) -> mark.isEmpty() ? "" : " [" + mark + "]";
          case How.Category(String category) -> "=" + category;
          case How.Dates(CsvDate.Order order, CsvDate.Part part) ->
              " [" + (order == CsvDate.Order.PLAIN ? "" : order + ": ") + part + "]";
        };
    return equals(of(plain + tail, columns)) ? plain + tail : quoted(plain) + tail;
  }

  private static String quoted(String column) {
    return '"' + column + '"';
  }

  /**
   * Returns the feature of a name among the columns of these names, of the longest column that the
   * name begins with; null if there is none.
   */
  static @Nullable CsvFeature of(String name, List<String> columns) {
    int exact = columns.indexOf(name);
    if (exact >= 0) {
      return number(exact);
    }
    CsvFeature found = null;
    int longest = -1;
    for (int i = 0; i < columns.size(); i++) {
      for (String head : List.of(columns.get(i), quoted(columns.get(i)))) {
        How how =
            name.startsWith(head) && head.length() > longest
                ? how(name.substring(head.length()))
                : null;
        if (how != null) {
          longest = head.length();
          found = new CsvFeature(i, how);
        }
      }
    }
    return found;
  }

  /** Returns what stands behind a column's name; null if it is nothing that a feature has. */
  private static @Nullable How how(String tail) {
    if (tail.startsWith("=")) {
      return new How.Category(tail.substring(1));
    }
    if (!tail.startsWith(" [") || !tail.endsWith("]")) {
      return null;
    }
    String inner = tail.substring(2, tail.length() - 1);
    for (CsvDate.Part part : CsvDate.Part.values()) {
      for (CsvDate.Order order : CsvDate.Order.values()) {
        String head = order == CsvDate.Order.PLAIN ? "" : order + ": ";
        if (inner.equals(head + part)) {
          return new How.Dates(order, part);
        }
      }
    }
    return CsvNumbers.isMark(inner) ? new How.Numbers(inner) : null;
  }
}
