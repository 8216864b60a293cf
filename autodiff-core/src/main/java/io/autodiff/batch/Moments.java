package io.autodiff.batch;

import io.autodiff.internal.array.Elements;

/**
 * Mean and deviation of numbers that come in parts (Chan, Golub, LeVeque, Updating formulae and a
 * pairwise algorithm for computing sample variances, 1979).
 */
final class Moments {
  /** Up to so many numbers are added one after the other. */
  private static final int RUN = 256;

  private long n;
  private double mean;

  /** The sum of the squares of the distances to the mean. */
  private double squares;

  /** Adds the numbers of an array from a place on. */
  void add(Object array, int at, int count) {
    double newMean = sum(array, at, count) / count;
    double newSquares = 0;
    for (int i = at; i < at + count; i++) {
      double distance = Elements.get(array, i) - newMean;
      newSquares += distance * distance;
    }
    long all = n + count;
    if (!Double.isFinite(mean) || !Double.isFinite(newMean)) {
      mean += newMean;
      squares = Double.NaN;
      n = all;
      return;
    }
    double apart = newMean - mean;
    squares += newSquares + (n == 0 ? 0 : apart * apart * n / all * count);
    mean = n == 0 ? newMean : mean + apart * count / all;
    n = all;
  }

  double mean() {
    return mean;
  }

  /** Returns the standard error of the mean. */
  double error() {
    return Math.sqrt(squares / (n - 1.0) / n);
  }

  /** Returns the sum of an array's numbers from a place on, halves first, always in one order. */
  static double sum(Object array, int at, int count) {
    if (count > RUN) {
      int half = count / 2;
      return sum(array, at, half) + sum(array, at + half, count - half);
    }
    double sum = 0;
    for (int i = at; i < at + count; i++) {
      sum += Elements.get(array, i);
    }
    return sum;
  }
}
