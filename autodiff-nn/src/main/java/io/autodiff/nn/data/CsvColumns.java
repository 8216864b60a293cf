package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.util.Arrays;
import java.util.List;

/** The columns of a CSV file: takes a line apart. */
final class CsvColumns {
  private final Csv csv;
  private final List<String> names;
  private final int[] features;
  private final int target;

  /**
   * @param features the features' positions among the columns
   * @param target the target's position, or -1
   */
  CsvColumns(Csv csv, List<String> names, int[] features, int target) {
    this.csv = csv;
    this.names = names;
    this.features = features;
    this.target = target;
  }

  int featureCount() {
    return features.length;
  }

  List<String> featureNames() {
    return Arrays.stream(features).mapToObj(names::get).toList();
  }

  String targetName() {
    return target < 0 ? "" : names.get(target);
  }

  /** Writes a line's features to {@code out} from {@code at} on. */
  void features(CsvRecord line, double[] out, int at) throws FormatException {
    if (line.getFieldCount() != names.size()) {
      throw new FormatException(
          csv.name + ": line " + line.getStartingLineNumber(),
          line.getFieldCount()
              + (line.getFieldCount() == 1 ? " field" : " fields")
              + " where there are "
              + names.size()
              + " columns");
    }
    for (int i = 0; i < features.length; i++) {
      out[at + i] = feature(line, features[i]);
    }
  }

  private double feature(CsvRecord line, int column) throws FormatException {
    String field = line.getField(column).strip();
    double number = CsvFormat.number(field);
    if (Double.isFinite(number)) {
      return number;
    }
    boolean missing = CsvFormat.isMissing(field);
    if (missing && csv.missingAllowed) {
      return Double.NaN;
    }
    throw new FormatException(
        CsvFormat.place(csv.name, line, column, names.get(column)),
        missing ? "value missing" : "\"" + field + "\" is not a number");
  }

  /** Returns a line's target as it is written. */
  String target(CsvRecord line) throws FormatException {
    String field = line.getField(target).strip();
    if (CsvFormat.isMissing(field)) {
      throw new FormatException(targetPlace(line), "target missing");
    }
    return field;
  }

  String targetPlace(CsvRecord line) {
    return CsvFormat.place(csv.name, line, target, names.get(target));
  }
}
