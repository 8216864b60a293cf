package io.autodiff.nn.cli;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Csv;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How data are read that a command is given by name. */
final class DataOptions {
  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "the column to be predicted; the last one if not given")
  @Nullable String target;

  @Option(names = "--regression", description = "predict a number, even if all are whole")
  boolean regression;

  @Option(names = "--separator", paramLabel = "CHAR", description = "between columns; comma")
  @Nullable Character separator;

  @Option(names = "--no-header", description = "the first line is data")
  boolean headerless;

  @Option(
      names = "--missing",
      paramLabel = "HOW",
      description = "missing values: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}")
  Filling missing = Filling.REFUSE;

  /** What a name stands for: examples and, where they come apart, those for the test. */
  record Parts(Table all, Optional<Table> test, Scaling scaling) {}

  /** Reads what a name stands for: a built-in set, a folder of IDX files, an NPZ or a CSV file. */
  Parts read(String name, DType dtype) throws IOException {
    Path path = Path.of(name);
    if (Samples.named(name).isPresent() && !Files.exists(path)) {
      Samples samples = Samples.named(name).get();
      Scaling scaling = samples == Samples.DIGITS ? Scaling.NONE : Scaling.STANDARDISE;
      return new Parts(samples.load(), Optional.empty(), scaling);
    }
    if (Files.isDirectory(path)) {
      Images.TrainTest images = Images.mnist(path, dtype);
      return new Parts(images.train(), Optional.of(images.test()), Scaling.BYTES);
    }
    if (name.endsWith(".npz")) {
      return npz(path);
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "no such file: " + name + ", nor a built-in set: " + List.of(Samples.values()));
    }
    return new Parts(csv(path).read(), Optional.empty(), Scaling.STANDARDISE);
  }

  private Csv csv(Path file) {
    Csv csv = Csv.file(file);
    csv = target == null ? csv : csv.target(target);
    csv = regression ? csv.target(Csv.Target.NUMBERS) : csv;
    csv = separator == null ? csv : csv.separator(separator);
    csv = headerless ? csv.withoutHeader() : csv;
    return missing == Filling.REFUSE ? csv : csv.allowMissing();
  }

  private Parts npz(Path file) throws IOException {
    Map<String, Tensor> arrays = Npz.read(file);
    boolean parted = arrays.containsKey("x_train");
    Table train = table(file, arrays, parted ? "x_train" : "x", parted ? "y_train" : "y");
    Optional<Table> test =
        parted && arrays.containsKey("x_test")
            ? Optional.of(table(file, arrays, "x_test", "y_test"))
            : Optional.empty();
    return new Parts(train, test, Scaling.STANDARDISE);
  }

  private Table table(Path file, Map<String, Tensor> arrays, String inputs, String targets)
      throws FormatException {
    Tensor x = arrays.get(inputs);
    Tensor y = arrays.get(targets);
    if (x == null || y == null) {
      throw new FormatException(
          file, "no \"" + inputs + "\" and \"" + targets + "\" among " + arrays.keySet());
    }
    if (x.rank() < 2 || y.rank() != 1 || x.dim(0) != y.dim(0) || y.dim(0) == 0) {
      throw new FormatException(
          file, inputs + " " + x.shape() + " and " + targets + " " + y.shape() + " don't fit");
    }
    int width = x.size() / x.dim(0);
    TreeSet<Double> values = new TreeSet<>();
    for (double value : y.values()) {
      values.add(value);
    }
    boolean classes =
        !regression && values.first() >= 0 && values.stream().allMatch(v -> v == Math.rint(v));
    int count = classes ? (int) Math.min(10_000, values.last() + 1) : 0;
    return new Table(
        Dataset.of(Tensor.wrap(Shape.of(x.dim(0), width), x.array()), y.to(x.dtype())),
        IntStream.rangeClosed(1, width).mapToObj(i -> "x" + i).toList(),
        IntStream.range(0, count).mapToObj(String::valueOf).toList(),
        x.rank() == 3 ? Optional.of(Shape.of(x.dim(1), x.dim(2))) : Optional.empty());
  }

  /** Reads examples for a model: its features by name and, if asked for, its classes. */
  Table read(String name, TrainedModel model, boolean withTarget) throws IOException {
    Path path = Path.of(name);
    boolean isCsv = Files.isRegularFile(path) && !name.endsWith(".npz") && !Files.isDirectory(path);
    if (!isCsv) {
      Parts parts = read(name, model.network().dtype());
      Table table = parts.test.orElse(parts.all);
      boolean fits = table.features().size() == model.features().size();
      if (!fits || (withTarget && !table.classes().equals(model.classes()))) {
        throw new FormatException(
            name,
            String.format(
                "%d features and classes %s, the model has %d and %s",
                table.features().size(),
                table.classes(),
                model.features().size(),
                model.classes()));
      }
      return table;
    }
    // The model knows how to fill what is missing, or refuses it.
    Csv csv = csv(path).allowMissing();
    csv = headerless ? csv : csv.features(model.features());
    if (!withTarget) {
      csv = csv.target(Csv.Target.ABSENT);
    } else if (model.classes().isEmpty()) {
      csv = csv.target(Csv.Target.NUMBERS);
    } else {
      csv = csv.classes(model.classes());
    }
    return csv.read();
  }
}
