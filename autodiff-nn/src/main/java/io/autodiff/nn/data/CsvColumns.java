package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.data.CsvFeature.How;
import io.autodiff.nn.io.FormatException;
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
  private final List<CsvFeature> features;
  private final Map<Integer, ClassNames> categories = new HashMap<>();
  private final int target;
  private final int weight;
  private final CsvNumbers numbers;

  /**
   * @param target the target's position, or -1
   * @param weight the position of the weights, or -1
   */
  CsvColumns(
      Csv csv,
      CsvDialect dialect,
      List<String> names,
      List<CsvFeature> features,
      int target,
      int weight) {
    this.csv = csv;
    this.dialect = dialect;
    this.names = names;
    this.features = features;
    this.target = target;
    this.weight = weight;
    this.numbers = dialect.numbers();
    Map<Integer, List<String>> known = new HashMap<>();
    for (CsvFeature feature : features) {
      if (feature.how() instanceof How.Category(String name)) {
        known.computeIfAbsent(feature.column(), _ -> new ArrayList<>()).add(name);
      }
    }
    known.forEach((column, all) -> categories.put(column, new ClassNames(all)));
  }

  /** Returns the same columns with other features. */
  CsvColumns with(List<CsvFeature> others) {
    return new CsvColumns(csv, dialect, names, others, target, weight);
  }

  List<CsvFeature> features() {
    return features;
  }

  int featureCount() {
    return features.size();
  }

  CsvDialect dialect() {
    return dialect;
  }

  /** Returns the features' names. */
  List<String> featureNames() {
    return features.stream().map(feature -> feature.name(names)).toList();
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
      int column = features.get(i).column();
      out[at + i] =
          switch (features.get(i).how()) {
            case How.Numbers(String mark) -> number(line, column, mark);
            case How.Category(String name) -> indicator(line, column, name);
            case How.Dates dates -> part(line, column, dates);
          };
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
              + dialect.hintOrNothing(csv));
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
    for (CsvFeature feature : features) {
      missing |= isMissing(line, feature.column());
      unknown |=
          feature.how() instanceof How.Category
              && !isMissing(line, feature.column())
              && known(feature.column()).indexOf(dialect.field(line, feature.column())) < 0;
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

  private double number(CsvRecord line, int column, String mark) throws FormatException {
    String field = dialect.field(line, column);
    checkDecimal(line, column);
    if (mark.isEmpty()) {
      double number = CsvFormat.number(field);
      if (Double.isFinite(number)) {
        return number;
      }
    }
    CsvNumbers.Marked marked = numbers.marked(field);
    if (marked == null || (mark.isEmpty() && !marked.mark().isEmpty())) {
      return missing(line, column, field);
    }
    checkMark(line, column, field, marked, mark);
    return marked.number();
  }

  /** Refuses a number with a point that divides no thousands, where the decimal mark is a comma. */
  void checkDecimal(CsvRecord line, int column) throws FormatException {
    if (dialect.contradicts(line, column)) {
      throw new FormatException(
          place(line, column),
          "\""
              + CsvFormat.strip(line.getField(column))
              + "\" has a point that divides no thousands, where the decimal mark is a comma: all"
              + " numbers of a file have one mark");
    }
  }

  /** Refuses a target as {@link #checkDecimal(CsvRecord, int)} does. */
  void checkTargetDecimal(CsvRecord line) throws FormatException {
    checkDecimal(line, target);
  }

  /** Refuses a number whose mark is not that of the others. */
  void checkMark(CsvRecord line, int column, String field, CsvNumbers.Marked number, String mark)
      throws FormatException {
    if (!number.mark().equals(mark)) {
      throw new FormatException(
          place(line, column),
          mark.isEmpty()
              ? "\"" + field + "\" has a mark that the other numbers do not have"
              : "\"" + field + "\" is not a number with the mark " + mark + " as the others are");
    }
  }

  private double part(CsvRecord line, int column, How.Dates dates) throws FormatException {
    String field = dialect.field(line, column);
    if (CsvFormat.isMissing(field)) {
      return missing(line, column, field);
    }
    CsvDate date = CsvDate.parse(field, dates.order());
    checkOrder(line, column, field, dates.order());
    double part = date == null ? Double.NaN : date.part(dates.part());
    if (Double.isNaN(part)) {
      throw notDate(line, column, field);
    }
    return part;
  }

  /** Refuses a date that has two readings, if no date of the training had. */
  private void checkOrder(CsvRecord line, int column, String field, CsvDate.Order order)
      throws FormatException {
    if (order == CsvDate.Order.PLAIN && CsvDate.isUnclear(field)) {
      throw new FormatException(
          place(line, column),
          "\""
              + field
              + "\" has the day or the month first, and no date of the training tells which: write"
              + " it as those are, such as 2024-12-31");
    }
  }

  FormatException notDate(CsvRecord line, int column, String field) {
    return new FormatException(place(line, column), "\"" + field + "\" is not a date or time");
  }

  /** Returns the number of a field and its mark; null if it is none. */
  CsvNumbers.@Nullable Marked marked(String field) {
    return numbers.marked(field);
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
    throw missing ? isMissing(line, column, field) : notNumber(line, column, field);
  }

  FormatException isMissing(CsvRecord line, int column, String field) {
    return new FormatException(
        place(line, column), missing("value", field) + "; --missing says what becomes of it");
  }

  private static String missing(String what, String field) {
    return what + " missing" + (field.isEmpty() ? "" : ", for which \"" + field + "\" stands");
  }

  FormatException notNumber(CsvRecord line, int column, String field) {
    return notNumber(line, column, field, "");
  }

  /**
   * Returns the fault of a field that is no number.
   *
   * @param otherwise what the message ends with if no other decimal mark makes it one
   */
  FormatException notNumber(CsvRecord line, int column, String field, String otherwise) {
    String hint = decimalHint(field);
    return new FormatException(
        place(line, column),
        "\"" + field + "\" is not a number" + (hint.isEmpty() ? otherwise : hint));
  }

  /** Returns the option that makes a number of a field, if one does. */
  String decimalHint(String field) {
    char other = numbers.decimal() == '.' ? ',' : '.';
    if (!numbers.isNumberOtherwise(field)) {
      return "";
    }
    return dialect.isDecimalSeen()
        ? "; it is one by --decimal " + other + " but others are none by that: one mark is for all"
        : "; it is one by --decimal " + other;
  }

  /** Returns a line's target as it is written. */
  String target(CsvRecord line) throws FormatException {
    String field = dialect.field(line, target);
    if (CsvFormat.isMissing(field)) {
      throw new FormatException(
          targetPlace(line),
          missing("target", field)
              + "; --missing drop leaves the line out"
              + (field.isEmpty() ? "" : ", a class needs another name"));
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
    checkDecimal(line, weight);
    double number = CsvFormat.number(field);
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      throw new FormatException(
          place(line, weight), "\"" + field + "\" is no weight, a number from 0 on");
    }
    return number;
  }

  /** Returns the fault of a target that is no number, as {@link #notNumber} does. */
  FormatException notTarget(CsvRecord line, String field, String otherwise) {
    return notNumber(line, target, field, otherwise);
  }

  String targetPlace(CsvRecord line) {
    return place(line, target);
  }

  private String place(CsvRecord line, int column) {
    return CsvFormat.place(csv.name, line, column, names.get(column));
  }
}
