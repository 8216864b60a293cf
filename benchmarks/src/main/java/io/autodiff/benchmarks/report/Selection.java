package io.autodiff.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Which benchmarks are run together, and how often. */
final class Selection {
  private static final String NETWORKS = "(MlpStep|PeerStep)Benchmark";
  private static final String CONTENDERS = "(graph|floor|libtorch|tensorFlow)";

  private static final String FACTORISATION = "FactorisationBenchmark\\.";

  private Selection() {}

  /** What each benchmark asks for itself: hours. */
  static List<ChainedOptionsBuilder> all() {
    return List.of(new OptionsBuilder().include(".*"));
  }

  /** What has a mark, some 35 minutes, in parts that can be measured alone. */
  static Map<String, List<ChainedOptionsBuilder>> marks() {
    Map<String, List<ChainedOptionsBuilder>> parts = new LinkedHashMap<>();
    parts.put("networks", networks());
    parts.put("scalars", scalars());
    parts.put("growth", List.of(few("(Step|Tape)GrowthBenchmark").measurementIterations(3)));
    parts.put("corners", corners());
    parts.put("programs", programs());
    parts.put(
        "start",
        List.of(new OptionsBuilder().include("FirstStepBenchmark").measurementIterations(9)));
    return parts;
  }

  /** Training steps and inference: a quarter of an hour. */
  private static List<ChainedOptionsBuilder> networks() {
    List<ChainedOptionsBuilder> all = new ArrayList<>();
    for (String network : StepTables.NETWORKS) {
      all.add(step("(planned|" + CONTENDERS.substring(1), network, "1"));
      all.add(step("(planned|" + CONTENDERS.substring(1), network, "2"));
    }
    for (String network : List.of("A", "B", "C", "E")) {
      all.add(step("hand", network, "1"));
    }
    for (String network : List.of("B", "C")) {
      all.add(step("(graphForward|inference|floorInference)", network, "1"));
    }
    return all;
  }

  /** Records of single numbers and of small tensors: about five minutes. */
  private static List<ChainedOptionsBuilder> scalars() {
    return List.of(
        few("TapeOverheadBenchmark\\.record|SmallGradientBenchmark"),
        few("MixtureBenchmark").param("components", "25"),
        few("\\.ScalarBenchmark\\.(primal|byHand|record|recordAndReverse|idealTape|freshTape)$"),
        few("AdBenchBenchmark\\.(primal|recordAndReverse|freshTape)"));
  }

  /** Everyday things beside networks: about six minutes. Those beside LAPACK run on one thread. */
  private static List<ChainedOptionsBuilder> corners() {
    List<ChainedOptionsBuilder> all = new ArrayList<>();
    all.add(few("(Rows|Scan|Kalman|Likelihood|Record|Orbit)Benchmark"));
    all.add(few("ReplayBenchmark\\.(run|reverse|gradientProgram|makeGradientProgram)$"));
    all.add(few("WindowBenchmark").param("elements", "1000").param("dtype", "FLOAT64"));
    all.add(few("ConvolutionBenchmark").param("layer", "LINES").param("dtype", "FLOAT64"));
    all.add(
        few(FACTORISATION + "(bare|tensors|gradient)$")
            .param("size", "1000")
            .param("routine", "SOLVE", "INVERSE", "CHOLESKY"));
    all.add(
        few(FACTORISATION + "(bare|tensors)$")
            .param("size", "600")
            .param("routine", "SINGULAR", "EIGEN"));
    all.forEach(options -> options.jvmArgsPrepend("-Dautodiff.threads=1"));
    all.add(
        new OptionsBuilder()
            .include("LargeJacobianBenchmark")
            .forks(1)
            .warmupIterations(12)
            .measurementIterations(3));
    return all;
  }

  /** Programs that are compiled, planned, or run in many scenarios: about six minutes. */
  private static List<ChainedOptionsBuilder> programs() {
    return List.of(
        few("\\.CompiledBenchmark\\.(byHand|replay|compiled)$"),
        few("CompiledProblemBenchmark"),
        few("ChainBenchmark\\.(eager|planned|byHand)$"),
        few("AsianTradesBenchmark"),
        new OptionsBuilder().include("CompilationBenchmark"));
  }

  /** About five minutes. */
  static List<ChainedOptionsBuilder> quick() {
    List<ChainedOptionsBuilder> all = new ArrayList<>();
    for (String network : List.of("A", "B", "C", "E")) {
      all.add(step(CONTENDERS, network, "1"));
    }
    all.add(step("hand", "A", "1"));
    all.add(step("graphForward", "C", "1"));
    all.add(few("TapeOverheadBenchmark.recordAndReverse|MixtureBenchmark\\.(primal|jacobian)"));
    all.add(few("\\.ScalarBenchmark\\.(primal|recordAndReverse|freshTape)"));
    all.add(
        new OptionsBuilder()
            .include("FirstStepBenchmark")
            .param("contender", "graph")
            .measurementIterations(7));
    return all;
  }

  /**
   * A network's step, or part of it, by some contenders, a fork each, one after the other and
   * warmed up alike, so that ratios hold. The graph has the most code to compile: it still gets
   * faster after 5 s, and after 15 s on C, whose steps take milliseconds.
   */
  static ChainedOptionsBuilder step(String contenders, String network, String workers) {
    return few(NETWORKS + "\\." + contenders + "$")
        .param("mlp", network)
        .param("workers", workers)
        .warmupIterations(network.equals("C") ? 20 : 10)
        .warmupTime(TimeValue.milliseconds(900));
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
