package io.autodiff.optimize;

/**
 * What all methods are told.
 *
 * @param iterations the most iterations
 * @param evaluations the most evaluations of the function
 * @param gradient the largest entry of the projected gradient at which a method stops
 * @param value the relative fall of the value below which a method stops
 * @param step the relative step below which a method stops
 */
record Settings(
    int iterations,
    int evaluations,
    double gradient,
    double value,
    double step,
    Bounds bounds,
    Iteration.Listener listener) {

  static final Settings DEFAULT =
      new Settings(10_000, 100_000, 1e-10, 1e-15, 1e-15, Bounds.none(), _ -> true);

  Settings iterations(int most) {
    return new Settings(most, evaluations, gradient, value, step, bounds, listener);
  }

  Settings evaluations(int most) {
    return new Settings(iterations, most, gradient, value, step, bounds, listener);
  }

  Settings tolerances(double ofGradient, double ofValue, double ofStep) {
    return new Settings(iterations, evaluations, ofGradient, ofValue, ofStep, bounds, listener);
  }

  Settings bounds(Bounds within) {
    return new Settings(iterations, evaluations, gradient, value, step, within, listener);
  }

  Settings listener(Iteration.Listener each) {
    return new Settings(iterations, evaluations, gradient, value, step, bounds, each);
  }
}
