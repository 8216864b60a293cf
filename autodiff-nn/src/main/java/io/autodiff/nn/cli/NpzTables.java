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
import java.util.Arrays;
import java.util.HashMap;
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
   * How a file is read.
   *
   * @param target what the targets are, or that none are asked for
   * @param known the classes of a model; none if they are to be found
   * @param trains whether a network is to be trained on the examples
   * @param fills whether elements of x may be missing
   */
  record Reading(Csv.Target target, List<String> known, boolean trains, boolean fills) {}

  /** Reads a file. */
  static NpzTables read(Path file, Reading how) throws IOException {
    Map<String, Tensor> arrays = Npz.read(file);
    boolean parted = arrays.containsKey("x_train");
    Table train = table(file, arrays, parted ? "_train" : "", how);
    if (!parted || !arrays.containsKey("x_test")) {
      return new NpzTables(train, Optional.empty());
    }
    boolean classes = !train.classes().isEmpty();
    Csv.Target same = classes || how.target == Csv.Target.ABSENT ? how.target : Csv.Target.NUMBERS;
    Reading other = new Reading(same, train.classes(), false, how.fills);
    return new NpzTables(train, Optional.of(table(file, arrays, "_test", other)));
  }

  private static Table table(Path file, Map<String, Tensor> arrays, String part, Reading how)
      throws FormatException {
    String inputs = "x" + part;
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
    checkFinite(file, inputs, x, width, how.fills);
    boolean absent = how.target == Csv.Target.ABSENT;
    Tensor y = absent ? Tensor.zeros(examples) : targets(file, arrays, "y" + part, x);
    List<String> classes = absent ? List.of() : classes(file, y, how);
    // Numbers keep their own precision until they are scaled.
    return new Table(
        Dataset.of(
            Tensor.wrap(Shape.of(examples, width), x.array()),
            classes.isEmpty() ? y : numbered(file, y, classes).to(x.dtype())),
        IntStream.rangeClosed(1, width).mapToObj(i -> "x" + i).toList(),
        classes,
        x.rank() == 3 ? Optional.of(Shape.of(x.dim(1), x.dim(2))) : Optional.empty());
  }

  private static void checkFinite(Path file, String name, Tensor t, int width, boolean fills)
      throws FormatException {
    double[] values = t.values();
    for (int i = 0; i < values.length; i++) {
      boolean missing = Double.isNaN(values[i]);
      if (!Double.isFinite(values[i]) && !(missing && fills)) {
        String element = width == 1 ? "" : ", element " + i % width;
        throw new FormatException(
            file,
            name
                + " holds "
                + values[i]
                + " in example "
                + i / width
                + element
                + ", counted from 0"
                + (missing && name.startsWith("x") ? "; --missing says what becomes of it" : ""));
      }
    }
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
      String hint = hint(name, y, x.dim(0));
      throw new FormatException(
          file, "x " + x.shape() + " and " + name + " " + y.shape() + " don't fit" + hint);
    }
    checkFinite(file, name, y, 1, false);
    return column ? y.reshape(y.dim(0)) : y;
  }

  /** Returns what makes targets of an array, in NumPy's words. */
  private static String hint(String name, Tensor y, int examples) {
    if (y.rank() > 1 && y.size() == examples) {
      return "; " + name + ".ravel() has one for each example";
    }
    if (y.rank() != 2 || y.dim(0) != examples) {
      return "";
    }
    double[] values = y.values();
    int width = y.dim(1);
    for (int i = 0; i < examples; i++) {
      double[] row = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      if (Arrays.stream(row).sum() != 1 || Arrays.stream(row).anyMatch(v -> v != 0 && v != 1)) {
        return "";
      }
    }
    return "; its rows are one-hot, " + name + ".argmax(axis=1) has the classes";
  }

  /** Returns the classes' names, which are numbers; none if the targets are numbers. */
  private static List<String> classes(Path file, Tensor y, Reading how) throws FormatException {
    if (!how.known.isEmpty()) {
      return how.known;
    }
    TreeSet<Double> values = new TreeSet<>();
    for (double value : y.values()) {
      values.add(value + 0.0);
    }
    if (values.size() == 1 && how.trains) {
      throw new FormatException(
          file, "all targets are " + values.first() + ": there is nothing to predict");
    }
    if (how.target == Csv.Target.NUMBERS || !areClasses(file, values, how.target)) {
      return List.of();
    }
    return values.stream().map(value -> String.valueOf(value.longValue())).toList();
  }

  /**
   * Returns whether targets are classes: whole numbers, two or counting up from 0 or 1.
   *
   * @throws FormatException if that is not clear
   */
  private static boolean areClasses(Path file, TreeSet<Double> values, Csv.Target target)
      throws FormatException {
    int different = values.size();
    boolean whole = values.stream().allMatch(v -> v == Math.rint(v));
    boolean guessed = target == Csv.Target.GUESSED;
    if (guessed && (!whole || (values.first() < 0 && different > 2))) {
      return false;
    }
    if (!whole || different > MOST_CLASSES) {
      throw new FormatException(
          file, "targets from " + values.first() + " to " + values.last() + " are no classes");
    }
    boolean counting = values.first() <= 1 && values.last() - values.first() == different - 1;
    if (guessed && different != 2 && !(counting && different <= FEW_CLASSES)) {
      throw new FormatException(
          file,
          different
              + " whole numbers from "
              + values.first().longValue()
              + " to "
              + values.last().longValue()
              + " as targets: --classes or --regression says what they are");
    }
    return true;
  }

  /** Returns the classes' numbers. */
  private static Tensor numbered(Path file, Tensor y, List<String> classes) throws FormatException {
    Map<Double, Integer> numbers = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      numbers.put(Double.valueOf(classes.get(i)) + 0.0, i);
    }
    double[] values = y.values();
    for (int i = 0; i < values.length; i++) {
      Integer number = numbers.get(values[i] + 0.0);
      if (number == null) {
        throw new FormatException(
            file,
            "target "
                + values[i]
                + " of example "
                + i
                + ", counted from 0, is none of the classes "
                + String.join(", ", classes));
      }
      values[i] = number;
    }
    return Tensor.wrap(y.shape(), values);
  }
}
