package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.data.CsvSchema.Kind;
import io.autodiff.nn.io.FormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
      found.add(new CsvColumn(column, name, declared(name)));
    }
  }

  private @Nullable Kind declared(String name) {
    if (csv.categorical.contains(name)) {
      return Kind.CATEGORIES;
    }
    return csv.schema.isPresent() ? Kind.NUMBERS : null;
  }

  /** Looks at a line. */
  void see(CsvRecord line) throws FormatException {
    columns.checkCount(line);
    for (CsvColumn seen : found) {
      String field = columns.field(line, seen.position);
      if (CsvFormat.isMissing(field)) {
        columns.missing(line, seen.position, field);
        seen.missing++;
      } else if (seen.declared == Kind.CATEGORIES) {
        seen.addName(field);
      } else if (CsvFormat.isNumber(field)) {
        if (seen.firstName != null) {
          throw seen.firstName;
        }
        seen.addNumber(CsvFormat.number(field));
      } else {
        FormatException notNumber = columns.notNumber(line, seen.position, field);
        if (seen.hasNumbers() || seen.declared == Kind.NUMBERS) {
          throw notNumber;
        }
        seen.firstName = seen.firstName == null ? notNumber : seen.firstName;
        seen.addName(field);
      }
    }
  }

  /**
   * Returns the features: one for a column of numbers, one for each category of other columns.
   *
   * @param schema to which what the columns hold is added
   * @throws FormatException if a column holds numbers with marks, or too many categories
   */
  List<CsvColumns.Feature> features(List<CsvSchema.Column> schema) throws FormatException {
    List<CsvColumns.Feature> features = new ArrayList<>();
    for (CsvColumn seen : found) {
      String reason = seen.leftOut();
      if (reason != null) {
        schema.add(new CsvSchema.Column(seen.name, Kind.LEFT_OUT, reason));
        continue;
      }
      if (seen.isCategory()) {
        seen.check(csv.name);
        seen.names.stream()
            .sorted(order(seen.names))
            .forEach(name -> features.add(new CsvColumns.Feature(seen.position, name)));
      } else {
        features.add(new CsvColumns.Feature(seen.position, null));
      }
      if (csv.missing == Csv.Missing.CATEGORY && seen.missing > 0) {
        features.add(new CsvColumns.Feature(seen.position, ""));
      }
      Kind kind = seen.isCategory() ? Kind.CATEGORIES : Kind.NUMBERS;
      schema.add(new CsvSchema.Column(seen.name, kind, seen.detail()));
    }
    if (features.isEmpty()) {
      throw new FormatException(csv.name, "no feature is left: " + schema);
    }
    return features;
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
