package io.autodiff.optimize;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Steps of quadratic models within a radius, which grows and shrinks as the models prove. */
final class TrustRegion {
  private static final double ACCEPTED = 1e-4;

  private final MinimizerRun run;
  private final Function<MinimizerRun, Subproblem> model;

  /** The largest length of the next step; 0 before the first. */
  private double radius;

  /** The quadratic model at a point. */
  @FunctionalInterface
  interface Subproblem {
    /** Returns the length of a vector in the units of the radius. */
    default double length(double[] step) {
      return Vectors.norm(step);
    }

    /** Returns a step of at most that length which lowers the model. */
    Step within(double radius);
  }

  /** A step, its length in the units of the radius, and how much the model falls along it. */
  @SuppressWarnings("ArrayRecordComponent") // a vector that nothing changes
  record Step(double[] step, double length, double predicted) {}

  TrustRegion(MinimizerRun run, Function<MinimizerRun, Subproblem> model) {
    this.run = run;
    this.model = model;
    this.radius = 0;
  }

  Minimum minimize() {
    @Nullable Convergence stop = run.stop();
    while (stop == null) {
      Subproblem subproblem = model.apply(run);
      radius = radius == 0 ? Math.max(1, 0.1 * subproblem.length(run.x)) : radius;
      stop = iterate(subproblem);
      stop = stop == null ? run.stop() : stop;
    }
    return run.result(stop);
  }

  private @Nullable Convergence iterate(Subproblem subproblem) {
    while (true) {
      Step step = subproblem.within(radius);
      double length = step.length;
      double[] to = Vectors.along(run.x, step.step, 1);
      double[] slopes = new double[to.length];
      double there = run.evaluate(to, slopes);
      double fall = run.value - there;
      double ratio = fall / step.predicted;
      boolean isNoise =
          step.predicted <= 1e-12 * Math.abs(run.value)
              && Math.abs(fall) <= 1e-12 * Math.abs(run.value)
              && Vectors.norm(slopes) < Vectors.norm(run.gradient);
      boolean isFinite = Double.isFinite(there) && Vectors.isFinite(slopes);
      if (isFinite && ((ratio >= ACCEPTED && fall > 0) || isNoise)) {
        radius = isNoise || ratio > 0.75 ? Math.max(radius, 2 * length) : radius;
        radius = !isNoise && ratio < 0.25 ? 0.5 * length : radius;
        return run.move(to, there, slopes, step.predicted);
      }
      radius = Math.min(radius, length) * (isFinite ? 0.25 : 0.1);
      run.fail();
      @Nullable Convergence stop = run.stop();
      if (stop != null) {
        return stop;
      }
      if (radius <= 0x1p-52 * subproblem.length(run.x) || radius < Double.MIN_NORMAL) {
        return Convergence.PRECISION;
      }
    }
  }
}
