package io.autodiff.nn.cli;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.nn.data.Csv;
import io.autodiff.nn.data.Dataset;
import io.autodiff.nn.data.Table;
import io.autodiff.nn.io.FormatException;
import io.autodiff.nn.io.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The examples of an NPZ file: its arrays x and y, or those of both parts, x_train, y_train, x_test
 * and y_test.
 */
record NpzTables(Table train, Optional<Table> test) {
  private static final int MOST_CLASSES = 10_000;

  /** Up to so many different whole numbers, which count from 0 or 1, are taken for classes. */
  private static final int FEW_CLASSES = 20;

  /**
   * Reads a file.
   *
   * @param target what the targets are, or that none are asked for
   */
  static NpzTables read(Path file, Csv.Target target) throws IOException {
    Map<String, Tensor> arrays = Npz.read(file);
    boolean parted = arrays.containsKey("x_train");
    String x = parted ? "x_train" : "x";
    String y = parted ? "y_train" : "y";
    Table train = table(file, arrays, x, y, target);
    Optional<Table> test =
        parted && arrays.containsKey("x_test")
            ? Optional.of(table(file, arrays, "x_test", "y_test", target))
            : Optional.empty();
    return new NpzTables(train, test);
  }

  private static Table table(
      Path file, Map<String, Tensor> arrays, String inputs, String targets, Csv.Target target)
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
    boolean absent = target == Csv.Target.ABSENT;
    Tensor y = absent ? Tensor.zeros(examples) : targets(file, arrays, targets, x);
    return new Table(
        Dataset.of(Tensor.wrap(Shape.of(examples, width), x.array()), y.to(x.dtype())),
        IntStream.rangeClosed(1, width).mapToObj(i -> "x" + i).toList(),
        absent ? List.of() : classes(file, y, target),
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

  /** Returns the classes' numbers; none if the targets are numbers. */
  private static List<String> classes(Path file, Tensor y, Csv.Target target)
      throws FormatException {
    TreeSet<Double> values = new TreeSet<>();
    for (double value : y.values()) {
      values.add(value);
    }
    boolean whole = values.first() >= 0 && values.stream().allMatch(v -> v == Math.rint(v));
    if (target == Csv.Target.NUMBERS || (target == Csv.Target.GUESSED && !whole)) {
      return List.of();
    }
    if (!whole || values.last() >= MOST_CLASSES) {
      throw new FormatException(
          file, "targets from " + values.first() + " to " + values.last() + " are no classes");
    }
    int different = values.size();
    if (target == Csv.Target.GUESSED && (different > FEW_CLASSES || values.last() > different)) {
      throw new FormatException(
          file,
          different
              + " whole numbers up to "
              + values.last().longValue()
              + " as targets: --classes or --regression says what they are");
    }
    return IntStream.rangeClosed(0, values.last().intValue()).mapToObj(String::valueOf).toList();
  }
}
