package io.autodiff.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What JMH found, as sections of a report. */
final class Results {
  private final List<Measurement> all;

  Results(List<Measurement> all) {
    this.all = List.copyOf(all);
  }

  /** Returns all rows of a benchmark's class. */
  List<Measurement> of(String type) {
    return all.stream().filter(m -> m.type().equals(type)).toList();
  }

  private double find(
      String type, String method, Map<String, String> at, ToDoubleFunction<Measurement> figure) {
    return of(type).stream()
        .filter(m -> m.method().equals(method))
        .filter(m -> m.parameters().entrySet().containsAll(at.entrySet()))
        .mapToDouble(figure)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Returns the nanoseconds at some parameters, NaN if they were not measured. */
  double time(String type, String method, Map<String, String> at) {
    return find(type, method, at, Measurement::nanoseconds);
  }

  /** Returns the bytes allocated at some parameters, NaN if they were not measured. */
  double bytes(String type, String method, Map<String, String> at) {
    return find(type, method, at, Measurement::bytes);
  }

  /** Returns the length of the record at some parameters, NaN if it was not counted. */
  double operations(String type, String method, Map<String, String> at) {
    double n = find(type, method, at, Measurement::operations);
    return n == 0 ? Double.NaN : n;
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

  /** Returns the small scalar functions. */
  MarkdownTable scalars() {
    return records("ScalarBenchmark", "function");
  }

  /** Returns ADBench's problems in single numbers. */
  MarkdownTable problems() {
    return records("AdBenchBenchmark", "problem");
  }

  /** Returns what is recorded in single numbers, in nanoseconds an operation of the record. */
  private MarkdownTable records(String type, String parameter) {
    MarkdownTable table =
        new MarkdownTable(
            parameter,
            "operations",
            "plain Java",
            "gradient by hand",
            "record, ns/op",
            "reverse, ns/op",
            "both, ns/op",
            "ideal tape by hand, ns/op",
            "new tape, ns/op",
            "both / plain Java",
            "bytes/op, new tape");
    by(parameter, of(type))
        .forEach(
            (name, rows) -> {
              double n = operations(rows);
              double both = time(rows, "recordAndReverse");
              table.add(
                  name,
                  MarkdownTable.number(n),
                  MarkdownTable.time(time(rows, "primal")),
                  MarkdownTable.time(time(rows, "byHand")),
                  MarkdownTable.number(time(rows, "record") / n),
                  MarkdownTable.number(time(rows, "reverse") / n),
                  MarkdownTable.number(both / n),
                  MarkdownTable.number(time(rows, "idealTape") / n),
                  MarkdownTable.number(time(rows, "freshTape") / n),
                  MarkdownTable.number(both / time(rows, "primal")),
                  MarkdownTable.number(bytes(rows, "freshTape") / n));
            });
    return table;
  }

  /** Returns every row as it was measured. */
  MarkdownTable everything() {
    MarkdownTable table =
        new MarkdownTable("benchmark", "parameters", "threads", "time", "± (99.9 %)", "bytes");
    for (Measurement m : all) {
      table.add(
          m.type() + "." + m.method(),
          String.join(", ", m.parameters().values()),
          String.valueOf(m.threads()),
          MarkdownTable.time(m.nanoseconds()),
          MarkdownTable.time(m.error()),
          MarkdownTable.number(m.bytes()));
    }
    return table;
  }

  /** Returns the gradient of a small function by this library and by forward-mode ones. */
  MarkdownTable smallGradients() {
    MarkdownTable table = new MarkdownTable("Rosenbrock, five numbers", "time", "bytes");
    for (Measurement m : of("SmallGradientBenchmark")) {
      table.add(m.method(), MarkdownTable.time(m.nanoseconds()), MarkdownTable.number(m.bytes()));
    }
    return table;
  }

  /** Returns what an operation on few elements takes. */
  MarkdownTable overhead() {
    MarkdownTable table =
        new MarkdownTable("elements", "not recorded", "record", "record and reverse", "bytes");
    by("elements", of("TapeOverheadBenchmark"))
        .forEach(
            (elements, rows) ->
                table.add(
                    elements,
                    MarkdownTable.time(time(rows, "unrecorded")),
                    MarkdownTable.time(time(rows, "record")),
                    MarkdownTable.time(time(rows, "recordAndReverse")),
                    MarkdownTable.number(bytes(rows, "recordAndReverse"))));
    return table;
  }

  /** Returns the mixtures of Gaussians. */
  MarkdownTable mixtures() {
    MarkdownTable table =
        new MarkdownTable(
            "components", "plain Java", "value", "gradient", "gradient / plain Java", "bytes");
    by("components", of("MixtureBenchmark"))
        .forEach(
            (components, rows) ->
                table.add(
                    components,
                    MarkdownTable.time(time(rows, "primal")),
                    MarkdownTable.time(time(rows, "objective")),
                    MarkdownTable.time(time(rows, "jacobian")),
                    MarkdownTable.number(time(rows, "jacobian") / time(rows, "primal")),
                    MarkdownTable.number(bytes(rows, "jacobian"))));
    return table;
  }

  /** Returns how long it takes from the start of a process to the end of a step. */
  MarkdownTable firstSteps() {
    MarkdownTable table = new MarkdownTable("what the process does", "time");
    by("contender", of("FirstStepBenchmark"))
        .forEach(
            (contender, rows) -> table.add(contender, MarkdownTable.time(time(rows, "firstStep"))));
    return table;
  }
}
