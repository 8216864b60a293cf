package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.data.CsvSchema.Kind;
import io.autodiff.nn.io.FormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which feature columns hold categories: those in which no value is a number, and those
 * that the caller names; and which columns say nothing about other examples.
 */
final class CsvKinds {
  private final Csv csv;
  private final CsvColumns columns;
  private final List<CsvColumn> found = new ArrayList<>();

  /**
   * @param columns how a line is taken apart
   * @param watched the positions of the features' columns
   */
  CsvKinds(Csv csv, CsvColumns columns, int[] watched) {
    this.csv = csv;
    this.columns = columns;
    for (int column : watched) {
      String name = columns.names().get(column);
      Kind kind = declared(name);
      CsvDates dates = kind != null && kind.isDates() ? new CsvDates(order(kind)) : null;
      found.add(new CsvColumn(column, name, kind, dates));
    }
  }

  private @Nullable Kind declared(String name) {
    if (csv.categorical.contains(name)) {
      return Kind.CATEGORIES;
    }
    if (csv.dates.contains(name)) {
      return csv.dateKind;
    }
    if (csv.schema.isPresent()) {
      return csv.schema.get().columns().stream()
          .filter(column -> column.name().equals(name))
          .map(CsvSchema.Column::kind)
          .findFirst()
          .orElse(Kind.NUMBERS);
    }
    return null;
  }

  private static CsvDate.@Nullable Order order(Kind kind) {
    return switch (kind) {
      case DATES_DAY_FIRST -> CsvDate.Order.DAY_FIRST;
      case DATES_MONTH_FIRST -> CsvDate.Order.MONTH_FIRST;
      default -> null;
    };
  }

  /** Looks at a line. */
  void see(CsvRecord line) throws FormatException {
    columns.checkCount(line);
    for (CsvColumn seen : found) {
      String field = columns.field(line, seen.position);
      if (CsvFormat.isMissing(field)) {
        seeMissing(line, seen, field);
      } else if (seen.declared == Kind.CATEGORIES) {
        seen.addName(field);
      } else if (seen.dates != null) {
        if (!seen.addDate(seen.dates, field)) {
          throw columns.notDate(line, seen.position, field);
        }
      } else {
        seeNumberOrName(line, seen, field);
      }
    }
  }

  /** Keeps the fault of a missing value until it is known whether the column has any. */
  private void seeMissing(CsvRecord line, CsvColumn seen, String field) {
    seen.missing++;
    if (csv.missing == Csv.Missing.REFUSED && seen.firstMissing == null) {
      seen.firstMissing = columns.isMissing(line, seen.position, field);
      seen.missingLine = line.getStartingLineNumber();
    }
  }

  private void seeNumberOrName(CsvRecord line, CsvColumn seen, String field)
      throws FormatException {
    columns.checkDecimal(line, seen.position);
    CsvNumbers.Marked number = columns.marked(field);
    boolean accounted = number != null && number.mark().isEmpty() && !CsvFormat.isNumber(field);
    if (number != null && !(accounted && seen.firstName != null)) {
      if (seen.firstName != null) {
        throw seen.firstName;
      }
      seen.mark = seen.mark == null ? number.mark() : seen.mark;
      columns.checkMark(line, seen.position, field, number, seen.mark);
      seen.addNumber(number.number(), field);
      return;
    }
    String otherwise = seen.declared == null ? "; --categorical takes the column for names" : "";
    FormatException notNumber = columns.notNumber(line, seen.position, field, otherwise);
    if (seen.hasNumbers() || seen.declared == Kind.NUMBERS) {
      throw notNumber;
    }
    seen.firstName = seen.firstName == null ? notNumber : seen.firstName;
    seen.addName(field);
  }

  /**
   * Returns the features: one for a column of numbers, one for each category of other columns.
   *
   * @param schema to which what the columns hold is added
   * @throws FormatException if a column holds numbers with marks, or too many categories
   */
  List<CsvFeature> features(List<CsvSchema.Column> schema) throws FormatException {
    checkMissing();
    List<CsvFeature> features = new ArrayList<>();
    for (CsvColumn seen : found) {
      String reason = seen.leftOut();
      if (reason != null) {
        schema.add(new CsvSchema.Column(seen.name, Kind.LEFT_OUT, reason));
        continue;
      }
      Kind kind = addTo(features, seen);
      if (csv.missing == Csv.Missing.CATEGORY && seen.missing > 0) {
        features.add(CsvFeature.category(seen.position, ""));
      }
      schema.add(new CsvSchema.Column(seen.name, kind, seen.detail()));
    }
    if (features.isEmpty()) {
      String all =
          schema.stream()
              .map(column -> "\"" + column.name() + "\" (" + column.detail() + ")")
              .collect(Collectors.joining(", "));
      throw new FormatException(csv.name, "no feature is left, left out are " + all);
    }
    return features;
  }

  /** Refuses the first missing value, unless its column is left out. */
  private void checkMissing() throws FormatException {
    CsvColumn first = null;
    for (CsvColumn seen : found) {
      boolean earlier = first == null || seen.missingLine < first.missingLine;
      first = seen.firstMissing != null && seen.leftOut() == null && earlier ? seen : first;
    }
    if (first != null && first.firstMissing != null) {
      throw first.firstMissing;
    }
  }

  /** Adds the features that a column gives, and returns what it holds. */
  private Kind addTo(List<CsvFeature> features, CsvColumn seen) throws FormatException {
    if (seen.dates != null) {
      return addTo(features, seen, seen.dates);
    }
    if (seen.isCategory()) {
      seen.check(csv.name, columns.decimalHint(seen.example()));
      seen.names.stream()
          .sorted(order(seen.names))
          .forEach(name -> features.add(CsvFeature.category(seen.position, name)));
      return Kind.CATEGORIES;
    }
    String mark = seen.mark == null ? "" : seen.mark;
    features.add(new CsvFeature(seen.position, new CsvFeature.How.Numbers(mark)));
    return Kind.NUMBERS;
  }

  private Kind addTo(List<CsvFeature> features, CsvColumn seen, CsvDates dates)
      throws FormatException {
    String unclear = dates.unclear();
    if (unclear != null) {
      throw new FormatException(
          csv.name,
          "column \""
              + seen.name
              + "\" holds \""
              + unclear
              + "\", and no other date tells the day from the month: --day-first or --month-first"
              + " says which it is");
    }
    CsvDate.Order order = dates.order();
    for (CsvDate.Part part : dates.parts()) {
      features.add(new CsvFeature(seen.position, new CsvFeature.How.Dates(order, part)));
    }
    return switch (order) {
      case PLAIN -> Kind.DATES;
      case DAY_FIRST -> Kind.DATES_DAY_FIRST;
      case MONTH_FIRST -> Kind.DATES_MONTH_FIRST;
    };
  }

  /** Returns what may be wrong with the columns. */
  List<String> warnings() {
    return found.stream()
        .filter(seen -> seen.leftOut() == null)
        .map(CsvColumn::warning)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Returns whether a column of features holds numbers. */
  boolean hasNumbers() {
    return found.stream().anyMatch(CsvColumn::hasNumbers);
  }

  /** Returns the order in which names are numbered: by size if all are numbers, else by name. */
  static Comparator<String> order(Set<String> names) {
    Comparator<String> byName = Comparator.naturalOrder();
    return names.stream().allMatch(CsvFormat::isNumber)
        ? Comparator.comparingDouble(CsvFormat::number).thenComparing(byName)
        : byName;
  }
}
