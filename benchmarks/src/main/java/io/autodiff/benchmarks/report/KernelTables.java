package io.autodiff.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Elementwise operations and convolutions beside loops written by hand, products beside calls of
 * the library.
 */
final class KernelTables {
  private static final String OPERATIONS = "OperationBenchmark";
  private static final String BY_HAND = "HandWrittenBenchmark";
  private static final String PRODUCTS = "MatMulBenchmark";
  private static final String CONVOLUTIONS = "ConvolutionBenchmark";
  private static final String WINDOWS = "WindowBenchmark";

  private final Results results;

  KernelTables(Results results) {
    this.results = results;
  }

  /**
   * Returns how an operation compares: with the Vector API with the faster of both loops, without
   * it with the plain one. All are on one thread, and all make the array of their result.
   */
  MarkdownTable elementwise() {
    Set<String> operations = new LinkedHashSet<>();
    results.of(BY_HAND).forEach(m -> operations.add(m.parameter("operation")));
    Set<Integer> sizes = sizes(BY_HAND, "elements");
    List<String> head = new ArrayList<>(List.of("operation", "type", "direction"));
    sizes.forEach(n -> head.add(String.valueOf(n)));
    sizes.forEach(n -> head.add(n + ", plain"));
    MarkdownTable table = new MarkdownTable(head.toArray(String[]::new));
    for (String operation : operations) {
      for (String dtype : List.of("FLOAT32", "FLOAT64")) {
        for (String direction : List.of("forward", "backward")) {
          List<String> row = new ArrayList<>(List.of(operation, dtype, direction));
          for (String vector : List.of("on", "off")) {
            for (int n : sizes) {
              Map<String, String> at = new TreeMap<>(Map.of("operation", operation));
              at.putAll(Map.of("dtype", dtype, "elements", String.valueOf(n)));
              row.add(MarkdownTable.number(ratio(direction, vector, at)));
            }
          }
          table.add(row.toArray(String[]::new));
        }
      }
    }
    return table;
  }

  private double ratio(String direction, String vector, Map<String, String> at) {
    boolean forward = direction.equals("forward");
    double plain = results.time(BY_HAND, forward ? "plain" : "plainBackward", at);
    double lanes = results.time(BY_HAND, forward ? "vector" : "vectorBackward", at);
    Map<String, String> setting = new TreeMap<>(at);
    setting.put("vector", vector);
    double byHand = vector.equals("on") && lanes < plain ? lanes : plain;
    return results.time(OPERATIONS, direction, setting) / byHand;
  }

  private Set<Integer> sizes(String type, String parameter) {
    Set<Integer> sizes = new TreeSet<>();
    results.of(type).forEach(m -> sizes.add(Integer.parseInt(m.parameter(parameter))));
    return sizes;
  }

  /** Returns products of square matrices by the library and without it, on one thread. */
  MarkdownTable products() {
    MarkdownTable table =
        new MarkdownTable(
            "size",
            "type",
            "OpenBLAS, called",
            "product",
            "product / called",
            "Vector API",
            "plain Java");
    for (int n : sizes(PRODUCTS, "size")) {
      for (String dtype : List.of("FLOAT32", "FLOAT64")) {
        Map<String, String> at = Map.of("size", String.valueOf(n), "dtype", dtype);
        double called = results.time(PRODUCTS, "bare", at);
        double product = product(at, "on", "on");
        table.add(
            String.valueOf(n),
            dtype,
            MarkdownTable.time(called),
            MarkdownTable.time(product),
            MarkdownTable.number(product / called),
            MarkdownTable.time(product(at, "off", "on")),
            MarkdownTable.time(product(at, "off", "off")));
      }
    }
    return table;
  }

  private double product(Map<String, String> at, String natives, String vector) {
    Map<String, String> setting = new TreeMap<>(at);
    setting.put("natives", natives);
    setting.put("vector", vector);
    return results.time(PRODUCTS, "product", setting);
  }

  /** Returns convolutions with their gradients, and windows, beside plain loops on one thread. */
  MarkdownTable windows() {
    MarkdownTable table = new MarkdownTable("what", "type", "plain", "library", "library / plain");
    for (Measurement m : results.of(CONVOLUTIONS)) {
      if (m.method().equals("graph")) {
        add(table, "convolution " + m.parameter("layer"), m, CONVOLUTIONS);
      }
    }
    for (Measurement m : results.of(WINDOWS)) {
      if (m.method().equals("windows")) {
        add(table, "windows of " + m.parameter("elements") + "^2", m, WINDOWS);
      }
    }
    return table;
  }

  private void add(MarkdownTable table, String what, Measurement library, String benchmark) {
    double plain = results.time(benchmark, "plain", library.parameters());
    table.add(
        what,
        library.parameter("dtype"),
        MarkdownTable.time(plain),
        MarkdownTable.time(library.nanoseconds()),
        MarkdownTable.number(library.nanoseconds() / plain));
  }
}
