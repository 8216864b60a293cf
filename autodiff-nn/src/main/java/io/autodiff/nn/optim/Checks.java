package io.autodiff.nn.optim;

import io.autodiff.AutodiffException;

/** Checks of the settings of optimisers and schedules. */
final class Checks {
  private Checks() {}

  /** Checks a learning rate: finite and above 0. */
  static double rate(String optimizer, double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new AutodiffException(
          optimizer + ": learning rate is not a positive number",
          Double.toString(rate),
          "a finite number above 0",
          null);
    }
    return rate;
  }

  /** Checks a number of {@code [0, 1)}, such as a decay or a momentum. */
  static double fraction(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new AutodiffException(
          what + " is out of range", Double.toString(value), "a number from 0 to below 1", null);
    }
    return value;
  }

  /** Checks a number that is finite and not negative. */
  static double notNegative(String what, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new AutodiffException(
          what + " is not a number from 0",
          Double.toString(value),
          "a finite number, 0 or above",
          null);
    }
    return value;
  }

  /** Checks a number that is finite and above 0. */
  static double positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new AutodiffException(
          what + " is not a positive number",
          Double.toString(value),
          "a finite number above 0",
          null);
    }
    return value;
  }
}
