package io.autodiff.nn.train;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Tensor;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The probabilities that a network gives to the classes of examples, softmax of its outputs, and
 * how well they rank the examples: each class in turn against all others.
 *
 * <p>Examples of equal probability count as one step of a curve. Source: T. Fawcett, <em>An
 * introduction to ROC analysis</em>, Pattern Recognition Letters 27 (2006).
 */
public final class ClassScores {
  private static final int BATCH = 512;

  private final int classes;
  private final List<double[]> rows = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private double logarithms;

  /** Makes scores of no example. */
  ClassScores(int classes) {
    this.classes = classes;
  }

  /**
   * Returns the scores of a network for some data, computed on the given engine.
   *
   * @throws AutodiffException if there are no examples
   */
  public static ClassScores of(Mlp model, BatchSource data, Engine engine) {
    if (data.size() == 0) {
      throw new AutodiffException("metric: no examples", "0 examples", "at least one", null);
    }
    ClassScores scores = new ClassScores(model.outputShape().size());
    for (Batch batch : data.to(model.dtype()).batches(BATCH)) {
      scores.add(model.predict(batch.inputs(), engine), batch.targets());
    }
    return scores;
  }

  void add(Tensor prediction, Tensor target) {
    int[] actual = Classes.of(target, prediction);
    double[] logits = prediction.values();
    for (int i = 0; i < actual.length; i++) {
      double[] row = Arrays.copyOfRange(logits, i * classes, (i + 1) * classes);
      double largest = Arrays.stream(row).max().orElse(0);
      double own = row[actual[i]] - largest;
      Arrays.setAll(row, j -> Math.exp(row[j] - largest));
      double sum = Arrays.stream(row).sum();
      Arrays.setAll(row, j -> row[j] / sum);
      rows.add(row);
      labels.add(actual[i]);
      logarithms += Math.log(sum) - own;
    }
  }

  /** Returns the mean of {@code -log p} of the examples' own classes. */
  public double logLoss() {
    return logarithms / labels.size();
  }

  /**
   * The examples of which a class is said if its probability is at least a threshold.
   *
   * @param right the number of those that are of the class
   * @param wrong the number of those that are not
   */
  public record Step(double threshold, int right, int wrong) {}

  /** Returns the steps of a class from the highest threshold to the lowest. */
  public List<Step> steps(int label) {
    int[] order =
        IntStream.range(0, labels.size())
            .boxed()
            .sorted((a, b) -> Double.compare(rows.get(b)[label], rows.get(a)[label]))
            .mapToInt(i -> i)
            .toArray();
    List<Step> steps = new ArrayList<>();
    int right = 0;
    int wrong = 0;
    for (int i = 0; i < order.length; i++) {
      right += labels.get(order[i]) == label ? 1 : 0;
      wrong += labels.get(order[i]) == label ? 0 : 1;
      double score = rows.get(order[i])[label];
      if (i + 1 == order.length || rows.get(order[i + 1])[label] != score) {
        steps.add(new Step(score, right, wrong));
      }
    }
    return steps;
  }

  /**
   * Returns the area under a class's ROC curve, the probability that an example of the class has a
   * higher score than another one, ties half; NaN if all examples are of the class, or none.
   */
  public double rocAuc(int label) {
    List<Step> steps = steps(label);
    Step all = steps.getLast();
    double area = 0;
    Step before = new Step(Double.POSITIVE_INFINITY, 0, 0);
    for (Step step : steps) {
      area += (step.wrong - before.wrong) * (step.right + before.right) / 2.0;
      before = step;
    }
    return area / all.right / all.wrong;
  }

  /**
   * Returns the area under a class's curve of precision over recall, summed by steps (the average
   * precision); NaN if no example is of the class.
   */
  public double prAuc(int label) {
    List<Step> steps = steps(label);
    Step all = steps.getLast();
    double area = 0;
    int before = 0;
    for (Step step : steps) {
      area += (double) (step.right - before) * step.right / (step.right + step.wrong);
      before = step.right;
    }
    return area / all.right;
  }

  /** Returns the mean {@link #rocAuc(int)} of the classes that have one; NaN if none has. */
  public double rocAuc() {
    return mean(this::rocAuc);
  }

  /** Returns the mean {@link #prAuc(int)} of the classes that have one; NaN if none has. */
  public double prAuc() {
    return mean(this::prAuc);
  }

  private double mean(IntToDoubleFunction figure) {
    return IntStream.range(0, classes)
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
