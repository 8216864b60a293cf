package io.autodiff.spark;

import io.autodiff.AutodiffException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Count, mean, squared deviations and range of each feature and of the target, the last element, in
 * training examples; NaN counts as missing. Parts are put together by the formulas of Chan, Golub
 * and LeVeque, <em>Algorithms for computing the sample variance</em>, American Statistician 37
 * (1983).
 */
final class Statistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long rows;
  private final boolean whole;
  private final double[] count;
  private final double[] mean;
  private final double[] squares;
  private final double[] min;
  private final double[] max;

  private Statistics(
      long rows,
      boolean whole,
      double[] count,
      double[] mean,
      double[] squares,
      double[] min,
      double[] max) {
    this.rows = rows;
    this.whole = whole;
    this.count = count;
    this.mean = mean;
    this.squares = squares;
    this.min = min;
    this.max = max;
  }

  private static Statistics empty(int elements) {
    double[] low = new double[elements];
    double[] high = new double[elements];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    return new Statistics(
        0, true, new double[elements], new double[elements], new double[elements], low, high);
  }

  /**
   * Returns the statistics of examples.
   *
   * @param inputs row-major
   * @param rows how many of them count
   */
  static Statistics of(double[] inputs, double[] targets, int rows, int width) {
    Statistics own = empty(width + 1);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < width; k++) {
        own.add(k, inputs[i * width + k]);
      }
      own.add(width, targets[i]);
    }
    boolean whole = Arrays.stream(targets).allMatch(x -> x >= 0 && x == Math.rint(x));
    double largest = Arrays.stream(targets).max().orElse(Double.NEGATIVE_INFINITY);
    own.max[width] = Math.max(own.max[width], largest); // classes that are only held out count
    return new Statistics(rows, whole, own.count, own.mean, own.squares, own.min, own.max);
  }

  private void add(int k, double x) {
    if (Double.isNaN(x)) {
      return;
    }
    count[k]++;
    double before = x - mean[k];
    mean[k] += before / count[k];
    squares[k] += before * (x - mean[k]);
    min[k] = Math.min(min[k], x);
    max[k] = Math.max(max[k], x);
  }

  /**
   * Returns the statistics of all parts, put together in their order.
   *
   * @throws AutodiffException if they have different numbers of features
   */
  static Statistics of(List<Statistics> parts) {
    List<Statistics> filled = parts.stream().filter(part -> part.count.length > 1).toList();
    Statistics all = empty(filled.isEmpty() ? 1 : filled.getFirst().count.length);
    for (Statistics part : filled) {
      Block.checkWidth(all.length(), part.length());
      all = all.and(part);
    }
    return all;
  }

  private Statistics and(Statistics other) {
    int n = count.length;
    Statistics sum = empty(n);
    for (int k = 0; k < n; k++) {
      double total = count[k] + other.count[k];
      double distance = other.mean[k] - mean[k];
      double part = total == 0 ? 0 : other.count[k] / total;
      sum.count[k] = total;
      sum.mean[k] = count[k] == 0 ? other.mean[k] : mean[k] + distance * part;
      sum.squares[k] = squares[k] + other.squares[k] + distance * distance * count[k] * part;
      sum.min[k] = Math.min(min[k], other.min[k]);
      sum.max[k] = Math.max(max[k], other.max[k]);
    }
    return new Statistics(
        rows + other.rows,
        whole && other.whole,
        sum.count,
        sum.mean,
        sum.squares,
        sum.min,
        sum.max);
  }

  /** Returns the number of features. */
  int length() {
    return count.length - 1;
  }

  /** Returns the same of the target alone, as if it were a feature. */
  Statistics target() {
    int k = length();
    Statistics one = empty(2);
    one.count[0] = count[k];
    one.mean[0] = mean[k];
    one.squares[0] = squares[k];
    one.min[0] = min[k];
    one.max[0] = max[k];
    return new Statistics(rows, whole, one.count, one.mean, one.squares, one.min, one.max);
  }

  /**
   * Returns the number of classes that the targets are the numbers of.
   *
   * @throws AutodiffException if they are no whole numbers from 0
   */
  int classes() {
    double largest = max[length()];
    if (!whole || largest >= 1 << 20) {
      throw new AutodiffException(
          "spark: labels are not numbers of classes",
          whole ? "label " + largest : "a label that is negative or has a fraction",
          "whole numbers from 0; StringIndexer makes them of names",
          null);
    }
    return Math.max(2, (int) largest + 1);
  }

  /**
   * Returns the mean of an element.
   *
   * @throws AutodiffException if it is missing in all examples
   */
  double mean(int k) {
    if (count[k] == 0) {
      throw new AutodiffException(
          "spark: a feature is missing in all training rows",
          "feature " + k,
          "a number in one of them",
          null);
    }
    return mean[k];
  }

  /** Returns the standard deviation, missing elements filled by the mean; 1 if nothing varies. */
  double deviation(int k) {
    double deviation = Math.sqrt(squares[k] / rows);
    double rounding = max[k] > min[k] ? Math.ulp(Math.max(Math.abs(min[k]), Math.abs(max[k]))) : 0;
    return deviation > rounding ? inRange(k, deviation) : 1;
  }

  double min(int k) {
    mean(k);
    return min[k];
  }

  /** Returns the largest less the smallest; 1 if nothing varies. */
  double range(int k) {
    return max[k] > min[k] ? inRange(k, max[k] - min[k]) : 1;
  }

  private static double inRange(int k, double spread) {
    if (!Double.isFinite(spread) || !Double.isFinite(1 / spread)) {
      throw new AutodiffException(
          "spark: the spread of feature " + k + " is out of range",
          String.valueOf(spread),
          "numbers whose squares can be added in float64",
          null);
    }
    return spread;
  }
}
