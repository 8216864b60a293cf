package io.autodiff.nn.optim;

import io.autodiff.AutodiffException;

/** How the learning rate changes as training goes on: a factor for the optimiser's own rate. */
@FunctionalInterface
public interface Schedule {

  /** Returns the factor at a point of the training. */
  double factor(Progress progress);

  /**
   * A point of a training.
   *
   * @param epoch the epochs done, with the fraction of the present one: 2.5 halfway through the
   *     third
   * @param epochs the epochs that the whole training takes
   * @param losses the watched loss after each whole epoch done: validation's, or training's without
   */
  record Progress(double epoch, int epochs, double[] losses) {}

  /** Returns the schedule that leaves the rate as it is. */
  static Schedule constant() {
    return _ -> 1;
  }

  /** Returns {@code factor^k} after {@code k} times {@code every} epochs. */
  static Schedule step(int every, double factor) {
    positive("step: epochs", every);
    Checks.positive("step: factor", factor);
    return at -> Math.pow(factor, Math.floor(at.epoch / every));
  }

  /** Returns {@code factor^epoch}, changed at the end of each epoch. */
  static Schedule exponential(double factor) {
    Checks.positive("exponential: factor", factor);
    return at -> Math.pow(factor, Math.floor(at.epoch));
  }

  /** Returns half a wave of the cosine from 1 down to 0 (Loshchilov and Hutter, ICLR 2017). */
  static Schedule cosine() {
    return cosine(0);
  }

  /** Returns half a wave of the cosine from 1 down to {@code floor}. */
  static Schedule cosine(double floor) {
    Checks.notNegative("cosine: floor", floor);
    return at -> wave(1, floor, at.epoch / at.epochs);
  }

  private static double wave(double from, double to, double part) {
    return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, part)));
  }

  /** Returns this schedule after a straight rise from near 0 over the first epochs. */
  default Schedule warmUp(double rise) {
    Checks.positive("warm-up: epochs", rise);
    return at -> factor(at) * Math.min(1, Math.max(at.epoch, rise * 1e-3) / rise);
  }

  /**
   * Returns one cycle: up from 1/25 to 1 over the first 30 % of the training, down to 1/250,000
   * over the rest, both along the cosine (Smith and Topin, 2018, in the form that PyTorch uses).
   */
  static Schedule oneCycle() {
    return oneCycle(0.3, 25, 1e4);
  }

  /**
   * Returns one cycle.
   *
   * @param rise the part of the training in which the rate rises, between 0 and 1
   * @param start by what the rate is divided at the beginning
   * @param end by what the rate of the beginning is divided at the end
   */
  static Schedule oneCycle(double rise, double start, double end) {
    if (!(rise > 0 && rise < 1)) {
      throw new AutodiffException(
          "oneCycle: part of rise is out of range",
          Double.toString(rise),
          "a number between 0 and 1",
          null);
    }
    Checks.positive("oneCycle: start", start);
    Checks.positive("oneCycle: end", end);
    return at -> {
      double part = at.epoch / at.epochs;
      return part < rise
          ? wave(1 / start, 1, part / rise)
          : wave(1, 1 / (start * end), (part - rise) / (1 - rise));
    };
  }

  /**
   * Returns {@code factor^k} after the watched loss failed {@code k} times to fall for more than
   * {@code patience} epochs in a row; a loss of NaN has not fallen.
   */
  static Schedule reduceOnPlateau(double factor, int patience) {
    Checks.fraction("reduceOnPlateau: factor", factor);
    positive("reduceOnPlateau: patience", patience + 1);
    return at -> {
      double best = Double.POSITIVE_INFINITY;
      int waited = 0;
      double product = 1;
      for (double loss : at.losses) {
        waited = loss < best ? 0 : waited + 1;
        best = loss < best ? loss : best;
        if (waited > patience) {
          product *= factor;
          waited = 0;
        }
      }
      return product;
    };
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new AutodiffException(
          what + " is not positive", String.valueOf(value), "at least 1", null);
    }
  }
}
