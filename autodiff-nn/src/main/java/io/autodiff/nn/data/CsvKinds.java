package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which feature columns hold categories: those in which no value is a number, and those
 * that the caller names.
 */
final class CsvKinds {
  /** A column of more different names than this is no category; also bounds what is held. */
  static final int MAX_CATEGORIES = 1000;

  private final Csv csv;
  private final CsvColumns columns;
  private final List<Column> found = new ArrayList<>();

  /** What the scan has seen of one column. */
  private static final class Column {
    private final int position;
    private final boolean declared;
    private boolean hasNumbers;
    private @Nullable FormatException firstName;
    private final Set<String> names = new HashSet<>();

    Column(int position, boolean declared) {
      this.position = position;
      this.declared = declared;
    }

    boolean isCategory() {
      return declared || !names.isEmpty();
    }
  }

  /**
   * @param columns how a line is taken apart
   * @param watched the positions of the features' columns
   */
  CsvKinds(Csv csv, CsvColumns columns, int[] watched) {
    this.csv = csv;
    this.columns = columns;
    for (int column : watched) {
      boolean declared = csv.categorical.contains(columns.names().get(column));
      found.add(new Column(column, declared));
    }
  }

  /** Looks at a line. */
  void see(CsvRecord line) throws FormatException {
    columns.checkCount(line);
    for (Column seen : found) {
      String field = line.getField(seen.position).strip();
      if (CsvFormat.isMissing(field)) {
        columns.missing(line, seen.position, field);
      } else if (seen.declared) {
        add(seen, field);
      } else if (CsvFormat.isNumber(field)) {
        if (seen.firstName != null) {
          throw seen.firstName;
        }
        seen.hasNumbers = true;
      } else {
        FormatException notNumber = columns.notNumber(line, seen.position, field);
        if (seen.hasNumbers) {
          throw notNumber;
        }
        seen.firstName = seen.firstName == null ? notNumber : seen.firstName;
        add(seen, field);
      }
    }
  }

  private void add(Column to, String field) throws FormatException {
    to.names.add(field);
    if (to.names.size() > MAX_CATEGORIES) {
      throw new FormatException(
          csv.name,
          "column \""
              + columns.names().get(to.position)
              + "\" has more than "
              + MAX_CATEGORIES
              + " different names: too many for categories");
    }
  }

  /** Returns the features: one for a column of numbers, one for each category of other columns. */
  List<CsvColumns.Feature> features() {
    List<CsvColumns.Feature> features = new ArrayList<>();
    for (Column seen : found) {
      if (seen.isCategory()) {
        seen.names.stream()
            .sorted(order(seen.names))
            .forEach(name -> features.add(new CsvColumns.Feature(seen.position, name)));
      } else {
        features.add(new CsvColumns.Feature(seen.position, null));
      }
    }
    return features;
  }

  /** Returns the order in which names are numbered: by size if all are numbers, else by name. */
  static Comparator<String> order(Set<String> names) {
    Comparator<String> byName = Comparator.naturalOrder();
    return names.stream().allMatch(CsvFormat::isNumber)
        ? Comparator.comparingDouble(CsvFormat::number).thenComparing(byName)
        : byName;
  }
}
