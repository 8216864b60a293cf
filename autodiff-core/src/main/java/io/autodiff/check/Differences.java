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
    double above = f.applyAsDouble(h);
    double below = f.applyAsDouble(-h);
    for (int i = 0; i < HALVINGS && !(Double.isFinite(above) && Double.isFinite(below)); i++) {
      h /= 2;
      above = f.applyAsDouble(h);
      below = f.applyAsDouble(-h);
    }
    Differences best = new Differences(Double.NaN, Double.POSITIVE_INFINITY);
    double[] previous = {};
    for (int row = 0; row < ROWS || (row < MORE_ROWS && !best.isWithin(target)); row++) {
      double rounding = epsilon * Math.max(Math.abs(above), Math.abs(below)) / h;
      double[] current = new double[Math.min(row + 1, ROWS)];
      current[0] = (above - below) / (2 * h);
      double power = 1;
      for (int j = 1; j < current.length; j++) {
        power *= 4;
        current[j] = current[j - 1] + (current[j - 1] - previous[j - 1]) / (power - 1);
        double disagreement =
            Math.max(Math.abs(current[j] - current[j - 1]), Math.abs(current[j] - previous[j - 1]));
        if (disagreement + rounding < best.uncertainty) {
          best = new Differences(current[j], disagreement + rounding);
        }
      }
      previous = current;
      h /= 2;
      above = f.applyAsDouble(h);
      below = f.applyAsDouble(-h);
    }
    return best;
  }

  private boolean isWithin(double relative) {
    return uncertainty <= relative * Math.abs(slope);
  }

  /** The slopes on both sides of 0, where they differ however small the step is; else null. */
  static @Nullable Kink kink(DoubleUnaryOperator f, double step, double tolerance) {
    double middle = f.applyAsDouble(0);
    double near = step / (1 << ROWS);
    double left = (middle - f.applyAsDouble(-near)) / near;
    double right = (f.applyAsDouble(near) - middle) / near;
    double farLeft = (middle - f.applyAsDouble(-8 * near)) / (8 * near);
    double farRight = (f.applyAsDouble(8 * near) - middle) / (8 * near);
    double gap = Math.abs(right - left);
    return gap > tolerance && gap > Math.abs(farRight - farLeft) / 2 ? new Kink(left, right) : null;
  }

  /** The slopes to the left and to the right of a kink. */
  record Kink(double left, double right) {}
}
