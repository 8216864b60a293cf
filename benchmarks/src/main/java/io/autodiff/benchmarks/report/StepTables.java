package io.autodiff.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a training step took, by each contender. */
final class StepTables {
  static final List<String> NETWORKS = List.of("A", "B", "C", "D", "E");
  static final List<String> PEERS = List.of("libtorch", "tensorFlow");

  private static final Set<String> STEPS =
      Set.of("graph", "hand", "floor", "libtorch", "tensorFlow");

  private final Results results;

  StepTables(Results results) {
    this.results = results;
  }

  /** Returns a contender's time, NaN if it was not measured. */
  double time(String contender, String network, String workers) {
    String type = PEERS.contains(contender) ? "PeerStepBenchmark" : "MlpStepBenchmark";
    return results.time(type, contender, Map.of("mlp", network, "workers", workers));
  }

  /** Returns the time of the fastest peer, NaN if none was measured. */
  double fastestPeer(String network, String workers) {
    return PEERS.stream()
        .mapToDouble(peer -> time(peer, network, workers))
        .filter(time -> !Double.isNaN(time))
        .min()
        .orElse(Double.NaN);
  }

  /** Returns a training step by the graph against all others. */
  MarkdownTable steps(String workers) {
    MarkdownTable table =
        new MarkdownTable(
            "network",
            "graph",
            "floor",
            "graph / floor",
            "by hand, plain Java",
            "graph / by hand",
            "libtorch",
            "TensorFlow",
            "fastest peer / graph",
            "operations",
            "bytes a step");
    for (String network : NETWORKS) {
      double step = time("graph", network, workers);
      if (!Double.isNaN(step)) {
        Map<String, String> at = Map.of("mlp", network, "workers", workers);
        table.add(
            network,
            MarkdownTable.time(step),
            MarkdownTable.time(time("floor", network, workers)),
            MarkdownTable.number(step / time("floor", network, workers)),
            MarkdownTable.time(time("hand", network, workers)),
            MarkdownTable.number(step / time("hand", network, workers)),
            MarkdownTable.time(time("libtorch", network, workers)),
            MarkdownTable.time(time("tensorFlow", network, workers)),
            MarkdownTable.number(fastestPeer(network, workers) / step),
            MarkdownTable.number(results.operations("MlpStepBenchmark", "graph", at)),
            MarkdownTable.number(results.bytes("MlpStepBenchmark", "graph", at)));
      }
    }
    return table;
  }

  /** Returns the forward half of a step, and the output alone. */
  MarkdownTable forward() {
    MarkdownTable table =
        new MarkdownTable(
            "network",
            "step",
            "forward, recorded",
            "(step - forward) / forward",
            "inference",
            "floor",
            "inference / floor");
    for (String network : NETWORKS) {
      double step = time("graph", network, "1");
      double forward = time("graphForward", network, "1");
      double inference = time("inference", network, "1");
      if (!Double.isNaN(forward) || !Double.isNaN(inference)) {
        table.add(
            network,
            MarkdownTable.time(step),
            MarkdownTable.time(forward),
            MarkdownTable.number((step - forward) / forward),
            MarkdownTable.time(inference),
            MarkdownTable.time(time("floorInference", network, "1")),
            MarkdownTable.number(inference / time("floorInference", network, "1")));
      }
    }
    return table;
  }

  /** Returns for each contender its times of a step by network. */
  Map<String, Map<String, Double>> contenders(String workers) {
    Map<String, Map<String, Double>> times = new TreeMap<>();
    for (String contender : STEPS) {
      for (String network : NETWORKS) {
        double time = time(contender, network, workers);
        if (!Double.isNaN(time)) {
          times.computeIfAbsent(contender, _ -> new TreeMap<>()).put(network, time);
        }
      }
    }
    return times;
  }
}
