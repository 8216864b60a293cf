package io.autodiff.optimize;

import io.autodiff.AutodiffException;

/**
 * A method of minimisation and its settings.
 *
 * @param <M> the method
 */
public abstract sealed class Minimizer<M extends Minimizer<M>>
    permits LbfgsMinimizer, NewtonMinimizer, TruncatedNewtonMinimizer {
  final Settings settings;

  Minimizer(Settings settings) {
    this.settings = settings;
  }

  /** Returns this method with other settings. */
  abstract M with(Settings changed);

  /** Returns this method with at most so many iterations and evaluations. */
  public final M budget(int iterations, int evaluations) {
    return with(settings.iterations(iterations).evaluations(evaluations));
  }

  /**
   * Returns this method with tolerances.
   *
   * @param gradient the largest entry of the projected gradient
   * @param value the relative fall of the value in an iteration
   * @param step the relative length of a step
   */
  public final M tolerances(double gradient, double value, double step) {
    return with(settings.tolerances(gradient, value, step));
  }

  /** Returns this method with a listener, which is called after each iteration. */
  public final M listener(Iteration.Listener listener) {
    return with(settings.listener(listener));
  }

  /**
   * Returns the minimum that is found from a start.
   *
   * @throws AutodiffException if bounds and variables do not fit in number
   */
  public final Minimum minimize(Objective f, double... start) {
    settings.bounds().require(start.length);
    return run(new MinimizerRun(settings, f, start));
  }

  abstract Minimum run(MinimizerRun run);
}
