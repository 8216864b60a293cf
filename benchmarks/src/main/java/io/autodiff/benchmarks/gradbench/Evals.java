package io.autodiff.benchmarks.gradbench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The modules of the benchmark that are implemented here, all of them. */
final class Evals {
  private static final List<Eval<?, ?>> ALL =
      List.of(
          Eval.of("hello", Double.class, Hello::new)
              .with("square", Hello::square)
              .with("double", Hello::twice),
          Eval.of("det", Determinant.Input.class, Determinant::new)
              .with("primal", Determinant::primal)
              .with("gradient", Determinant::gradient),
          Eval.of("llsq", LeastSquares.Input.class, LeastSquares::new)
              .with("primal", LeastSquares::primal)
              .with("gradient", LeastSquares::gradient),
          Eval.of("lse", LogSumExp.Input.class, LogSumExp::new)
              .with("primal", LogSumExp::primal)
              .with("gradient", LogSumExp::gradient),
          Eval.of("ode", RungeKutta.Input.class, RungeKutta::new)
              .with("primal", RungeKutta::primal)
              .with("gradient", RungeKutta::gradient),
          Eval.of("gmm", GaussianMixture.Input.class, GaussianMixture::new)
              .with("objective", GaussianMixture::objective)
              .with("jacobian", GaussianMixture::jacobian),
          Eval.of("lstm", Lstm.Input.class, Lstm::new)
              .with("objective", Lstm::objective)
              .with("jacobian", Lstm::jacobian),
          Eval.of("ba", BundleAdjustment.Input.class, BundleAdjustment::new)
              .with("objective", BundleAdjustment::objective)
              .with("jacobian", BundleAdjustment::jacobian),
          Eval.of("ht", HandTracking.Input.class, HandTracking::new)
              .with("objective", HandTracking::objective)
              .with("jacobian", HandTracking::jacobian),
          Eval.of("kmeans", KMeans.Input.class, KMeans::new)
              .with("cost", KMeans::cost)
              .with("dir", KMeans::direction),
          Eval.of("saddle", Saddle.Input.class, Saddle::new)
              .with("ff", Saddle::forwardForward)
              .with("fr", Saddle::forwardReverse)
              .with("rf", Saddle::reverseForward)
              .with("rr", Saddle::reverseReverse),
          Eval.of("particle", Particle.Input.class, Particle::new)
              .with("ff", Particle::forwardForward)
              .with("fr", Particle::forwardReverse)
              .with("rf", Particle::reverseForward)
              .with("rr", Particle::reverseReverse));

  private Evals() {}

  /** Returns the modules by their names. */
  static Map<String, Eval<?, ?>> all() {
    Map<String, Eval<?, ?>> all = new TreeMap<>();
    for (Eval<?, ?> eval : ALL) {
      all.put(eval.name(), eval);
    }
    return all;
  }
}
