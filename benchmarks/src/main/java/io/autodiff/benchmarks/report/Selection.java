package io.autodiff.benchmarks.report;

import java.util.List;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Which benchmarks are run together, and how often. */
final class Selection {
  private static final String NETWORKS = "(MlpStep|PeerStep)Benchmark";

  private Selection() {}

  /** What each benchmark asks for itself: hours. */
  static List<ChainedOptionsBuilder> all() {
    return List.of(new OptionsBuilder().include(".*"));
  }

  /** What has a mark: about a quarter of an hour. */
  static List<ChainedOptionsBuilder> marks() {
    return List.of(
        few(NETWORKS + "\\.(graph|floor|libtorch|tensorFlow)$"),
        few("MlpStepBenchmark\\.hand$").param("mlp", "A", "B", "C", "E").param("workers", "1"),
        few("MlpStepBenchmark\\.(graphForward|inference|floorInference)$")
            .param("mlp", "B", "C")
            .param("workers", "1"),
        few("TapeOverheadBenchmark\\.record|SmallGradientBenchmark"),
        few("MixtureBenchmark").param("components", "25"),
        few("\\.ScalarBenchmark\\.(primal|byHand|record|recordAndReverse|freshTape)$"),
        few("AdBenchBenchmark\\.(primal|recordAndReverse|freshTape)"),
        few("GrowthBenchmark").measurementIterations(3),
        new OptionsBuilder().include("FirstStepBenchmark"));
  }

  /** About five minutes. */
  static List<ChainedOptionsBuilder> quick() {
    return List.of(
        few(NETWORKS + "\\.(graph|floor|libtorch|tensorFlow)$")
            .param("mlp", "A", "B", "C", "E")
            .param("workers", "1"),
        few("MlpStepBenchmark\\.(hand|graphForward)$").param("mlp", "A", "C").param("workers", "1"),
        few("TapeOverheadBenchmark.recordAndReverse|MixtureBenchmark\\.(primal|jacobian)"),
        few("\\.ScalarBenchmark\\.(primal|recordAndReverse|freshTape)"),
        new OptionsBuilder()
            .include("FirstStepBenchmark")
            .param("contender", "graph")
            .measurementIterations(7));
  }

  /** One contender's step, once in a fork. */
  static ChainedOptionsBuilder step(String method, String network, String workers) {
    return few(NETWORKS + "\\." + method + "$")
        .param("mlp", network)
        .param("workers", workers)
        .measurementIterations(5);
  }

  private static ChainedOptionsBuilder few(String pattern) {
    return new OptionsBuilder()
        .include(pattern)
        .forks(1)
        .warmupIterations(5)
        .warmupTime(TimeValue.milliseconds(600))
        .measurementIterations(7)
        .measurementTime(TimeValue.milliseconds(400));
  }
}
