package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The first reading of a CSV file: finds columns and classes, counts and checks the lines. */
final class CsvScan {
  /** More different targets than this are no classes; also bounds what the scan holds. */
  private static final int MAX_CLASSES = 10_000;

  private final Csv csv;
  private final Set<String> targets = new LinkedHashSet<>();
  private boolean targetsAreNumbers = true;
  private boolean targetsAreWhole = true;

  CsvScan(Csv csv) {
    this.csv = csv;
  }

  CsvSource run() throws IOException {
    try (CsvFormat.Lines lines = new CsvFormat.Lines(csv.name, csv.source, csv.separator)) {
      if (!lines.hasNext()) {
        throw new FormatException(csv.name, "empty");
      }
      CsvRecord first = lines.next();
      CsvColumns columns = columns(first);
      int[] watched = columns.features().stream().mapToInt(CsvColumns.Feature::column).toArray();
      CsvKinds kinds = new CsvKinds(csv, columns, watched);
      long count = 0;
      if (!csv.header) {
        check(first, columns, kinds);
        count++;
      }
      while (lines.hasNext()) {
        check(lines.next(), columns, kinds);
        count++;
      }
      if (count == 0) {
        throw new FormatException(csv.name, "no line of data");
      }
      CsvColumns encoded = csv.features.isPresent() ? columns : columns.with(kinds.features());
      return new CsvSource(csv, encoded, classes(columns), count);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private CsvColumns columns(CsvRecord first) throws FormatException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < first.getFieldCount(); i++) {
      names.add(csv.header ? first.getField(i).strip() : "column" + (i + 1));
    }
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (positions.put(names.get(i), i) != null) {
        throw new FormatException(csv.name, "two columns are named \"" + names.get(i) + "\"");
      }
    }
    int target = target(names, positions);
    for (String column : csv.categorical) {
      position(column, positions, names);
    }
    List<CsvColumns.Feature> features = new ArrayList<>();
    if (csv.features.isPresent()) {
      for (String feature : csv.features.get()) {
        features.add(feature(feature, positions, names));
      }
    } else {
      Set<Integer> others = new HashSet<>(Set.of(target));
      for (String column : csv.ignored) {
        others.add(position(column, positions, names));
      }
      for (int i = 0; i < names.size(); i++) {
        if (!others.contains(i)) {
          features.add(new CsvColumns.Feature(i, null));
        }
      }
    }
    if (features.isEmpty()) {
      throw new FormatException(
          csv.name, "no feature among the columns \"" + String.join("\", \"", names) + "\"");
    }
    return new CsvColumns(csv, names, features, target);
  }

  /** Returns the feature of a name: a column, or {@code column=category}. */
  private CsvColumns.Feature feature(
      String feature, Map<String, Integer> positions, List<String> names) throws FormatException {
    for (int at = feature.length(); at > 0; at = feature.lastIndexOf('=', at - 1)) {
      Integer column = positions.get(feature.substring(0, at));
      if (column != null) {
        String category = at == feature.length() ? null : feature.substring(at + 1);
        return new CsvColumns.Feature(column, category);
      }
    }
    int equals = feature.indexOf('=');
    String column = equals < 0 ? feature : feature.substring(0, equals);
    return new CsvColumns.Feature(position(column, positions, names), null);
  }

  private int target(List<String> names, Map<String, Integer> positions) throws FormatException {
    if (csv.target == Csv.Target.ABSENT) {
      return csv.targetColumn.map(column -> positions.getOrDefault(column, -1)).orElse(-1);
    }
    return csv.targetColumn.isPresent()
        ? position(csv.targetColumn.get(), positions, names)
        : names.size() - 1;
  }

  private int position(String column, Map<String, Integer> positions, List<String> names)
      throws FormatException {
    Integer position = positions.get(column);
    if (position == null) {
      throw new FormatException(
          csv.name, "no column \"" + column + "\" among \"" + String.join("\", \"", names) + "\"");
    }
    return position;
  }

  private void check(CsvRecord line, CsvColumns columns, CsvKinds kinds) throws FormatException {
    if (csv.features.isPresent()) {
      columns.features(line, new double[columns.featureCount()], 0);
    } else {
      kinds.see(line);
    }
    if (csv.target == Csv.Target.ABSENT) {
      return;
    }
    String value = columns.target(line);
    double number = CsvFormat.number(value);
    boolean isNumber = Double.isFinite(number);
    if (csv.target == Csv.Target.NUMBERS && !isNumber) {
      throw new FormatException(columns.targetPlace(line), "\"" + value + "\" is not a number");
    }
    targetsAreNumbers &= isNumber;
    targetsAreWhole &= isNumber && number == Math.rint(number);
    boolean surelyNumbers =
        csv.target == Csv.Target.NUMBERS
            || (csv.target == Csv.Target.GUESSED && targetsAreNumbers && !targetsAreWhole);
    if (!surelyNumbers && targets.size() <= MAX_CLASSES) {
      targets.add(value);
    }
    checkClass(value, line, columns);
  }

  private void checkClass(String value, CsvRecord line, CsvColumns columns) throws FormatException {
    if (csv.classes.isPresent() && !csv.classes.get().contains(value)) {
      throw new FormatException(
          columns.targetPlace(line),
          "\"" + value + "\" is none of the classes " + String.join(", ", csv.classes.get()));
    }
  }

  /** Returns the names of the classes; none if the target is numbers or absent. */
  private List<String> classes(CsvColumns columns) throws FormatException {
    boolean numbers =
        switch (csv.target) {
          case ABSENT, NUMBERS -> true;
          case CLASSES -> false;
          case GUESSED -> targetsAreNumbers && !targetsAreWhole;
        };
    if (numbers) {
      return List.of();
    }
    if (csv.classes.isPresent()) {
      return csv.classes.get();
    }
    if (targets.size() > MAX_CLASSES) {
      throw new FormatException(
          csv.name,
          "column \"" + columns.targetName() + "\" has more than " + MAX_CLASSES + " classes");
    }
    boolean differ = new HashSet<>(targets).size() > 1;
    if (!differ) {
      throw new FormatException(
          csv.name, "column \"" + columns.targetName() + "\" has a single class: " + targets);
    }
    return targets.stream().sorted(CsvKinds.order(targets)).toList();
  }
}
