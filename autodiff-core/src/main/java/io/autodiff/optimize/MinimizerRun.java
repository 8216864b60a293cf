package io.autodiff.optimize;

import org.jspecify.annotations.Nullable;

/** The state of a minimisation between iterations. */
final class MinimizerRun {
  final Settings settings;
  final Objective f;
  double[] x;
  double value;
  double[] gradient;
  int products;
  private int iterations;
  private int evaluations;

  MinimizerRun(Settings settings, Objective f, double[] start) {
    this.settings = settings;
    this.f = f;
    this.x = settings.bounds().project(start);
    this.gradient = new double[start.length];
    this.value = evaluate(x, gradient);
  }

  double evaluate(double[] at, double[] slopes) {
    evaluations++;
    return f.valueAndGradient(at, slopes);
  }

  double evaluate(double[] at) {
    evaluations++;
    return f.value(at);
  }

  /** Returns why no iteration is to be made, or null. */
  @Nullable Convergence stop() {
    if (!Double.isFinite(value) || !Vectors.isFinite(gradient)) {
      return Convergence.NOT_FINITE;
    }
    if (projectedGradient() <= settings.gradient()) {
      return Convergence.GRADIENT;
    }
    boolean isUsedUp = iterations >= settings.iterations() || evaluations >= settings.evaluations();
    return isUsedUp ? Convergence.BUDGET : null;
  }

  /**
   * Goes on to the next point and returns why to stop there, or null.
   *
   * @param predicted how much the value was expected to fall
   */
  @Nullable Convergence move(double[] to, double there, double[] slopes, double predicted) {
    double fall = value - there;
    double length = Vectors.norm(Vectors.minus(to, x));
    x = to;
    value = there;
    gradient = slopes;
    iterations++;
    Iteration told = new Iteration(iterations, x.clone(), value, projectedGradient(), evaluations);
    if (!settings.listener().accept(told)) {
      return Convergence.LISTENER;
    }
    double size = settings.value() * Math.abs(value);
    if (projectedGradient() > settings.gradient() && fall <= size && predicted <= size) {
      return Convergence.VALUE;
    }
    return length <= settings.step() * Vectors.norm(x) ? Convergence.STEP : null;
  }

  /** Counts an iteration that found no better point. */
  void fail() {
    iterations++;
  }

  private double projectedGradient() {
    return settings.bounds().projectedNorm(x, gradient);
  }

  Minimum result(Convergence reason) {
    return new Minimum(
        x.clone(), value, gradient.clone(), iterations, evaluations, products, reason);
  }
}
