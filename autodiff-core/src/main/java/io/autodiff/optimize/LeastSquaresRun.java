package io.autodiff.optimize;

import io.autodiff.transform.Jacobian;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One fit: the state between iterations. */
final class LeastSquaresRun {
  /** The first radius in units of the start's length; Moré recommends 0.1 to 100. */
  private static final double FIRST_RADIUS = 0.1;

  /** The least part of the predicted fall that a step must bring to be taken. */
  private static final double ACCEPTED = 1e-4;

  /** The most steps without damping at the end, which add digits that the cost cannot show. */
  private static final int POLISH = 500;

  /** How many of them in turn may bring nothing. */
  private static final int PATIENCE = 5;

  private final Settings settings;
  private final WeightedResiduals f;
  private final int n;
  private double[] x;
  private double[] residuals = {};
  private double[] linear = {};
  private double[][] jacobian = {};
  private double[] gradient;
  private double[] scale;
  private double cost;
  private double radius;
  private int iterations;

  LeastSquaresRun(Settings settings, WeightedResiduals f, double[] start) {
    this.settings = settings;
    this.f = f;
    this.n = start.length;
    this.x = settings.bounds().project(start);
    this.gradient = new double[n];
    this.scale = new double[n];
  }

  LeastSquaresFit run() {
    move(x);
    if (!Double.isFinite(cost) || !allFinite()) {
      return result(Convergence.NOT_FINITE);
    }
    radius = FIRST_RADIUS * Math.max(length(x), 1);
    Convergence reason = descend();
    if (reason.isMinimum()) {
      polish();
    }
    return result(reason);
  }

  private Convergence descend() {
    while (true) {
      if (cosine() <= settings.gradient()) {
        return Convergence.GRADIENT;
      }
      if (iterations >= settings.iterations() || f.evaluations() >= settings.evaluations()) {
        return Convergence.BUDGET;
      }
      @Nullable Convergence stop = iterate();
      if (stop != null) {
        return stop;
      }
      Iteration told =
          new Iteration(iterations, x.clone(), cost, projectedGradient(), f.evaluations());
      if (!settings.listener().accept(told)) {
        return Convergence.LISTENER;
      }
    }
  }

  /** Takes the next step that lowers the cost; returns why there is none, or null. */
  private @Nullable Convergence iterate() {
    iterations++;
    int[] free = free();
    LinearModel model = model(free);
    while (true) {
      double[] to = settings.bounds().project(plus(x, free, model.within(radius)));
      double[] step = minus(to, x);
      double length = length(step);
      double predicted = predicted(step);
      if (length <= settings.step() * length(x) || length == 0) {
        return Convergence.STEP;
      }
      double[] there = f.at(to);
      double fall = f.fall(residuals, there);
      boolean gains = fall >= ACCEPTED * predicted && predicted > 0 && fall > 0;
      boolean isNegligible =
          Math.abs(predicted) <= settings.value() * cost
              && Math.abs(fall) <= settings.value() * cost;
      resize(fall / predicted, length, Double.isFinite(fall) && predicted > 0);
      if (gains) {
        move(to);
      }
      if (isNegligible) {
        return Convergence.VALUE;
      }
      if (gains) {
        return null;
      }
      if (radius <= 0x1p-52 * length(x) || radius == 0) {
        return Convergence.PRECISION;
      }
      if (f.evaluations() >= settings.evaluations()) {
        return Convergence.BUDGET;
      }
    }
  }

  private void resize(double ratio, double length, boolean isKnown) {
    if (!isKnown || !(ratio >= 0.25)) {
      radius = Math.min(radius, length) * (isKnown ? 0.5 : 0.1);
    } else if (ratio > 0.75) {
      radius = Math.max(radius, 2 * length);
    }
  }

  /**
   * Takes full steps as long as some of them lower the gradient, and goes back to where it was
   * least: the cost is too flat to tell.
   */
  private void polish() {
    double[] best = x;
    double least = cosine();
    double limit = cost * (1 + 1e-10);
    int vain = 0;
    for (int k = 0; k < POLISH && vain < PATIENCE && least > 0; k++) {
      int[] free = free();
      if (free.length == 0) {
        break;
      }
      move(settings.bounds().project(plus(x, free, model(free).gaussNewton())));
      boolean isBetter = cosine() < least && cost <= limit;
      vain = isBetter ? 0 : vain + 1;
      if (isBetter) {
        best = x;
        least = cosine();
      }
    }
    if (vain > 0) {
      move(best);
    }
  }

  private void move(double[] to) {
    x = to;
    Jacobian.WithValue<double[]> both = f.withJacobian(x);
    residuals = both.value();
    cost = f.cost(residuals);
    linear = residuals.clone();
    jacobian = both.jacobian();
    f.linearize(linear, jacobian);
    Arrays.fill(gradient, 0);
    for (int j = 0; j < n; j++) {
      double norm = 0;
      for (int i = 0; i < linear.length; i++) {
        gradient[j] += jacobian[i][j] * linear[i];
        norm += jacobian[i][j] * jacobian[i][j];
      }
      scale[j] = Math.max(scale[j], Math.sqrt(norm));
    }
  }

  private boolean allFinite() {
    return Arrays.stream(gradient).allMatch(Double::isFinite)
        && Arrays.stream(scale).allMatch(Double::isFinite);
  }

  /** The variables that no bound holds. */
  private int[] free() {
    int[] free = new int[n];
    int count = 0;
    for (int j = 0; j < n; j++) {
      if (!settings.bounds().holds(j, x[j], gradient[j])) {
        free[count++] = j;
      }
    }
    return Arrays.copyOf(free, count);
  }

  private LinearModel model(int[] free) {
    return new LinearModel(linear, jacobian, free, units(free));
  }

  private double[] units(int[] free) {
    double[] units = new double[free.length];
    for (int k = 0; k < free.length; k++) {
      units[k] = scale[free[k]] == 0 ? 1 : scale[free[k]];
    }
    return units;
  }

  /** The largest cosine between the residuals and a column of a variable that no bound holds. */
  private double cosine() {
    double norm = 0;
    for (double r : linear) {
      norm += r * r;
    }
    double largest = 0;
    for (int j : free()) {
      double column = 0;
      for (double[] row : jacobian) {
        column += row[j] * row[j];
      }
      double product = Math.sqrt(norm) * Math.sqrt(column);
      largest = Math.max(largest, product == 0 ? 0 : Math.abs(gradient[j]) / product);
    }
    return largest;
  }

  private double projectedGradient() {
    return settings.bounds().projectedNorm(x, gradient);
  }

  /** How much the linear model falls along a step. */
  private double predicted(double[] step) {
    double fall = 0;
    for (int i = 0; i < linear.length; i++) {
      double along = 0;
      for (int j = 0; j < n; j++) {
        along += jacobian[i][j] * step[j];
      }
      fall -= along * (linear[i] + 0.5 * along);
    }
    return fall;
  }

  private double length(double[] step) {
    double sum = 0;
    for (int j = 0; j < n; j++) {
      double unit = scale[j] == 0 ? 1 : scale[j];
      sum += step[j] * unit * (step[j] * unit);
    }
    return Math.sqrt(sum);
  }

  private static double[] plus(double[] x, int[] free, double[] step) {
    double[] to = x.clone();
    for (int k = 0; k < free.length; k++) {
      to[free[k]] += step[k];
    }
    return to;
  }

  private static double[] minus(double[] to, double[] from) {
    double[] step = new double[to.length];
    for (int j = 0; j < step.length; j++) {
      step[j] = to[j] - from[j];
    }
    return step;
  }

  private LeastSquaresFit result(Convergence reason) {
    return new LeastSquaresFit(
        x, residuals, linear, jacobian, free(), cost, iterations, f.evaluations(), reason);
  }
}
