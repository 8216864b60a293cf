package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import java.util.Arrays;

/**
 * Mean, spread and range of the numbers that one element of the examples takes; NaN counts as
 * missing.
 *
 * <p>Source of the running mean and variance: B. P. Welford, <em>Note on a method for calculating
 * corrected sums of squares and products</em>, Technometrics 4 (1962).
 */
final class ElementStatistics {
  private final boolean keeping;
  private double[] kept = new double[0];
  private long count;
  private long missing;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * @param keeping whether to keep the numbers for their median
   */
  ElementStatistics(boolean keeping) {
    this.keeping = keeping;
  }

  void add(double x) {
    if (Double.isNaN(x)) {
      missing++;
      return;
    }
    if (keeping) {
      if (count == kept.length) {
        kept = Arrays.copyOf(kept, Math.max(16, kept.length * 2));
      }
      kept[(int) count] = x;
    }
    count++;
    double before = x - mean;
    mean += before / count;
    squares += before * (x - mean);
    min = Math.min(min, x);
    max = Math.max(max, x);
  }

  /**
   * @param element its position, for the message
   * @throws AutodiffException if all numbers were missing
   */
  double mean(int element) {
    check(element);
    return mean;
  }

  /**
   * @param element its position, for the message
   * @throws AutodiffException if all numbers were missing
   */
  double median(int element) {
    check(element);
    double[] sorted = Arrays.copyOf(kept, (int) count);
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private void check(int element) {
    if (count == 0) {
      throw new AutodiffException(
          "data: an element is missing in all examples",
          "element " + element + " of " + missing + " examples",
          "a number in one of them",
          null);
    }
  }

  /** Returns the standard deviation of all examples about the mean; 1 if nothing varies. */
  double deviation(double filled) {
    double extra = missing == 0 ? 0 : missing * (filled - mean) * (filled - mean);
    double deviation = Math.sqrt((squares + extra) / (count + missing));
    return deviation > 0 ? deviation : 1;
  }

  /** Returns the smallest number. */
  double min() {
    return min;
  }

  /** Returns the largest number less the smallest; 1 if nothing varies. */
  double range() {
    return max > min ? max - min : 1;
  }
}
