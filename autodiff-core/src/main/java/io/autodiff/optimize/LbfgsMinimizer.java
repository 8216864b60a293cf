package io.autodiff.optimize;

import org.jspecify.annotations.Nullable;

/**
 * L-BFGS, with bounds L-BFGS-B: steps by a Hessian that the last gradients tell, and a line search
 * by the strong conditions of Wolfe. An iteration costs a gradient or two, memory a few vectors.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="lbfgs"}
 */
public final class LbfgsMinimizer extends Minimizer<LbfgsMinimizer> {
  private static final LbfgsMinimizer STANDARD = new LbfgsMinimizer(Settings.DEFAULT, 10);

  /** The largest multiple of a direction that a search without bounds goes. */
  private static final double FARTHEST = 1e20;

  private final int memory;

  private LbfgsMinimizer(Settings settings, int memory) {
    super(settings);
    this.memory = memory;
  }

  /** Returns the method without bounds, which remembers 10 steps. */
  public static LbfgsMinimizer standard() {
    return STANDARD;
  }

  /** Returns this method with bounds. */
  public LbfgsMinimizer bounds(Bounds bounds) {
    return new LbfgsMinimizer(settings.bounds(bounds), memory);
  }

  /** Returns this method with another number of steps that are remembered. */
  public LbfgsMinimizer memory(int steps) {
    return new LbfgsMinimizer(settings, Math.max(1, steps));
  }

  @Override
  LbfgsMinimizer with(Settings changed) {
    return new LbfgsMinimizer(changed, memory);
  }

  @Override
  Minimum run(MinimizerRun run) {
    LimitedMemory remembered = new LimitedMemory(memory);
    @Nullable Convergence stop = run.stop();
    while (stop == null) {
      stop = iterate(run, remembered);
      stop = stop == null ? run.stop() : stop;
    }
    return run.result(stop);
  }

  private @Nullable Convergence iterate(MinimizerRun run, LimitedMemory remembered) {
    double[] x = run.x;
    double[] gradient = run.gradient;
    double[] direction = direction(run, remembered);
    LineSearch.Point start = new LineSearch.Point(0, run.value, Vectors.dot(gradient, direction));
    double most = run.settings.bounds().isNone() ? FARTHEST : 1; // which stays within
    boolean isFirst = remembered.pairs().isEmpty();
    double first = isFirst ? Math.min(1, 1 / Vectors.norm(gradient)) : 1;
    Evaluated evaluated = new Evaluated(run, direction);
    LineSearch.Point found =
        start.slope() < 0 ? LineSearch.search(evaluated, start, first, most) : null;
    if (found == null) {
      run.fail();
      if (isFirst) {
        return Convergence.PRECISION;
      }
      remembered.clear();
      return null;
    }
    double[] slopes = evaluated.gradientAt(found.part());
    double[] to = run.settings.bounds().project(Vectors.along(x, direction, found.part()));
    remembered.add(Vectors.minus(to, x), Vectors.minus(slopes, gradient));
    return run.move(to, found.value(), slopes, -found.part() * start.slope());
  }

  private static double[] direction(MinimizerRun run, LimitedMemory remembered) {
    Bounds bounds = run.settings.bounds();
    return bounds.isNone()
        ? remembered.direction(run.gradient)
        : new BoundedModel(run.x, run.gradient, bounds, remembered).direction();
  }

  /** The function along a direction, and the gradient at the part evaluated last. */
  private static final class Evaluated implements LineSearch.Along {
    private final MinimizerRun run;
    private final double[] direction;
    private double last = Double.NaN;
    private double[] gradient = {};

    Evaluated(MinimizerRun run, double[] direction) {
      this.run = run;
      this.direction = direction;
    }

    @Override
    public LineSearch.Point at(double part) {
      double[] there = run.settings.bounds().project(Vectors.along(run.x, direction, part));
      gradient = new double[there.length];
      last = part;
      double value = run.evaluate(there, gradient);
      return new LineSearch.Point(part, value, Vectors.dot(gradient, direction));
    }

    double[] gradientAt(double part) {
      if (part != last) {
        at(part);
      }
      return gradient;
    }
  }
}
