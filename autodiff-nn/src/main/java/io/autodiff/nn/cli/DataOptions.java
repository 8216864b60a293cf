package io.autodiff.nn.cli;

import io.autodiff.DType;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Csv;
import io.autodiff.nn.data.CsvSchema;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.data.Images;
import io.autodiff.nn.data.Preprocessing.Filling;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.data.Samples;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.FormatException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reads the data that its user names. */
final class DataOptions {
  /** The name of standard input. */
  private static final String STANDARD_INPUT = "-";

  private final Pipes pipes = new Pipes();

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "the column to be predicted; the last one if not given")
  @Nullable String target;

  @Option(names = "--regression", description = "predict a number, even if all are whole")
  boolean regression;

  @Option(names = "--classes", description = "tell classes, even if their names are numbers")
  boolean classes;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "read a CSV file as this file says, which autodiff schema prints and you may change")
  @Nullable Path schema;

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      description = "between columns, or the word tab; found out")
  @Nullable String separator;

  @Option(
      names = "--decimal",
      paramLabel = "CHAR",
      description =
          "mark in numbers, . or , of which the other may stand between thousands;" + " found out")
  @Nullable String decimal;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "of the text, such as UTF-8 or windows-1252; found out")
  @Nullable String encoding;

  @Option(names = "--no-header", description = "the first line is data")
  boolean headerless;

  @Option(names = "--header", description = "the first line names the columns, even by numbers")
  boolean header;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMNS",
      split = ",",
      description = "numbers that stand for categories; columns of names do by themselves")
  List<String> categorical = List.of();

  @Option(
      names = "--dates",
      paramLabel = "COLUMNS",
      split = ",",
      description =
          "dates and times that become features: days since 1970, place in the year, the week and"
              + " the day; left out if not named here")
  List<String> dates = List.of();

  @Option(names = "--day-first", description = "--dates have the day before the month")
  boolean dayFirst;

  @Option(names = "--month-first", description = "--dates have the month before the day")
  boolean monthFirst;

  @Option(
      names = "--ignore",
      paramLabel = "COLUMNS",
      split = ",",
      description = "that are no features, such as a number of the line")
  List<String> ignored = List.of();

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description =
          "how much each example counts in the loss, and no feature; means and deviations for"
              + " --scale and the metrics count all alike")
  @Nullable String weight;

  @Option(
      names = "--missing",
      paramLabel = "HOW",
      description =
          "missing values: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}. category makes a feature of"
              + " it, drop leaves the line out")
  MissingValues missing = MissingValues.REFUSE;

  @Option(
      names = "--unknown",
      paramLabel = "HOW",
      description =
          "categories that the training did not have: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}."
              + " none takes them for no category, drop leaves the line out")
  UnknownCategories unknown = UnknownCategories.REFUSE;

  /** What a name stands for: examples, and test examples if they are kept apart. */
  record Parts(
      Examples all, Optional<BatchSource> test, Scaling scaling, Optional<CsvSchema> schema) {
    Parts(Table all, Optional<Table> test, Scaling scaling) {
      this(Examples.of(all), test.map(Table::data), scaling, Optional.empty());
    }

    /** Returns the decimal mark of a CSV file; empty if no number tells it. */
    String decimal() {
      return schema.flatMap(CsvSchema::decimalMark).orElse("");
    }

    /** Adds to the facts of a training what else a model needs to know. */
    void addTo(Map<String, String> facts) {
      if (!decimal().isEmpty()) {
        facts.put(TrainingFacts.DECIMAL, decimal());
      }
    }

    /** Returns the same with a test part of its own. */
    Parts withTest(BatchSource other) {
      return new Parts(all, Optional.of(other), scaling, schema);
    }
  }

  /** Reads what a name stands for: a built-in set, a folder of IDX files, an NPZ or a CSV file. */
  Parts read(String name, DType dtype) throws IOException {
    if (!isCsv(name)) {
      boolean fills = missing.filling != Filling.REFUSE;
      return arrays(name, dtype, new NpzTables.Reading(target(), List.of(), true, fills));
    }
    CsvSource source = csv(name).open();
    return new Parts(
        Examples.of(source.load(), source.target()),
        Optional.empty(),
        Scaling.STANDARDISE,
        Optional.of(source.schema()));
  }

  /** Opens a CSV file to be read in batches. */
  Parts stream(String name) throws IOException {
    if (!isCsv(name)) {
      throw new IllegalArgumentException("--stream reads a CSV file, " + name + " is none");
    }
    CsvSource source = csv(name).open();
    return new Parts(
        Examples.of(source), Optional.empty(), Scaling.STANDARDISE, Optional.of(source.schema()));
  }

  /** Returns the schema of a CSV file. */
  CsvSchema schema(String name) throws IOException {
    if (!isCsv(name)) {
      checkExists(name);
      throw new IllegalArgumentException(name + " is no CSV file, so it has no schema");
    }
    return csv(name).open().schema();
  }

  private Csv.Target target() {
    return regression ? Csv.Target.NUMBERS : classes ? Csv.Target.CLASSES : Csv.Target.GUESSED;
  }

  private static void checkExists(String name) {
    if (!Files.exists(Path.of(name)) && Samples.named(name).isEmpty()) {
      throw new IllegalArgumentException(
          "no such file: " + name + ", nor a built-in set: " + List.of(Samples.values()));
    }
  }

  /** Reads what is no CSV file. */
  private Parts arrays(String name, DType dtype, NpzTables.Reading how) throws IOException {
    Path path = Path.of(name);
    checkExists(name);
    checkNoColumns(name);
    if (Samples.named(name).isPresent() && !Files.exists(path)) {
      Samples samples = Samples.named(name).get();
      Scaling scaling = samples == Samples.DIGITS ? Scaling.NONE : Scaling.STANDARDISE;
      return new Parts(samples.load(), Optional.empty(), scaling);
    }
    if (Files.isDirectory(path)) {
      checkFolder(path);
      Images.TrainTest images = Images.mnist(path, dtype);
      return new Parts(images.train(), Optional.of(images.test()), Scaling.BYTES);
    }
    NpzTables tables = NpzTables.read(path, how);
    return new Parts(tables.train(), tables.test(), Scaling.STANDARDISE);
  }

  private static void checkFolder(Path folder) throws IOException {
    List<String> names;
    try (var files = Files.list(folder)) {
      names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
    if (names.stream().noneMatch(name -> name.contains("-images") && name.contains("-ubyte"))) {
      throw new IllegalArgumentException(
          folder
              + " is a folder, and holds none of MNIST's four files: "
              + (names.isEmpty()
                  ? "it is empty"
                  : "there are "
                      + names.size()
                      + ", such as "
                      + names.getFirst()
                      + "; images are read from an NPZ file of x and y"));
    }
  }

  private static boolean isCsv(String name) {
    Path path = Path.of(name);
    return name.equals(STANDARD_INPUT)
        || (Files.exists(path) && !Files.isDirectory(path) && !name.endsWith(".npz"));
  }

  /** Refuses options that would have no effect. */
  private void checkNoColumns(String name) {
    List<String> given = new ArrayList<>();
    add(given, target != null, "--target");
    add(given, schema != null, "--schema");
    add(given, separator != null, "--separator");
    add(given, decimal != null, "--decimal");
    add(given, encoding != null, "--encoding");
    add(given, classes && !name.endsWith(".npz"), "--classes");
    add(given, headerless, "--no-header");
    add(given, header, "--header");
    add(given, !categorical.isEmpty(), "--categorical");
    add(given, !dates.isEmpty(), "--dates");
    add(given, dayFirst, "--day-first");
    add(given, monthFirst, "--month-first");
    add(given, !ignored.isEmpty(), "--ignore");
    add(given, weight != null, "--weight");
    add(given, missing.reading == Csv.Missing.DROPPED, "--missing drop");
    add(given, missing.reading == Csv.Missing.CATEGORY, "--missing category");
    add(given, unknown != UnknownCategories.REFUSE, "--unknown");
    add(given, regression && !name.endsWith(".npz"), "--regression");
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", given) + ": for CSV files, " + name + " is none");
    }
  }

  private static void add(List<String> given, boolean is, String option) {
    if (is) {
      given.add(option);
    }
  }

  private static char character(String option, String value) {
    String meant = value.equals("tab") || value.equals("\\t") ? "\t" : value;
    if (meant.length() != 1) {
      throw new IllegalArgumentException(option + ": " + value + " is not one character, nor tab");
    }
    return meant.charAt(0);
  }

  private static char mark(String value) {
    if (!value.equals(",") && !value.equals(".")) {
      throw new IllegalArgumentException("--decimal: " + value + ", not . or ,");
    }
    return value.charAt(0);
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException(
          "--encoding: " + name + " is none that this Java knows", e);
    }
  }

  private Csv file(String name) throws IOException {
    Path path = Path.of(name);
    if (!name.equals(STANDARD_INPUT) && Files.isRegularFile(path)) {
      return Csv.file(path);
    }
    return name.equals(STANDARD_INPUT)
        ? Csv.stream("standard input", pipes.reading(name, System.in))
        : Csv.stream(name, pipes.reading(name, Files.newInputStream(path)));
  }

  /** Returns the hash of data by name; of a pipe, the hash of what was read from it. */
  String hash(String name) throws IOException {
    Optional<String> read = pipes.hash(name);
    return read.isPresent() ? read.get() : TrainingFacts.data(name);
  }

  /** Returns the way to read a file by the options, its dialect and columns. */
  private Csv csv(String name) throws IOException {
    checkOptions();
    Csv csv = dialect(file(name));
    csv = target == null ? csv : csv.target(target);
    csv = target() == Csv.Target.GUESSED ? csv : csv.target(target());
    csv = weight == null ? csv : csv.weight(weight);
    csv = schema == null ? csv.categorical(categorical).ignore(ignored).dates(dates, kind()) : csv;
    return csv.missing(missing.reading);
  }

  private CsvSchema.Kind kind() {
    return dayFirst
        ? CsvSchema.Kind.DATES_DAY_FIRST
        : monthFirst ? CsvSchema.Kind.DATES_MONTH_FIRST : CsvSchema.Kind.DATES;
  }

  private void checkOptions() {
    if (classes && regression) {
      throw new IllegalArgumentException("--classes and --regression exclude each other");
    }
    if (dayFirst && monthFirst) {
      throw new IllegalArgumentException("--day-first and --month-first exclude each other");
    }
    if ((dayFirst || monthFirst) && dates.isEmpty()) {
      throw new IllegalArgumentException(
          "--day-first and --month-first say how --dates are written, and no column is one");
    }
    if (header && headerless) {
      throw new IllegalArgumentException("--header and --no-header exclude each other");
    }
    List<String> twice = new ArrayList<>();
    if (schema != null) {
      add(twice, target != null, "--target");
      add(twice, classes, "--classes");
      add(twice, regression, "--regression");
      add(twice, separator != null, "--separator");
      add(twice, decimal != null, "--decimal");
      add(twice, encoding != null, "--encoding");
      add(twice, headerless, "--no-header");
      add(twice, header, "--header");
      add(twice, !categorical.isEmpty(), "--categorical");
      add(twice, !dates.isEmpty(), "--dates");
      add(twice, dayFirst, "--day-first");
      add(twice, monthFirst, "--month-first");
      add(twice, !ignored.isEmpty(), "--ignore");
      add(twice, weight != null, "--weight");
    }
    if (!twice.isEmpty()) {
      throw new IllegalArgumentException(String.join(", ", twice) + ": --schema says that");
    }
  }

  private Csv dialect(Csv file) throws IOException {
    Csv csv = schema == null ? file : file.schema(CsvSchema.read(schema));
    csv = separator == null ? csv : csv.separator(character("--separator", separator));
    csv = decimal == null ? csv : csv.decimal(mark(decimal));
    csv = encoding == null ? csv : csv.encoding(charset(encoding));
    csv = header ? csv.withHeader() : csv;
    return headerless ? csv.withoutHeader() : csv;
  }

  /** Reads examples for a model: its features by name and, if asked for, its target. */
  Examples read(String name, Examples.Meaning model, boolean withTarget) throws IOException {
    return isCsv(name)
        ? Examples.of(open(name, model, withTarget))
        : array(name, model, withTarget);
  }

  /** Returns whether a name stands for a CSV file, and opens that for a model. */
  Optional<CsvSource> openCsv(String name, Examples.Meaning model) throws IOException {
    return isCsv(name) ? Optional.of(open(name, model, false)) : Optional.empty();
  }

  /** Opens a CSV file for a model; it is checked once as a whole and then read in batches. */
  private CsvSource open(String name, Examples.Meaning model, boolean withTarget)
      throws IOException {
    checkModel(model);
    checkOptions();
    Csv csv = dialect(file(name)).unknown(unknown.reading);
    csv = weight == null || !withTarget ? csv : csv.weight(weight);
    csv =
        missing != MissingValues.REFUSE
            ? csv.missing(missing.reading)
            : model.fills() ? csv.allowMissing() : csv;
    csv = csv.features(model.features());
    csv = model.decimal().isEmpty() ? csv : csv.usualDecimal(mark(model.decimal()));
    csv = model.target().isEmpty() ? csv : csv.target(model.target());
    if (!withTarget) {
      csv = csv.target(Csv.Target.ABSENT);
    } else if (model.classes().isEmpty()) {
      csv = csv.target(Csv.Target.NUMBERS);
    } else {
      csv = csv.classes(model.classes());
    }
    return csv.open();
  }

  /** Refuses options that contradict a model. */
  private void checkModel(Examples.Meaning model) {
    List<String> told = new ArrayList<>();
    add(told, classes, "--classes");
    add(told, regression, "--regression");
    add(told, !categorical.isEmpty(), "--categorical");
    add(told, !dates.isEmpty(), "--dates");
    add(told, !ignored.isEmpty(), "--ignore");
    if (!told.isEmpty()) {
      throw new IllegalArgumentException(String.join(", ", told) + ": the model says that");
    }
    boolean numbered = model.features().stream().anyMatch(f -> f.startsWith("column"));
    if (headerless && !numbered) {
      throw new IllegalArgumentException(
          "--no-header: the model knows its columns by name, such as "
              + model.features().getFirst()
              + ", so the file needs its first line");
    }
    String column = model.target();
    if (target != null && !column.isEmpty() && !target.equals(column)) {
      throw new IllegalArgumentException(
          "--target " + target + ": the model predicts " + column + ", and can't be tested on it");
    }
    boolean filled = missing.reading != Csv.Missing.REFUSED && missing != MissingValues.DROP;
    if (filled && !model.fills()) {
      throw new IllegalArgumentException(
          "--missing "
              + missing
              + ": the model was trained without, so it knows no number to fill with");
    }
  }

  private static boolean areNumbers(List<String> classes) {
    return classes.stream().allMatch(name -> name.matches("-?\\d+"));
  }

  private Examples array(String name, Examples.Meaning model, boolean withTarget)
      throws IOException {
    boolean npz = name.endsWith(".npz");
    Csv.Target kind =
        !withTarget
            ? Csv.Target.ABSENT
            : model.classes().isEmpty() ? Csv.Target.NUMBERS : Csv.Target.CLASSES;
    boolean known = npz && withTarget && areNumbers(model.classes());
    List<String> classes = known ? model.classes() : List.of();
    var how = new NpzTables.Reading(kind, classes, false, model.fills());
    Parts parts = arrays(name, model.dtype(), how);
    Examples table = parts.all();
    if (table.features().size() != model.features().size()) {
      throw new FormatException(
          name,
          String.format(
              Locale.ROOT,
              "%d features, the model has %d",
              table.features().size(),
              model.features().size()));
    }
    if (withTarget && !table.classes().equals(model.classes())) {
      throw new FormatException(
          name, "classes " + table.classes() + ", the model has " + model.classes());
    }
    return table.with(parts.test().orElse(table.data()), model.classes());
  }
}
