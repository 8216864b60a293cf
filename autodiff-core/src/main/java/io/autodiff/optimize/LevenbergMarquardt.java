package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import org.jspecify.annotations.Nullable;

/**
 * Least squares by Gauss-Newton steps within a trust region whose units are the columns of the
 * Jacobian. Source: Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978).
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="levenberg-marquardt"}
 *
 * <p>Steps that leave bounds are projected onto them, and variables that a bound holds are left out
 * of the step.
 */
public final class LevenbergMarquardt {
  private static final LevenbergMarquardt STANDARD =
      new LevenbergMarquardt(Settings.DEFAULT, null, RobustLoss.SQUARES, 1);

  private final Settings settings;
  private final double @Nullable [] weights;
  private final RobustLoss loss;
  private final double lossScale;

  private LevenbergMarquardt(
      Settings settings, double @Nullable [] weights, RobustLoss loss, double lossScale) {
    this.settings = settings;
    this.weights = weights;
    this.loss = loss;
    this.lossScale = lossScale;
  }

  /** Returns the method without bounds and weights, which stops where nothing more is gained. */
  public static LevenbergMarquardt standard() {
    return STANDARD;
  }

  /** Returns this method with bounds. */
  public LevenbergMarquardt bounds(Bounds bounds) {
    return new LevenbergMarquardt(settings.bounds(bounds), weights, loss, lossScale);
  }

  /**
   * Returns this method with a weight for each residual: the sum is {@code Σ w r²}.
   *
   * @throws AutodiffException if a weight is negative, infinite or NaN
   */
  public LevenbergMarquardt weights(double... weights) {
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new AutodiffException(
            "least squares: a weight is no weight", "" + weight, "a finite number from 0", null);
      }
    }
    return new LevenbergMarquardt(settings, weights.clone(), loss, lossScale);
  }

  /**
   * Returns this method with another loss than squares: {@code ½ c² Σ ρ(w r² / c²)}.
   *
   * @param scale the residual {@code c} beyond which the loss grows slower than a square
   * @throws AutodiffException if it is not above 0
   */
  public LevenbergMarquardt robust(RobustLoss loss, double scale) {
    if (!(scale > 0)) {
      throw new AutodiffException(
          "least squares: the scale of the loss", "" + scale, "above 0", null);
    }
    return new LevenbergMarquardt(settings, weights, loss, scale);
  }

  /** Returns this method with at most so many iterations and evaluations of the residuals. */
  public LevenbergMarquardt budget(int iterations, int evaluations) {
    return new LevenbergMarquardt(
        settings.iterations(iterations).evaluations(evaluations), weights, loss, lossScale);
  }

  /**
   * Returns this method with tolerances.
   *
   * @param gradient the largest cosine between the residuals and a column of the Jacobian
   * @param value the relative fall of the sum of squares
   * @param step the relative length of a step
   */
  public LevenbergMarquardt tolerances(double gradient, double value, double step) {
    return new LevenbergMarquardt(
        settings.tolerances(gradient, value, step), weights, loss, lossScale);
  }

  /** Returns this method with a listener, which is called after each iteration. */
  public LevenbergMarquardt listener(Iteration.Listener listener) {
    return new LevenbergMarquardt(settings.listener(listener), weights, loss, lossScale);
  }

  /**
   * Returns the fit that is found from a start.
   *
   * @throws AutodiffException if bounds, weights, parameters and residuals do not fit in number
   */
  public LeastSquaresFit fit(Residuals residuals, double... start) {
    settings.bounds().require(start.length);
    WeightedResiduals weighted = new WeightedResiduals(residuals, weights, loss, lossScale);
    return new LeastSquaresRun(settings, weighted, start).run();
  }
}
