package io.autodiff.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How times grew with sizes. */
final class Growth {
  private final Results results;

  Growth(Results results) {
    this.results = results;
  }

  /**
   * Times by size.
   *
   * @param name of what grows
   * @param points microseconds by size
   */
  record Curve(String name, String title, SortedMap<Integer, Double> points) {}

  /** Returns what was measured. */
  List<Curve> curves() {
    List<Curve> all = new ArrayList<>();
    add(all, "batch", "A step, two layers of 128", "StepGrowthBenchmark", "batch");
    add(all, "width", "A step, two layers, a batch of 64", "StepGrowthBenchmark", "width");
    add(all, "depth", "A step, layers of 64, a batch of 64", "StepGrowthBenchmark", "depth");
    String chain = "A chain of scalar operations, record and reverse";
    add(all, "operations", chain, "TapeGrowthBenchmark", "recordAndReverse");
    return all;
  }

  private void add(List<Curve> to, String name, String title, String type, String method) {
    SortedMap<Integer, Double> points = new TreeMap<>();
    for (Measurement m : results.of(type)) {
      if (m.method().equals(method)) {
        points.put(Integer.parseInt(m.parameter(name)), m.nanoseconds() / 1e3);
      }
    }
    if (points.size() > 1) {
      to.add(new Curve(name, title, points));
    }
  }

  /** Returns a table of all points. */
  MarkdownTable table() {
    MarkdownTable table = new MarkdownTable("what grows", "size", "time", "time / size");
    for (Curve curve : curves()) {
      curve
          .points()
          .forEach(
              (size, time) ->
                  table.add(
                      curve.name(),
                      String.valueOf(size),
                      MarkdownTable.time(time * 1e3),
                      MarkdownTable.time(time * 1e3 / size)));
    }
    return table;
  }

  /** Returns what recording and compiling scalar programs took by their length. */
  MarkdownTable compilation() {
    MarkdownTable table =
        new MarkdownTable(
            "program",
            "operations",
            "record, ns/op",
            "compile",
            "compile, ns/op",
            "bytes/op, meanwhile",
            "bytes/op, kept");
    for (Measurement m : results.of("CompilationBenchmark")) {
      if (m.method().equals("keep")) {
        double n = Double.parseDouble(m.parameter("operations"));
        boolean isCompiled = m.kept() > 0;
        double compile = results.time(m.type(), "compile", m.parameters());
        double bytes = results.bytes(m.type(), "compile", m.parameters());
        table.add(
            m.parameter("shape"),
            m.parameter("operations"),
            MarkdownTable.number(results.time(m.type(), "record", m.parameters()) / n),
            isCompiled ? MarkdownTable.time(compile) : "refused",
            MarkdownTable.number(isCompiled ? compile / n : Double.NaN),
            MarkdownTable.number(isCompiled ? bytes / n : Double.NaN),
            MarkdownTable.number(isCompiled ? m.kept() / n : Double.NaN));
      }
    }
    return table;
  }
}
