package io.autodiff.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What JMH found, as sections of a report. */
final class Results {
  private final List<Measurement> all;

  Results(List<Measurement> all) {
    this.all = List.copyOf(all);
  }

  private List<Measurement> of(String type) {
    return all.stream().filter(m -> m.type().equals(type)).toList();
  }

  private static double time(List<Measurement> rows, String method) {
    return rows.stream()
        .filter(m -> m.method().equals(method))
        .mapToDouble(Measurement::nanoseconds)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double bytes(List<Measurement> rows, String method) {
    return rows.stream()
        .filter(m -> m.method().equals(method))
        .mapToDouble(Measurement::bytes)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double operations(List<Measurement> rows) {
    return rows.stream().mapToDouble(Measurement::operations).max().orElse(Double.NaN);
  }

  /** Groups rows by a parameter, in its order. */
  private static Map<String, List<Measurement>> by(String parameter, List<Measurement> rows) {
    Map<String, List<Measurement>> groups = new TreeMap<>();
    for (Measurement row : rows) {
      groups.computeIfAbsent(row.parameter(parameter), _ -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** Returns a training step by the graph against the same by hand. */
  Table steps() {
    Table table =
        new Table(
            "network",
            "step",
            "forward",
            "backward / forward",
            "inference",
            "by hand (float64)",
            "step / by hand",
            "floor",
            "step / floor",
            "bytes a step");
    by("mlp", of("MlpStepBenchmark"))
        .forEach(
            (name, rows) -> {
              double step = time(rows, "graph");
              double forward = time(rows, "graphForward");
              table.add(
                  name,
                  Table.time(step),
                  Table.time(forward),
                  Table.number((step - forward) / forward),
                  Table.time(time(rows, "inference")),
                  Table.time(time(rows, "hand")),
                  Table.number(step / time(rows, "hand")),
                  Table.time(time(rows, "floor")),
                  Table.number(step / time(rows, "floor")),
                  Table.number(bytes(rows, "graph")));
            });
    return table;
  }

  /** Returns the scalar functions, in nanoseconds an operation of the record. */
  Table scalars() {
    Table table =
        new Table(
            "function",
            "operations",
            "plain Java",
            "gradient by hand",
            "record, ns/op",
            "reverse, ns/op",
            "both, ns/op",
            "new tape, ns/op",
            "both / plain Java",
            "bytes/op");
    by("function", of("ScalarBenchmark"))
        .forEach(
            (name, rows) -> {
              double n = operations(rows);
              double both = time(rows, "recordAndReverse");
              table.add(
                  name,
                  Table.number(n),
                  Table.time(time(rows, "primal")),
                  Table.time(time(rows, "byHand")),
                  Table.number(time(rows, "record") / n),
                  Table.number(time(rows, "reverse") / n),
                  Table.number(both / n),
                  Table.number(time(rows, "freshTape") / n),
                  Table.number(both / time(rows, "primal")),
                  Table.number(bytes(rows, "freshTape") / n));
            });
    return table;
  }

  /** Returns every row as it was measured. */
  Table everything() {
    Table table = new Table("benchmark", "parameters", "threads", "time", "± (99.9 %)", "bytes");
    for (Measurement m : all) {
      table.add(
          m.type() + "." + m.method(),
          String.join(", ", m.parameters().values()),
          String.valueOf(m.threads()),
          Table.time(m.nanoseconds()),
          Table.time(m.error()),
          Table.number(m.bytes()));
    }
    return table;
  }

  /** Returns for each network the times of a step by each contender. */
  Map<String, Map<String, Double>> contenders() {
    Map<String, Map<String, Double>> times = new TreeMap<>();
    for (Measurement m : all) {
      String network = m.parameter("mlp");
      boolean isStep = !m.method().equals("graphForward") && !m.method().equals("inference");
      if (!network.isEmpty() && isStep) {
        times.computeIfAbsent(m.method(), _ -> new TreeMap<>()).put(network, m.nanoseconds());
      }
    }
    return times;
  }
}
