package io.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first reading of a CSV file: finds columns and classes, counts and checks the lines. */
final class CsvScan {
  /** More different targets than this are no classes; also bounds what the scan holds. */
  private static final int MAX_CLASSES = 10_000;

  /** Up to so many different whole numbers are taken for classes. */
  private static final int FEW_CLASSES = 20;

  /** More whole numbers than these that hardly repeat are numbers. */
  private static final int FEWEST_NUMBERS = 5;

  /** More different whole numbers, each repeated so often, can be either. */
  private static final int REPEATED = 20;

  private final Csv csv;
  private final Map<String, Long> targets = new LinkedHashMap<>();
  private boolean targetsAreNumbers = true;
  private boolean targetsAreWhole = true;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private final @Nullable ClassNames known;

  CsvScan(Csv csv) {
    this.csv = csv;
    this.known = csv.classes.map(ClassNames::new).orElse(null);
  }

  CsvSource run() throws IOException {
    CsvDialect dialect = CsvDialect.of(csv);
    try (CsvFormat.Lines lines = new CsvFormat.Lines(csv, dialect)) {
      if (!lines.hasNext()) {
        throw new FormatException(csv.name, "empty");
      }
      CsvRecord first = lines.next();
      CsvColumns columns = columns(first, dialect);
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
      List<CsvSchema.Column> held = new ArrayList<>();
      CsvColumns encoded = csv.features.isPresent() ? columns : columns.with(kinds.features(held));
      BitSet dropped = dropped(encoded);
      if (dropped.cardinality() == count) {
        throw new FormatException(csv.name, "no line is left: each lacks a value");
      }
      ClassNames classes = classes(columns, count);
      CsvSchema schema =
          new SchemaWriter(csv, columns, kinds, targets)
              .schema(held, classes.names(), target(classes), dropped.cardinality());
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

  /** Returns what the target is, in words. */
  private String target(ClassNames classes) {
    String whole =
        targetsAreNumbers && csv.target == Csv.Target.GUESSED
            ? ", whole numbers; --regression predicts a number"
            : "";
    return classes.names().isEmpty()
        ? CsvSchema.range(min, max)
        : classes.names().size() + " classes" + whole;
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
    for (String column : csv.categorical) {
      position(column, positions, names);
    }
    int weight = csv.weight.isEmpty() ? -1 : weight(positions, names, target);
    checkSchema(names, positions);
    List<CsvColumns.Feature> features = new ArrayList<>();
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
          features.add(new CsvColumns.Feature(i, null));
        }
      }
    }
    if (features.isEmpty()) {
      String hint = dialect.hint(csv);
      throw new FormatException(
          csv.name,
          "no feature among the columns \""
              + String.join("\", \"", names)
              + "\""
              + (hint == null ? "" : "; " + hint));
    }
    return new CsvColumns(csv, dialect, names, features, target, weight);
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
  private CsvColumns.Feature feature(
      String feature, Map<String, Integer> positions, List<String> names) throws FormatException {
    CsvColumns.Feature found = CsvColumns.feature(feature, names);
    if (found != null) {
      return found;
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
    String value = columns.target(line);
    double number = CsvFormat.number(value);
    boolean isNumber = Double.isFinite(number);
    if (csv.target == Csv.Target.NUMBERS && !isNumber) {
      throw new FormatException(columns.targetPlace(line), "\"" + value + "\" is not a number");
    }
    targetsAreNumbers &= isNumber;
    min = isNumber ? Math.min(min, number) : min;
    max = isNumber ? Math.max(max, number) : max;
    targetsAreWhole &= isNumber && number == Math.rint(number);
    boolean surelyNumbers =
        csv.target == Csv.Target.NUMBERS
            || (csv.target == Csv.Target.GUESSED && targetsAreNumbers && !targetsAreWhole);
    if (!surelyNumbers && targets.size() <= MAX_CLASSES) {
      targets.merge(value, 1L, Long::sum);
    }
    checkClass(value, line, columns);
  }

  private void checkClass(String value, CsvRecord line, CsvColumns columns) throws FormatException {
    if (known != null && known.indexOf(value) < 0) {
      throw new FormatException(
          columns.targetPlace(line),
          "\"" + value + "\" is none of the classes " + String.join(", ", known.names()));
    }
  }

  /** Returns the names of the classes; none if the target is numbers or absent. */
  private ClassNames classes(CsvColumns columns, long lines) throws FormatException {
    boolean numbers =
        switch (csv.target) {
          case ABSENT, NUMBERS -> true;
          case CLASSES -> false;
          case GUESSED -> targetsAreNumbers && !(targetsAreWhole && areFew(columns, lines));
        };
    if (numbers) {
      return new ClassNames(List.of());
    }
    if (known != null) {
      return known;
    }
    if (targets.size() > MAX_CLASSES) {
      throw new FormatException(
          csv.name,
          "column \"" + columns.targetName() + "\" has more than " + MAX_CLASSES + " classes");
    }
    List<String> names = differentNames();
    if (names.size() < 2) {
      throw new FormatException(
          csv.name, "column \"" + columns.targetName() + "\" has a single class: " + names);
    }
    return new ClassNames(names);
  }

  /** Returns the targets in order; of those that are equal numbers, the first one. */
  private List<String> differentNames() {
    Set<Double> values = new HashSet<>();
    return targets.keySet().stream()
        .filter(name -> !targetsAreNumbers || values.add(CsvFormat.number(name) + 0.0))
        .sorted(CsvKinds.order(targets.keySet()))
        .toList();
  }

  /**
   * Returns whether whole numbers are so few that they are classes.
   *
   * @throws FormatException if that is not clear
   */
  private boolean areFew(CsvColumns columns, long lines) throws FormatException {
    int different = differentNames().size();
    if (different > FEW_CLASSES && lines >= (long) different * REPEATED) {
      throw new FormatException(
          csv.name,
          "column \""
              + columns.targetName()
              + "\" holds "
              + different
              + " whole numbers, each repeated: --classes or --regression says what they are");
    }
    boolean manyOfFew = different > FEWEST_NUMBERS && 2L * different > lines;
    boolean few = different <= FEW_CLASSES && !manyOfFew;
    boolean counting = (min == 0 || min == 1) && max - min == different - 1;
    if (few && different > 2 && !counting) {
      throw new FormatException(
          csv.name,
          "column \""
              + columns.targetName()
              + "\" holds the whole numbers "
              + String.join(", ", differentNames())
              + ", which do not count up from 0 or 1: --classes or --regression says what they"
              + " are");
    }
    return few;
  }
}
