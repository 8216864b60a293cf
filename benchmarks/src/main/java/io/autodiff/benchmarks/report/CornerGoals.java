package io.autodiff.benchmarks.report;

import java.util.HashMap;
import java.util.Map;

/** The marks of everyday things beside networks, each against something of the same run. */
final class CornerGoals {
  private static final String FACTORISATION = "FactorisationBenchmark";
  private static final double NANOS = 1e9;
  private static final double MEGABYTES = 1e6;

  private final Results results;
  private final Goals goals;

  private CornerGoals(Results results, Goals goals) {
    this.results = results;
    this.goals = goals;
  }

  /** Adds the marks to a table. */
  static void addTo(Goals goals, Results results) {
    CornerGoals corners = new CornerGoals(results, goals);
    corners.tensors();
    corners.matrices();
    corners.transforms();
    corners.replay();
    corners.inference();
    corners.tapes();
    corners.starts();
  }

  private double time(String type, String method) {
    return results.time(type, method, Map.of());
  }

  private double ratio(String type, String method, String of) {
    return time(type, method) / time(type, of);
  }

  private void tensors() {
    for (String way : new String[] {"select", "slice", "take"}) {
      goals.atMost(
          "gradient of a loop that takes rows by " + way + " / of an array of rows",
          ratio("RowsBenchmark", way, "array"),
          2);
    }
    goals.atMost(
        "logCumSumExp of a million / cumSum", ratio("ScanBenchmark", "logCumSumExp", "cumSum"), 5);
    for (String what : new String[] {"diagonal", "trace"}) {
      goals.atMost(what + " of 1000x1000, us", time("ScanBenchmark", what) / 1e3, 50);
    }
    Map<String, String> windows = Map.of("elements", "1000", "dtype", "FLOAT64");
    goals.atMost(
        "windows 3x3 of 1000x1000 / loop that copies",
        results.time("WindowBenchmark", "windows", windows)
            / results.time("WindowBenchmark", "plain", windows),
        1.3);
    Map<String, String> line = Map.of("layer", "LINES", "dtype", "FLOAT64");
    goals.atMost(
        "convolution of lines, value and gradient / plain loops",
        results.time("ConvolutionBenchmark", "graph", line)
            / results.time("ConvolutionBenchmark", "plain", line),
        1.5);
  }

  private void matrices() {
    goals.atMost(
        "Kalman filter of 2x2, ns an operation", time("KalmanBenchmark", "recordAndReverse"), 500);
    for (String routine : new String[] {"SOLVE", "INVERSE", "CHOLESKY"}) {
      goals.atMost(
          routine + " of 1000x1000 / LAPACK called bare", toBare(routine, "tensors", "1000"), 1.5);
    }
    for (String routine : new String[] {"SINGULAR", "EIGEN"}) {
      goals.atMost(
          routine + " of 600x600 / LAPACK called bare", toBare(routine, "tensors", "600"), 1.5);
    }
    goals.atMost(
        "gradient of log det by Cholesky, 1000x1000 / factorisation",
        toBare("CHOLESKY", "gradient", "1000") / toBare("CHOLESKY", "tensors", "1000"),
        4);
  }

  private double toBare(String routine, String method, String size) {
    Map<String, String> at = Map.of("routine", routine, "size", size);
    return results.time(FACTORISATION, method, at) / results.time(FACTORISATION, "bare", at);
  }

  private void transforms() {
    goals.atMost(
        "Hessian 3x3 of a Gaussian process of 300 / gradient",
        ratio("LikelihoodBenchmark", "hessian", "gradient"),
        5);
    goals.atMost("record of 6 as argument, us", time("RecordBenchmark", "argument") / 1e3, 2);
    goals.atMost("checkpoint on a record of 6, us", time("RecordBenchmark", "checkpoint") / 1e3, 2);
    goals.atMost(
        "Lotka-Volterra, 1000 steps, Checkpoint.repeat / without",
        ratio("OrbitBenchmark", "repeat", "plain"),
        2);
    goals.atMost(
        "Lotka-Volterra, 1000 steps, a checkpoint on each / without",
        ratio("OrbitBenchmark", "eachStep", "plain"),
        2);
    double bytes = results.bytes("LargeJacobianBenchmark", "jacobian", Map.of());
    goals.atMost("Jacobian 4000x4000, MB", bytes / MEGABYTES, 1.1 * 128);
  }

  private void replay() {
    String type = "ReplayBenchmark";
    double both = time(type, "run") + time(type, "reverse");
    goals.atMost("replay, run and reverse, ns an operation", both, 4);
    goals.atMost("gradient program / run and reverse", time(type, "gradientProgram") / both, 1.2);
    goals.atMost(
        "making a gradient program, ns an operation", time(type, "makeGradientProgram"), 500);
  }

  private void inference() {
    StepTables steps = new StepTables(results);
    Map<String, Integer> outputs = Map.of("B", 32 * 10 * 4, "C", 128 * 10 * 4);
    for (String network : new String[] {"B", "C"}) {
      goals.atMost(
          network + ", inference / floor",
          steps.time("inference", network, "1") / steps.time("floorInference", network, "1"),
          1);
      Map<String, String> at = Map.of("mlp", network, "workers", "1");
      goals.atMost(
          network + ", bytes allocated by inference",
          results.bytes("MlpStepBenchmark", "inference", at),
          outputs.getOrDefault(network, 0) + 1000.0);
    }
  }

  private void tapes() {
    for (String problem : new String[] {"BA", "GMM", "HAND", "LSTM"}) {
      Map<String, String> at = new HashMap<>(Map.of("problem", problem));
      double n = results.operations("AdBenchBenchmark", "recordAndReverse", at);
      goals.atMost(
          problem + ", record and reverse, ns an operation",
          results.time("AdBenchBenchmark", "recordAndReverse", at) / n,
          8);
    }
  }

  private void starts() {
    goals.atMost("first step of B, s after the floor's", start("graph") - start("floor"), 0.15);
    goals.atMost(
        "first thousand gradients of a logistic regression, s",
        start("gradients") - start("nothing"),
        0.5);
  }

  private double start(String contender) {
    return results.time("FirstStepBenchmark", "firstStep", Map.of("contender", contender)) / NANOS;
  }
}
