package io.autodiff.benchmarks.report;

import java.util.Map;

/** The marks of programs: compiled, planned, and run in many scenarios. */
final class CompiledGoals {
  private static final double MILLIS = 1e6;

  private final Results results;
  private final Goals goals;

  private CompiledGoals(Results results, Goals goals) {
    this.results = results;
    this.goals = goals;
  }

  /** Adds the marks to a table. */
  static void addTo(Goals goals, Results results) {
    CompiledGoals compiled = new CompiledGoals(results, goals);
    compiled.scalars();
    compiled.chains();
    compiled.steps();
    compiled.scenarios();
  }

  private void scalars() {
    for (String function : new String[] {"SPEELPENNING", "ROSENBROCK", "ASIAN"}) {
      Map<String, String> at = Map.of("function", function);
      goals.atMost(
          function + ", compiled value and gradient / gradient by hand",
          ratio("CompiledBenchmark", "compiled", "byHand", at),
          function.equals("ASIAN") ? 1.3 : 1.5);
    }
    for (String problem : new String[] {"BUNDLE", "MIXTURE"}) {
      problem(problem, 1.5);
    }
    for (String problem : new String[] {"BA", "GMM", "HAND", "LSTM"}) {
      problem(problem, 3);
    }
  }

  private void problem(String problem, double mark) {
    goals.atMost(
        problem + ", compiled value and gradient / value in plain Java",
        ratio("CompiledProblemBenchmark", "compiled", "primal", Map.of("problem", problem)),
        mark);
  }

  private void chains() {
    for (String dtype : new String[] {"FLOAT32", "FLOAT64"}) {
      for (String elements : new String[] {"1024", "65536", "1048576"}) {
        goals.atMost(
            "chain of 8 on " + elements + ", " + dtype + ", planned / loops by hand",
            ratio(
                "ChainBenchmark",
                "planned",
                "byHand",
                Map.of("elements", elements, "dtype", dtype)),
            1.3);
      }
    }
  }

  private void steps() {
    StepTables steps = new StepTables(results);
    goals.atMost(
        "A, planned step / hand-derived plain Java",
        steps.time("planned", "A", "1") / steps.time("hand", "A", "1"),
        0.6);
    for (String network : new String[] {"B", "C", "D", "E"}) {
      goals.atMost(
          network + ", planned step / floor",
          steps.time("planned", network, "1") / steps.time("floor", network, "1"),
          1);
    }
    for (String network : StepTables.NETWORKS) {
      Map<String, String> at = Map.of("mlp", network, "workers", "1");
      goals.atMost(
          network + ", bytes allocated by a planned step",
          results.bytes("MlpStepBenchmark", "planned", at),
          200);
    }
  }

  private void scenarios() {
    for (String threads : new String[] {"1", "2"}) {
      goals.atMost(
          "100 Asian trades of 1000 paths, price and Greeks, ms, threads: " + threads,
          results.time("AsianTradesBenchmark", "priceAndGreeks", Map.of("threads", threads))
              / MILLIS,
          200);
    }
  }

  private double ratio(String type, String method, String of, Map<String, String> at) {
    return results.time(type, method, at) / results.time(type, of, at);
  }
}
