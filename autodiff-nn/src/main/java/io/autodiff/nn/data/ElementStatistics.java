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
  /** The sum of squares stays between the reciprocal of this bound and the bound. */
  private static final double SAFE_SQUARES = 1e280;

  private static final double SAFE_RANGE = 1e300;

  /** Powers of two up to this exponent, and their reciprocals, are exact. */
  private static final int SAFE_EXPONENT = 1000;

  private final boolean keeping;
  private final double given;
  private double[] kept = new double[0];
  private long count;
  private long missing;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * @param keeping whether to keep the numbers for their median
   * @param unit the power of two that numbers are multiplied by
   */
  ElementStatistics(boolean keeping, double unit) {
    this.keeping = keeping;
    this.given = unit;
  }

  /**
   * Returns the unit in which the statistics of these numbers neither overflow nor underflow: the
   * given one if it does.
   */
  double unit() {
    boolean safe =
        !(max > min)
            || (squares > 1 / SAFE_SQUARES && squares < SAFE_SQUARES && max - min < SAFE_RANGE);
    if (safe || given != 1) {
      return given;
    }
    int exponent = Math.getExponent(Math.max(Math.abs(min), Math.abs(max)));
    return Math.scalb(1.0, Math.clamp(-exponent, -SAFE_EXPONENT, SAFE_EXPONENT));
  }

  void add(double number) {
    double x = number * given;
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

  /**
   * Returns the standard deviation of all examples about the mean; 1 if nothing varies by more than
   * the rounding of the numbers.
   */
  double deviation(double filled) {
    double extra = missing == 0 ? 0 : missing * (filled - mean) * (filled - mean);
    double deviation = Math.sqrt((squares + extra) / (count + missing));
    double rounding = max > min ? Math.ulp(Math.max(Math.abs(min), Math.abs(max))) : 0;
    return deviation > rounding ? deviation : 1;
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
