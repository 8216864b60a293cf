package io.autodiff.nn.cli;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.BatchSource;
import io.autodiff.nn.data.Csv;
import io.autodiff.nn.data.CsvSchema;
import io.autodiff.nn.data.CsvSource;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Images;
import io.autodiff.nn.data.Preprocessing.Filling;
import io.autodiff.nn.data.Preprocessing.Scaling;
import io.autodiff.nn.data.Samples;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Npz;
import io.autodiff.nn.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reads the data that its user names. */
final class DataOptions {
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

  @Option(names = "--no-header", description = "the first line is data")
  boolean headerless;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMNS",
      split = ",",
      description = "numbers that stand for categories; columns of names do by themselves")
  List<String> categorical = List.of();

  @Option(
      names = "--ignore",
      paramLabel = "COLUMNS",
      split = ",",
      description = "that are no features, such as a number of the line")
  List<String> ignored = List.of();

  @Option(
      names = "--missing",
      paramLabel = "HOW",
      description = "missing values: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}")
  Filling missing = Filling.REFUSE;

  /** What a name stands for: examples, and test examples if they are kept apart. */
  record Parts(
      Examples all, Optional<BatchSource> test, Scaling scaling, Optional<CsvSchema> schema) {}

  /** The same in memory. */
  private record Tables(
      Table all, Optional<Table> test, Scaling scaling, String target, Optional<CsvSchema> schema) {
    Tables(Table all, Optional<Table> test, Scaling scaling) {
      this(all, test, scaling, "", Optional.empty());
    }

    Parts parts() {
      return new Parts(Examples.of(all, target), test.map(Table::data), scaling, schema);
    }
  }

  /** Reads what a name stands for: a built-in set, a folder of IDX files, an NPZ or a CSV file. */
  Parts read(String name, DType dtype) throws IOException {
    return tables(name, dtype).parts();
  }

  /** Opens a CSV file to be read in batches. */
  Parts stream(String name) throws IOException {
    Path path = Path.of(name);
    if (!isCsv(path)) {
      throw new IllegalArgumentException("--stream reads a CSV file, " + name + " is none");
    }
    CsvSource source = csv(path).open();
    return new Parts(
        Examples.of(source), Optional.empty(), Scaling.STANDARDISE, Optional.of(source.schema()));
  }

  /** Refuses options that would have no effect. */
  private void checkNoColumns(String name) {
    List<String> given = new ArrayList<>();
    if (target != null) {
      given.add("--target");
    }
    if (separator != null) {
      given.add("--separator");
    }
    if (decimal != null) {
      given.add("--decimal");
    }
    if (classes) {
      given.add("--classes");
    }
    if (headerless) {
      given.add("--no-header");
    }
    if (!categorical.isEmpty()) {
      given.add("--categorical");
    }
    if (!ignored.isEmpty()) {
      given.add("--ignore");
    }
    if (regression && !name.endsWith(".npz")) {
      given.add("--regression");
    }
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", given) + ": for CSV files, " + name + " is none");
    }
  }

  private Tables tables(String name, DType dtype) throws IOException {
    Path path = Path.of(name);
    if (!isCsv(path) && (Files.exists(path) || Samples.named(name).isPresent())) {
      checkNoColumns(name);
    }
    if (Samples.named(name).isPresent() && !Files.exists(path)) {
      Samples samples = Samples.named(name).get();
      Scaling scaling = samples == Samples.DIGITS ? Scaling.NONE : Scaling.STANDARDISE;
      return new Tables(samples.load(), Optional.empty(), scaling);
    }
    if (Files.isDirectory(path)) {
      Images.TrainTest images = Images.mnist(path, dtype);
      return new Tables(images.train(), Optional.of(images.test()), Scaling.BYTES);
    }
    if (name.endsWith(".npz")) {
      return npz(path, true);
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "no such file: " + name + ", nor a built-in set: " + List.of(Samples.values()));
    }
    CsvSource source = csv(path).open();
    return new Tables(
        source.load(),
        Optional.empty(),
        Scaling.STANDARDISE,
        source.target(),
        Optional.of(source.schema()));
  }

  private static boolean isCsv(Path path) {
    return Files.exists(path) && !Files.isDirectory(path) && !path.toString().endsWith(".npz");
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

  private Csv csv(Path file) {
    if (classes && regression) {
      throw new IllegalArgumentException("--classes and --regression exclude each other");
    }
    Csv csv = Csv.file(file);
    csv = target == null ? csv : csv.target(target);
    csv = regression ? csv.target(Csv.Target.NUMBERS) : csv;
    csv = classes ? csv.target(Csv.Target.CLASSES) : csv;
    csv = separator == null ? csv : csv.separator(character("--separator", separator));
    csv = decimal == null ? csv : csv.decimal(mark(decimal));
    csv = headerless ? csv.withoutHeader() : csv;
    csv = csv.categorical(categorical).ignore(ignored);
    return missing == Filling.REFUSE ? csv : csv.allowMissing();
  }

  private Tables npz(Path file, boolean withTarget) throws IOException {
    Map<String, Tensor> arrays = Npz.read(file);
    boolean parted = arrays.containsKey("x_train");
    String x = parted ? "x_train" : "x";
    Table train = table(file, arrays, x, withTarget ? (parted ? "y_train" : "y") : null);
    Optional<Table> test =
        parted && arrays.containsKey("x_test")
            ? Optional.of(table(file, arrays, "x_test", withTarget ? "y_test" : null))
            : Optional.empty();
    return new Tables(train, test, Scaling.STANDARDISE);
  }

  /**
   * @param targets the name of the targets' array; null if they are not asked for
   */
  private Table table(
      Path file, Map<String, Tensor> arrays, String inputs, @Nullable String targets)
      throws FormatException {
    Tensor x = arrays.get(inputs);
    if (x == null || x.rank() < 2 || x.size() == 0) {
      throw new FormatException(
          file,
          x == null
              ? "no \"" + inputs + "\" among " + arrays.keySet()
              : inputs + " " + x.shape() + " is not examples, (examples, …)");
    }
    int examples = x.dim(0);
    int width = x.size() / examples;
    Tensor y = targets == null ? Tensor.zeros(examples) : targets(file, arrays, targets, x);
    return new Table(
        Dataset.of(Tensor.wrap(Shape.of(examples, width), x.array()), y.to(x.dtype())),
        IntStream.rangeClosed(1, width).mapToObj(i -> "x" + i).toList(),
        targets == null ? List.of() : classes(y),
        x.rank() == 3 ? Optional.of(Shape.of(x.dim(1), x.dim(2))) : Optional.empty());
  }

  /** Returns targets as a vector; a column of them is one. */
  private static Tensor targets(Path file, Map<String, Tensor> arrays, String name, Tensor x)
      throws FormatException {
    Tensor y = arrays.get(name);
    if (y == null) {
      throw new FormatException(file, "no \"" + name + "\" among " + arrays.keySet());
    }
    boolean column = y.rank() == 2 && y.dim(1) == 1;
    if (!(y.rank() == 1 || column) || x.dim(0) != y.dim(0)) {
      throw new FormatException(
          file, "x " + x.shape() + " and " + name + " " + y.shape() + " don't fit");
    }
    return column ? y.reshape(y.dim(0)) : y;
  }

  private List<String> classes(Tensor y) {
    TreeSet<Double> values = new TreeSet<>();
    for (double value : y.values()) {
      values.add(value);
    }
    boolean classes =
        !regression && values.first() >= 0 && values.stream().allMatch(v -> v == Math.rint(v));
    int count = classes ? (int) Math.min(10_000, values.last() + 1) : 0;
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /**
   * Reads examples for a model: its features by name and, if asked for, its target. A CSV file is
   * checked once as a whole and then read in batches.
   */
  Examples read(String name, TrainedModel model, boolean withTarget) throws IOException {
    checkModel(model);
    Path path = Path.of(name);
    if (!isCsv(path)) {
      return array(name, model, withTarget);
    }
    Csv csv = csv(path);
    csv = model.preprocessing().fills() ? csv.allowMissing() : csv;
    boolean named = !headerless || model.features().stream().anyMatch(f -> f.startsWith("column1"));
    csv = named ? csv.features(model.features()) : csv;
    String column = model.origin().target();
    csv = named && !column.isEmpty() ? csv.target(column) : csv;
    if (!withTarget) {
      csv = csv.target(Csv.Target.ABSENT);
    } else if (model.classes().isEmpty()) {
      csv = csv.target(Csv.Target.NUMBERS);
    } else {
      csv = csv.classes(model.classes());
    }
    return Examples.of(csv.open());
  }

  /** Refuses options that contradict a model. */
  private void checkModel(TrainedModel model) {
    String column = model.origin().target();
    if (target != null && !column.isEmpty() && !target.equals(column)) {
      throw new IllegalArgumentException(
          "--target " + target + ": the model predicts " + column + ", and can't be tested on it");
    }
    if (missing != Filling.REFUSE && !model.preprocessing().fills()) {
      throw new IllegalArgumentException(
          "--missing "
              + missing
              + ": the model was trained without, so it knows no number to fill with");
    }
  }

  private Examples array(String name, TrainedModel model, boolean withTarget) throws IOException {
    boolean npz = name.endsWith(".npz") && Files.isRegularFile(Path.of(name));
    if (npz) {
      checkNoColumns(name);
    }
    Tables tables = npz ? npz(Path.of(name), withTarget) : tables(name, model.network().dtype());
    Table table = tables.test.orElse(tables.all);
    if (table.features().size() != model.features().size()) {
      throw new FormatException(
          name,
          String.format(
              Locale.ROOT,
              "%d features, the model has %d",
              table.features().size(),
              model.features().size()));
    }
    boolean fits =
        npz
            ? table.classes().size() <= model.classes().size() || model.classes().isEmpty()
            : table.classes().equals(model.classes());
    if (withTarget && !fits) {
      throw new FormatException(
          name, "classes " + table.classes() + ", the model has " + model.classes());
    }
    Table meant = new Table(table.data(), table.features(), model.classes(), table.image());
    return Examples.of(meant);
  }
}
