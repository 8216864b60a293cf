package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The first reading of a CSV file: finds columns and classes, counts and checks the lines. */
final class CsvScan {
  private final Csv csv;

  CsvScan(Csv csv) {
    this.csv = csv;
  }

  CsvSource run() throws IOException {
    CsvDialect dialect = CsvDialect.of(csv);
    try (CsvFormat.Lines lines = new CsvFormat.Lines(csv, dialect)) {
      if (!lines.hasNext()) {
        throw new FormatException(csv.name, "empty");
      }
      CsvRecord first = lines.next();
      CsvColumns columns = columns(first, dialect);
      int[] watched = columns.features().stream().mapToInt(CsvFeature::column).toArray();
      CsvKinds kinds = new CsvKinds(csv, columns, watched);
      CsvTargets targets = new CsvTargets(csv, columns);
      long count = 0;
      if (!csv.header) {
        check(first, columns, kinds, targets);
        count++;
      }
      while (lines.hasNext()) {
        check(lines.next(), columns, kinds, targets);
        count++;
      }
      if (count == 0) {
        throw new FormatException(csv.name, "no line of data");
      }
      List<CsvSchema.Column> held = new ArrayList<>();
      CsvColumns encoded = csv.features.isPresent() ? columns : columns.with(kinds.features(held));
      BitSet dropped = dropped(encoded);
      if (dropped.cardinality() == count) {
        throw new FormatException(csv.name, "no line is left: each lacks a value");
      }
      ClassNames classes = targets.classes();
      CsvSchema schema =
          new SchemaWriter(csv, columns, kinds, targets)
              .schema(held, classes.names(), targets.detail(classes), dropped.cardinality());
      return new CsvSource(csv, encoded, classes, schema, count, dropped);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** Returns the lines of data that are left out for what is in them, by a second reading. */
  private BitSet dropped(CsvColumns columns) throws IOException {
    BitSet dropped = new BitSet();
    if (csv.drops()) {
      try (CsvFormat.Lines lines = new CsvFormat.Lines(csv, columns.dialect())) {
        if (csv.header && lines.hasNext()) {
          lines.next();
        }
        for (int i = 0; lines.hasNext(); i++) {
          dropped.set(i, !columns.isUsable(lines.next()));
        }
      }
    }
    return dropped;
  }

  private CsvColumns columns(CsvRecord first, CsvDialect dialect) throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < first.getFieldCount(); i++) {
      names.add(csv.header ? CsvFormat.strip(first.getField(i)) : "column" + (i + 1));
    }
    checkHeader(first);
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (positions.put(names.get(i), i) != null) {
        throw new FormatException(csv.name, "two columns are named \"" + names.get(i) + "\"");
      }
    }
    int target = target(names, positions);
    if (target >= 0 && csv.ignored.contains(names.get(target)) && csv.features.isEmpty()) {
      throw new FormatException(
          csv.name,
          "column \"" + names.get(target) + "\" is left out, but it is the target: name another");
    }
    for (String column : concat(csv.categorical, csv.dates)) {
      position(column, positions, names);
    }
    int weight = csv.weight.isEmpty() ? -1 : weight(positions, names, target);
    checkSchema(names, positions);
    List<CsvFeature> features = new ArrayList<>();
    if (csv.features.isPresent()) {
      for (String feature : csv.features.get()) {
        features.add(feature(feature, positions, names));
      }
    } else {
      Set<Integer> others = new HashSet<>(List.of(target, weight));
      for (String column : csv.ignored) {
        others.add(position(column, positions, names));
      }
      for (int i = 0; i < names.size(); i++) {
        if (!others.contains(i)) {
          features.add(CsvFeature.number(i));
        }
      }
    }
    if (features.isEmpty()) {
      throw new FormatException(
          csv.name,
          "no feature among the columns \""
              + String.join("\", \"", names)
              + "\""
              + dialect.hintOrNothing(csv));
    }
    return new CsvColumns(csv, dialect, names, features, target, weight);
  }

  private static List<String> concat(List<String> one, List<String> other) {
    List<String> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  /** Refuses a first line that looks like data, unless the caller says what it is. */
  private void checkHeader(CsvRecord first) throws FormatException {
    long numbers =
        first.getFields().stream().filter(f -> CsvFormat.isNumber(CsvFormat.strip(f))).count();
    if (csv.header && !csv.headerGiven && 2 * numbers > first.getFieldCount()) {
      throw new FormatException(
          csv.name,
          "the first line holds "
              + numbers
              + " numbers where names of columns are expected: --no-header takes it for data,"
              + " --header for names");
    }
  }

  private int weight(Map<String, Integer> positions, List<String> names, int target)
      throws FormatException {
    int weight = position(csv.weight.orElseThrow(), positions, names);
    if (weight == target) {
      throw new FormatException(
          csv.name, "column \"" + names.get(weight) + "\" is the target, it can't be the weight");
    }
    return weight;
  }

  /** Checks that a schema given by the caller names the columns. */
  private void checkSchema(List<String> names, Map<String, Integer> positions)
      throws FormatException {
    if (csv.schema.isPresent() && csv.features.isEmpty()) {
      List<String> told = csv.schema.get().columns().stream().map(CsvSchema.Column::name).toList();
      for (String column : told) {
        position(column, positions, names);
      }
      for (String name : names) {
        if (!told.contains(name)) {
          throw new FormatException(csv.name, "column \"" + name + "\" is not in the schema");
        }
      }
    }
  }

  /** Returns the feature of a name: a column, or {@code column=category}. */
  private CsvFeature feature(String feature, Map<String, Integer> positions, List<String> names)
      throws FormatException {
    CsvFeature found = CsvFeature.of(feature, names);
    if (found != null) {
      return found;
    }
    int equals = feature.indexOf('=');
    String column = equals < 0 ? feature : feature.substring(0, equals);
    return CsvFeature.number(position(column, positions, names));
  }

  private int target(List<String> names, Map<String, Integer> positions) throws FormatException {
    if (csv.target == Csv.Target.ABSENT) {
      return csv.targetColumn.map(column -> positions.getOrDefault(column, -1)).orElse(-1);
    }
    return csv.targetColumn.isPresent()
        ? position(csv.targetColumn.get(), positions, names)
        : lastNamed(names);
  }

  /** Returns the last column that has a name: marks at the ends of all lines make one without. */
  private static int lastNamed(List<String> names) {
    int last = names.size() - 1;
    while (last > 0 && names.get(last).isEmpty()) {
      last--;
    }
    return last;
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

  private void check(CsvRecord line, CsvColumns columns, CsvKinds kinds, CsvTargets targets)
      throws FormatException {
    if (csv.features.isPresent()) {
      if (!columns.isUsable(line)) {
        return;
      }
      columns.features(line, new double[columns.featureCount()], 0);
    } else {
      kinds.see(line);
    }
    boolean dropped = csv.missing == Csv.Missing.DROPPED && columns.lacksTarget(line);
    if (csv.target == Csv.Target.ABSENT || dropped) {
      return;
    }
    if (columns.hasWeights() && columns.isUsable(line)) {
      columns.weight(line);
    }
    targets.see(line);
  }
}
