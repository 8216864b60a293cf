package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Tensor;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The number of examples of each class that a network predicts as each class. */
public final class ConfusionMatrix {
  private static final int BATCH = 512;

  private final int classes;
  private final long[] counts;

  /** Makes a matrix of zeros. */
  ConfusionMatrix(int classes) {
    this.classes = classes;
    this.counts = new long[classes * classes];
  }

  /**
   * Counts the predictions of a network for some data.
   *
   * @throws AutodiffException if there are no examples
   */
  public static ConfusionMatrix of(Mlp model, BatchSource data) {
    return of(model, data, Engine.standard());
  }

  /**
   * Counts the predictions of a network for some data, computed on the given engine.
   *
   * @throws AutodiffException if there are no examples
   */
  public static ConfusionMatrix of(Mlp model, BatchSource data, Engine engine) {
    if (data.size() == 0) {
      throw new AutodiffException("metric: no examples", "0 examples", "at least one", null);
    }
    ConfusionMatrix matrix = new ConfusionMatrix(model.outputShape().size());
    for (Batch batch : data.to(model.dtype()).batches(BATCH)) {
      matrix.add(model.predict(batch.inputs(), engine), batch.targets());
    }
    return matrix;
  }

  void add(Tensor prediction, Tensor target) {
    int[] actual = Classes.of(target, prediction);
    int[] said = prediction.argMax(1);
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i] * classes + said[i]]++;
    }
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns the number of examples of class {@code actual} that were predicted as {@code said}. */
  public long count(int actual, int said) {
    return counts[actual * classes + said];
  }

  /**
   * Returns the part of the examples predicted as a class that belongs to it; 0 if there are none.
   */
  public double precision(int label) {
    long all = 0;
    for (int i = 0; i < classes; i++) {
      all += count(i, label);
    }
    return all == 0 ? 0 : (double) count(label, label) / all;
  }

  /** Returns the part of the examples of a class that are predicted as it; 0 if there are none. */
  public double recall(int label) {
    long all = 0;
    for (int i = 0; i < classes; i++) {
      all += count(label, i);
    }
    return all == 0 ? 0 : (double) count(label, label) / all;
  }

  /** Returns the harmonic mean of a class's precision and recall; 0 if both are. */
  public double f1(int label) {
    double p = precision(label);
    double r = recall(label);
    return p + r == 0 ? 0 : 2 * p * r / (p + r);
  }

  /** Returns the mean precision of the classes that occur, as targets or predictions. */
  public double precision() {
    return mean(this::precision);
  }

  /** Returns the mean recall of the classes that occur, as targets or predictions. */
  public double recall() {
    return mean(this::recall);
  }

  /** Returns the mean F1 of the classes that occur, as targets or predictions. */
  public double f1() {
    return mean(this::f1);
  }

  private double mean(IntToDoubleFunction figure) {
    return IntStream.range(0, classes)
        .filter(this::occurs)
        .mapToDouble(figure)
        .average()
        .orElse(Double.NaN);
  }

  /** Returns whether an example is of a class or was predicted as it. */
  private boolean occurs(int label) {
    return IntStream.range(0, classes).anyMatch(i -> count(label, i) > 0 || count(i, label) > 0);
  }

  /** Returns a table with a row for each class and a column for each predicted one. */
  @Override
  public String toString() {
    return toString(IntStream.range(0, classes).mapToObj(String::valueOf).toList());
  }

  /**
   * Returns the table with the classes' names.
   *
   * @throws AutodiffException if there is not one for each class
   */
  public String toString(List<String> names) {
    if (names.size() != classes) {
      throw new AutodiffException(
          "confusion matrix: one name for each class is needed",
          names.size() + " names",
          classes + " names",
          null);
    }
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    int digits = Long.toString(Arrays.stream(counts).max().orElse(0)).length();
    int head = Math.max(9, longest);
    int width = Math.max(5, 1 + Math.max(digits, longest));
    StringBuilder text = new StringBuilder(pad("is \\ said", head));
    names.forEach(name -> text.append(pad(name, width)));
    for (int i = 0; i < classes; i++) {
      text.append('\n').append(pad(names.get(i), head));
      for (int j = 0; j < classes; j++) {
        text.append(pad(Long.toString(count(i, j)), width));
      }
    }
    return text.toString();
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
