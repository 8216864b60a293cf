package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import io.autodiff.transform.Jacobian;
import org.jspecify.annotations.Nullable;

/** Residuals with weights and a loss, and how often they were evaluated. */
final class WeightedResiduals {
  private final Residuals residuals;
  private final double @Nullable [] weights;
  private final RobustLoss loss;
  private final double scale;
  private int evaluations;

  WeightedResiduals(
      Residuals residuals, double @Nullable [] weights, RobustLoss loss, double scale) {
    this.residuals = residuals;
    this.weights = weights;
    this.loss = loss;
    this.scale = scale;
  }

  int evaluations() {
    return evaluations;
  }

  /** Returns the residuals, each multiplied by the root of its weight. */
  double[] at(double[] x) {
    evaluations++;
    double[] r = residuals.at(x);
    for (int i = 0; i < r.length; i++) {
      r[i] *= root(i, r.length);
    }
    return r;
  }

  Jacobian.WithValue<double[]> withJacobian(double[] x) {
    evaluations++;
    Jacobian.WithValue<double[]> both = residuals.withJacobian(x);
    double[] r = both.value();
    for (int i = 0; i < r.length; i++) {
      multiply(r, both.jacobian(), i, root(i, r.length));
    }
    return both;
  }

  private double root(int i, int length) {
    if (weights == null) {
      return 1;
    }
    if (weights.length != length) {
      throw new AutodiffException(
          "least squares: weights do not fit in number",
          weights.length + " weights for " + length + " residuals",
          "" + length,
          null);
    }
    return Math.sqrt(weights[i]);
  }

  private static void multiply(double[] r, double[][] jacobian, int i, double factor) {
    r[i] *= factor;
    for (int j = 0; j < jacobian[i].length; j++) {
      jacobian[i][j] *= factor;
    }
  }

  /** Returns half of the sum of losses of weighted residuals; not finite where one is not. */
  double cost(double[] r) {
    double sum = 0;
    for (double each : r) {
      double z = each / scale * (each / scale);
      sum += loss.rho(z);
    }
    return 0.5 * scale * scale * sum;
  }

  /** Returns how much the cost falls from one point to another, accurate where it hardly does. */
  double fall(double[] from, double[] to) {
    if (loss != RobustLoss.SQUARES) {
      return cost(from) - cost(to);
    }
    double sum = 0;
    for (int i = 0; i < from.length; i++) {
      sum += (from[i] - to[i]) * (from[i] + to[i]);
    }
    return 0.5 * sum;
  }

  /**
   * Changes residuals and Jacobian to those whose squares have the gradient of the losses and their
   * curvature, as far as that is positive.
   */
  void linearize(double[] r, double[][] jacobian) {
    if (loss == RobustLoss.SQUARES) {
      return;
    }
    for (int i = 0; i < r.length; i++) {
      double z = r[i] / scale * (r[i] / scale);
      double slope = loss.slope(z);
      double curvature = Math.max(slope + 2 * loss.curvature(z) * z, 1e-12 * slope);
      double root = Math.sqrt(curvature);
      multiply(r, jacobian, i, root);
      r[i] *= slope / curvature;
    }
  }
}
