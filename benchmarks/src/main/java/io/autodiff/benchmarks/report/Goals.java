package io.autodiff.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * The figures that the library is to reach, beside those that it reached. Beside peers they are the
 * medians of {@link Pairs} where there are any, with the interval of their mean.
 */
final class Goals {
  private final Results results;
  private final StepTables steps;
  private final Pairs pairs;
  private final MarkdownTable table = new MarkdownTable("what", "measured", "mark", "");

  private Goals(Results results, Pairs pairs) {
    this.results = results;
    this.pairs = pairs;
    this.steps = new StepTables(results);
  }

  /** Returns a table of what was measured of it. */
  static MarkdownTable table(Results results, Pairs pairs) {
    Goals goals = new Goals(results, pairs);
    goals.networks();
    goals.peers();
    goals.scalars();
    goals.rest();
    CornerGoals.addTo(goals, results);
    CompiledGoals.addTo(goals, results);
    return goals.table;
  }

  /** A measured figure, and in words how sure it is. */
  private record Figure(double value, String spread) {
    static Figure of(double value) {
      return new Figure(value, "");
    }

    /** The median of pairs. */
    static Figure of(Pairs.Ratio ratio) {
      return new Figure(ratio.median(), " (" + ratio.interval() + ")");
    }
  }

  /** Adds a figure that is to be small, if it was measured. */
  void atMost(String what, double measured, double mark) {
    add(what, Figure.of(measured), "≤ ", mark, measured <= mark);
  }

  private void atLeast(String what, Figure measured, double mark) {
    add(what, measured, "≥ ", mark, measured.value >= mark);
  }

  private void add(String what, Figure measured, String sign, double mark, boolean isReached) {
    if (!Double.isNaN(measured.value)) {
      String state = isReached ? "reached" : "**missed**";
      String number = MarkdownTable.number(measured.value) + measured.spread;
      table.add(what, number, sign + MarkdownTable.number(mark), state);
    }
  }

  private void networks() {
    for (String network : List.of("C", "D")) {
      for (String workers : List.of("1", "2")) {
        atMost(stepName("graph", network, workers) + " / floor", toFloor(network, workers), 1.1);
      }
    }
    for (String network : List.of("B", "E")) {
      atMost(stepName("graph", network, "1") + " / floor", toFloor(network, "1"), 1.5);
    }
    double byHand = steps.time("hand", "A", "1");
    atMost("A, step / hand-derived plain Java", steps.time("graph", "A", "1") / byHand, 5);
    atMost("floor of B, us", steps.time("floor", "B", "1") / 1e3, 26);
    atMost("floor of C, ms", steps.time("floor", "C", "1") / 1e6, 1.85);
    double forward = steps.time("graphForward", "C", "1");
    double backward = steps.time("graph", "C", "1") - forward;
    atMost("C, backward with update / forward", backward / forward, 2.2);
    for (String network : StepTables.NETWORKS) {
      Map<String, String> at = Map.of("mlp", network, "workers", "1");
      double operations = results.operations("MlpStepBenchmark", "graph", at);
      double bytes = results.bytes("MlpStepBenchmark", "graph", at);
      atMost(network + ", bytes allocated by a step", bytes, 1000 + 100 * operations);
    }
  }

  private static String stepName(String step, String network, String workers) {
    String kind = step.equals("planned") ? ", planned step on " : ", step on ";
    return network + kind + workers + (workers.equals("1") ? " thread" : " threads");
  }

  private double toFloor(String network, String workers) {
    return steps.time("graph", network, workers) / steps.time("floor", network, workers);
  }

  private void peers() {
    Map<String, Double> marks = Map.of("A", 15.0, "B", 3.0, "C", 1.0, "D", 1.0, "E", 1.0);
    for (String network : StepTables.NETWORKS) {
      for (String workers : List.of("1", "2")) {
        for (String step : List.of("graph", Pairs.STEP)) {
          atLeast(
              "fastest peer / " + stepName(step, network, workers),
              fastestPeer(step, network, workers),
              marks.getOrDefault(network, 1.0));
        }
      }
    }
  }

  /** Returns the ratio of the fastest peer's time and a step's. */
  private Figure fastestPeer(String step, String network, String workers) {
    Figure single =
        Figure.of(steps.fastestPeer(network, workers) / steps.time(step, network, workers));
    return step.equals(Pairs.STEP)
        ? pairs.ratio(network, workers).map(Figure::of).orElse(single)
        : single;
  }

  private void scalars() {
    scalar("ROSENBROCK", 4);
    scalar("ASIAN", 6);
    Map<String, String> small = Map.of("elements", "16");
    double overhead = results.time("TapeOverheadBenchmark", "recordAndReverse", small);
    atMost("operation on 16 elements, record and reverse, ns", overhead, 150);
  }

  private void scalar(String function, double mark) {
    Map<String, String> at = Map.of("function", function);
    double n = results.operations("ScalarBenchmark", "recordAndReverse", at);
    double both = results.time("ScalarBenchmark", "recordAndReverse", at) / n;
    atMost(function + ", record and reverse, ns an operation", both, mark);
    double bytes = results.bytes("ScalarBenchmark", "freshTape", at) / n;
    atMost(function + ", new tape, bytes an operation", bytes, 40);
    double fresh = results.time("ScalarBenchmark", "freshTape", at) / n;
    atMost(function + ", new tape, ns an operation", fresh, 8);
  }

  private void rest() {
    Map<String, String> large = Map.of("components", "25");
    double gradient = results.time("MixtureBenchmark", "jacobian", large);
    double primal = results.time("MixtureBenchmark", "primal", large);
    atMost("mixture d10 K25 in tensors, gradient / plain Java", gradient / primal, 3);
    Map<String, String> graph = Map.of("contender", "graph");
    double first = results.time("FirstStepBenchmark", "firstStep", graph);
    atMost("first step of B from process start, s", first / 1e9, 0.7);
  }
}
