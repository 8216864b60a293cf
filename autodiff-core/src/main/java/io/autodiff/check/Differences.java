package io.autodiff.check;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The slope of a function of one number at 0, by central differences extrapolated to step 0.
 *
 * @param slope the estimate; NaN if the function is not finite around 0
 * @param uncertainty by how much the estimate may be off
 */
record Differences(double slope, double uncertainty) {
  private static final int ROWS = 9;
  private static final int MORE_ROWS = 32;
  private static final int HALVINGS = 40;

  /** How often a kink is looked for from closer by, and by how much closer. */
  private static final int CLOSER = 2;

  private static final double NEARER = 16;

  /** How near the point a jump is looked for, as parts of the first step and as roundings. */
  private static final double NEAREST = 0x1p-25;

  private static final double ROUNDINGS = 0x1p11;

  /** Over how many doublings of the nearest step each side of a jump keeps its value. */
  private static final int DOUBLINGS = 6;

  private static final double KEPT = 1.0 / 8;

  /** How many times what they may be off two slopes differ by that are not the same. */
  private static final double DOUBTS = 4;

  /**
   * Estimates a slope by Ridders' method.
   *
   * @param f the function
   * @param step the first and largest step
   * @param epsilon the relative accuracy of the function's values
   * @param target the relative accuracy of the slope that ends the search for a better one
   */
  static Differences of(DoubleUnaryOperator f, double step, double epsilon, double target) {
    double h = step;
    for (int i = 0; i < HALVINGS && !isFinite(f, h); i++) {
      h /= 2;
    }
    // Closer by, a step would soon be lost in rounding: then both sides have the value at 0.
    return isFinite(f, h)
        ? extrapolated(new Quotient(f, 0, 4), h, epsilon, target)
        : new Differences(Double.NaN, Double.POSITIVE_INFINITY);
  }

  private static boolean isFinite(DoubleUnaryOperator f, double h) {
    return Double.isFinite(f.applyAsDouble(h)) && Double.isFinite(f.applyAsDouble(-h));
  }

  /**
   * A difference quotient by its step.
   *
   * @param side -1 for that to the left, 1 for that to the right, 0 for the central one
   * @param ratio by how much its error shrinks, power by power, where the step is halved
   */
  private record Quotient(DoubleUnaryOperator f, int side, double ratio) {
    Differences at(double h, double epsilon) {
      double first = f.applyAsDouble(side < 0 ? 0 : h);
      double second = f.applyAsDouble(side > 0 ? 0 : -h);
      double rounding = epsilon * Math.max(Math.abs(first), Math.abs(second)) / h;
      return new Differences((first - second) / (side == 0 ? 2 * h : h), rounding);
    }
  }

  private static Differences extrapolated(
      Quotient quotient, double step, double epsilon, double target) {
    Differences best = new Differences(Double.NaN, Double.POSITIVE_INFINITY);
    double[] previous = {};
    double h = step;
    for (int row = 0; row < ROWS || (row < MORE_ROWS && !best.isWithin(target)); row++) {
      Differences plain = quotient.at(h, epsilon);
      double[] current = new double[Math.min(row + 1, ROWS)];
      current[0] = plain.slope;
      double power = 1;
      for (int j = 1; j < current.length; j++) {
        power *= quotient.ratio;
        current[j] = current[j - 1] + (current[j - 1] - previous[j - 1]) / (power - 1);
        double disagreement =
            Math.max(Math.abs(current[j] - current[j - 1]), Math.abs(current[j] - previous[j - 1]));
        if (disagreement + plain.uncertainty < best.uncertainty) {
          best = new Differences(current[j], disagreement + plain.uncertainty);
        }
      }
      previous = current;
      h /= 2;
    }
    return best;
  }

  /**
   * Returns the slopes on both sides of 0, extrapolated to step 0, where they differ by more than
   * they may be off; else null. So a kink is told from a curve even where its sides hardly differ.
   */
  static @Nullable Kink fineKink(DoubleUnaryOperator f, double step, double epsilon) {
    Differences left = extrapolated(new Quotient(f, -1, 2), step, epsilon, 0);
    Differences right = extrapolated(new Quotient(f, 1, 2), step, epsilon, 0);
    double doubt = left.uncertainty + right.uncertainty;
    return Math.abs(right.slope - left.slope) > DOUBTS * doubt
        ? new Kink(left.slope, right.slope, 0)
        : null;
  }

  private boolean isWithin(double relative) {
    return uncertainty <= relative * Math.abs(slope);
  }

  /**
   * Returns the slopes on both sides of 0, where they differ and each is about the same over
   * several steps, which those of a rough function are not; else null.
   */
  static @Nullable Kink kink(DoubleUnaryOperator f, double step, double tolerance) {
    double near = step / (1 << ROWS);
    double left = oneSided(f, -near);
    double right = oneSided(f, near);
    double gap = Math.abs(right - left);
    if (!(gap > tolerance)) {
      return null;
    }
    for (double h = 2 * near; h <= 8 * near; h *= 2) {
      if (!(Math.abs(oneSided(f, -h) - left) < gap / 2)
          || !(Math.abs(oneSided(f, h) - right) < gap / 2)) {
        return null;
      }
    }
    return new Kink(left, right, place(f, 0, near, CLOSER));
  }

  /**
   * Returns the values on both sides of 0, where one of them is not that at 0 and each stays about
   * the same over several steps, which those of a steep or a rough function do not; else null.
   */
  static @Nullable Jump jump(DoubleUnaryOperator f, double step, double epsilon) {
    double h = step * Math.max(NEAREST, ROUNDINGS * epsilon);
    double here = f.applyAsDouble(0);
    double left = f.applyAsDouble(-h);
    double right = f.applyAsDouble(h);
    double height = Math.max(Math.abs(left - here), Math.abs(right - here));
    double size = Math.max(Math.abs(left), Math.max(Math.abs(right), Math.abs(here)));
    if (!(height > ROUNDINGS * epsilon * size)) {
      return null;
    }
    double near = h;
    for (int i = 0; i < DOUBLINGS; i++) {
      near *= 2;
      if (!(Math.abs(f.applyAsDouble(-near) - left) <= KEPT * height)
          || !(Math.abs(f.applyAsDouble(near) - right) <= KEPT * height)) {
        return null;
      }
    }
    return new Jump(left, here, right);
  }

  /**
   * A jump at 0.
   *
   * @param left the value to the left
   * @param here the value at 0
   * @param right the value to the right
   */
  record Jump(double left, double here, double right) {}

  /**
   * Returns where two smooth pieces meet near a place: where the secants of both cross, again and
   * again from closer by.
   */
  private static double place(DoubleUnaryOperator f, double around, double h, int times) {
    double below = f.applyAsDouble(around - h);
    double above = f.applyAsDouble(around + h);
    double left = (below - f.applyAsDouble(around - 2 * h)) / h;
    double right = (f.applyAsDouble(around + 2 * h) - above) / h;
    double crossing = around + (above - below - (left + right) * h) / (left - right);
    if (!(Math.abs(crossing - around) <= h)) {
      return around;
    }
    return times == 0 ? crossing : place(f, crossing, h / NEARER, times - 1);
  }

  private static double oneSided(DoubleUnaryOperator f, double h) {
    double rise = f.applyAsDouble(h) - f.applyAsDouble(0);
    return rise == 0 ? 0 : rise / h;
  }

  /**
   * A kink.
   *
   * @param left the slope to the left
   * @param right the slope to the right
   * @param place where it is
   */
  record Kink(double left, double right, double place) {}
}
