package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The columns of a CSV file, which give the features and the target of a line. */
final class CsvColumns {
  private final Csv csv;
  private final CsvDialect dialect;
  private final List<String> names;
  private final List<Feature> features;
  private final Map<Integer, Set<String>> categories = new HashMap<>();
  private final int target;

  /**
   * A feature.
   *
   * @param column its position among the columns
   * @param category what the column must hold for the feature to be 1, else it is 0; null if the
   *     column holds numbers
   */
  record Feature(int column, @Nullable String category) {}

  /**
   * @param target the target's position, or -1
   */
  CsvColumns(Csv csv, CsvDialect dialect, List<String> names, List<Feature> features, int target) {
    this.csv = csv;
    this.dialect = dialect;
    this.names = names;
    this.features = features;
    this.target = target;
    for (Feature feature : features) {
      if (feature.category != null) {
        categories.computeIfAbsent(feature.column, _ -> new TreeSet<>()).add(feature.category);
      }
    }
  }

  /** Returns the same columns with other features. */
  CsvColumns with(List<Feature> others) {
    return new CsvColumns(csv, dialect, names, others, target);
  }

  List<Feature> features() {
    return features;
  }

  int featureCount() {
    return features.size();
  }

  CsvDialect dialect() {
    return dialect;
  }

  /**
   * Returns the features' names: the column's, or {@code column=category}; {@code
   * "column"=category} where a column has the former name.
   */
  List<String> featureNames() {
    return features.stream().map(this::name).toList();
  }

  private String name(Feature feature) {
    String column = names.get(feature.column);
    if (feature.category == null) {
      return column;
    }
    String plain = column + "=" + feature.category;
    return feature.equals(feature(plain, names)) ? plain : quoted(column) + feature.category;
  }

  private static String quoted(String column) {
    return '"' + column + "\"=";
  }

  /**
   * Returns the feature of a name among the columns of these names, the longest that the name
   * begins with; null if there is none.
   */
  static @Nullable Feature feature(String name, List<String> columns) {
    int exact = columns.indexOf(name);
    if (exact >= 0) {
      return new Feature(exact, null);
    }
    Feature found = null;
    int longest = -1;
    for (int i = 0; i < columns.size(); i++) {
      for (String head : List.of(columns.get(i) + "=", quoted(columns.get(i)))) {
        if (name.startsWith(head) && head.length() > longest) {
          longest = head.length();
          found = new Feature(i, name.substring(head.length()));
        }
      }
    }
    return found;
  }

  /** Returns a field without space around it, a number in it with a decimal point. */
  String field(CsvRecord line, int column) {
    return dialect.field(line, column);
  }

  String targetName() {
    return target < 0 ? "" : names.get(target);
  }

  List<String> names() {
    return names;
  }

  /** Writes a line's features to {@code out} from {@code at} on. */
  void features(CsvRecord line, double[] out, int at) throws FormatException {
    checkCount(line);
    for (int i = 0; i < features.size(); i++) {
      Feature feature = features.get(i);
      out[at + i] =
          feature.category == null
              ? number(line, feature.column)
              : indicator(line, feature.column, feature.category);
    }
  }

  void checkCount(CsvRecord line) throws FormatException {
    if (line.getFieldCount() != names.size()) {
      throw new FormatException(
          csv.name + ": line " + line.getStartingLineNumber(),
          line.getFieldCount()
              + (line.getFieldCount() == 1 ? " field" : " fields")
              + " where there are "
              + names.size()
              + " columns");
    }
  }

  private double number(CsvRecord line, int column) throws FormatException {
    String field = dialect.field(line, column);
    double number = CsvFormat.number(field);
    return Double.isFinite(number) ? number : missing(line, column, field);
  }

  private double indicator(CsvRecord line, int column, String category) throws FormatException {
    String field = dialect.field(line, column);
    if (field.equals(category)) {
      return 1;
    }
    Set<String> known = categories.getOrDefault(column, Set.of());
    if (known.contains(field)) {
      return 0;
    }
    if (CsvFormat.isMissing(field)) {
      return missing(line, column, field);
    }
    throw new FormatException(
        place(line, column), "\"" + field + "\" is none of " + String.join(", ", known));
  }

  /** Returns NaN for a missing field where the caller allows it, and refuses any other field. */
  double missing(CsvRecord line, int column, String field) throws FormatException {
    boolean missing = CsvFormat.isMissing(field);
    if (missing && csv.missingAllowed) {
      return Double.NaN;
    }
    throw missing
        ? new FormatException(place(line, column), "value missing")
        : notNumber(line, column, field);
  }

  FormatException notNumber(CsvRecord line, int column, String field) {
    return new FormatException(place(line, column), "\"" + field + "\" is not a number");
  }

  /** Returns a line's target as it is written. */
  String target(CsvRecord line) throws FormatException {
    String field = dialect.field(line, target);
    if (CsvFormat.isMissing(field)) {
      throw new FormatException(targetPlace(line), "target missing");
    }
    return field;
  }

  String targetPlace(CsvRecord line) {
    return place(line, target);
  }

  private String place(CsvRecord line, int column) {
    return CsvFormat.place(csv.name, line, column, names.get(column));
  }
}
