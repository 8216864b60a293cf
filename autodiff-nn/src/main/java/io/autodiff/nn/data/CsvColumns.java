package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a CSV file, which give the features and the target of a line. */
final class CsvColumns {
  private final Csv csv;
  private final CsvDialect dialect;
  private final List<String> names;
  private final List<Feature> features;
  private final Map<Integer, ClassNames> categories = new HashMap<>();
  private final int target;
  private final int weight;

  /**
   * A feature.
   *
   * @param column its position among the columns
   * @param category what the column must hold for the feature to be 1, else it is 0; empty if no
   *     value at all; null if the column holds numbers
   */
  record Feature(int column, @Nullable String category) {}

  /**
   * @param target the target's position, or -1
   * @param weight the position of the weights, or -1
   */
  CsvColumns(
      Csv csv,
      CsvDialect dialect,
      List<String> names,
      List<Feature> features,
      int target,
      int weight) {
    this.csv = csv;
    this.dialect = dialect;
    this.names = names;
    this.features = features;
    this.target = target;
    this.weight = weight;
    Map<Integer, List<String>> known = new HashMap<>();
    for (Feature feature : features) {
      if (feature.category != null) {
        known.computeIfAbsent(feature.column, _ -> new ArrayList<>()).add(feature.category);
      }
    }
    known.forEach((column, all) -> categories.put(column, new ClassNames(all)));
  }

  /** Returns the same columns with other features. */
  CsvColumns with(List<Feature> others) {
    return new CsvColumns(csv, dialect, names, others, target, weight);
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
              + " columns"
              + hint());
    }
  }

  private String hint() {
    try {
      String hint = dialect.hint(csv);
      return hint == null ? "" : "; " + hint;
    } catch (IOException _) {
      return ""; // The fault of the line is to be told, not that of a second reading.
    }
  }

  /** Returns whether a line is an example: nothing in it is of the kind that drops it. */
  boolean isUsable(CsvRecord line) throws FormatException {
    if (!csv.drops()) {
      return true;
    }
    checkCount(line);
    boolean missing = isMissing(line, target) || isMissing(line, weight);
    boolean unknown = false;
    for (Feature feature : features) {
      missing |= isMissing(line, feature.column);
      unknown |=
          feature.category != null
              && !isMissing(line, feature.column)
              && known(feature.column).indexOf(dialect.field(line, feature.column)) < 0;
    }
    return !(missing && csv.missing == Csv.Missing.DROPPED)
        && !(unknown && csv.unknown == Csv.Unknown.DROPPED);
  }

  private boolean isMissing(CsvRecord line, int column) {
    return column >= 0 && CsvFormat.isMissing(dialect.field(line, column));
  }

  private ClassNames known(int column) {
    return categories.getOrDefault(column, new ClassNames(List.of()));
  }

  private double number(CsvRecord line, int column) throws FormatException {
    String field = dialect.field(line, column);
    double number = CsvFormat.number(field);
    return Double.isFinite(number) ? number : missing(line, column, field);
  }

  private double indicator(CsvRecord line, int column, String category) throws FormatException {
    String field = dialect.field(line, column);
    ClassNames known = known(column);
    if (CsvFormat.isMissing(field) && known.indexOf(field) < 0) {
      boolean told = known.indexOf("") >= 0;
      return category.isEmpty() ? 1 : told ? 0 : missing(line, column, field);
    }
    int is = known.indexOf(field);
    if (is >= 0) {
      return known.names().get(is).equals(category) ? 1 : 0;
    }
    boolean ofNumbers = known.names().size() == 1 && category.isEmpty();
    if (ofNumbers || csv.unknown == Csv.Unknown.NONE) {
      return 0;
    }
    throw new FormatException(
        place(line, column), "\"" + field + "\" is none of " + String.join(", ", known.names()));
  }

  /** Returns NaN for a missing field where the caller allows it, and refuses any other field. */
  double missing(CsvRecord line, int column, String field) throws FormatException {
    boolean missing = CsvFormat.isMissing(field);
    if (missing && csv.missing != Csv.Missing.REFUSED) {
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

  /** Returns whether a line lacks its target. */
  boolean lacksTarget(CsvRecord line) {
    return isMissing(line, target);
  }

  boolean hasWeights() {
    return weight >= 0;
  }

  /** Returns how much a line counts. */
  double weight(CsvRecord line) throws FormatException {
    String field = dialect.field(line, weight);
    double number = CsvFormat.number(field);
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw new FormatException(
          place(line, weight), "\"" + field + "\" is no weight, a number from 0 on");
    }
    return number;
  }

  String targetPlace(CsvRecord line) {
    return place(line, target);
  }

  private String place(CsvRecord line, int column) {
    return CsvFormat.place(csv.name, line, column, names.get(column));
  }
}
