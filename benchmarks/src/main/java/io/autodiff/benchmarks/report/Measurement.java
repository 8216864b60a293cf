package io.autodiff.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One row of what JMH found.
 *
 * @param type the benchmark's class, without its package
 * @param method the benchmark's method
 * @param parameters by name: the benchmark's, and the properties given to the engine
 * @param threads the number of threads
 * @param nanoseconds the median time over iterations
 * @param error half the width of its 99.9 % confidence interval, NaN if there is none
 * @param bytes allocated each time, NaN if it was not measured
 * @param operations of the record, 0 if it was not counted; JMH's score is the sum over iterations
 * @param kept bytes that a result keeps, 0 if they were not counted
 */
record Measurement(
    String type,
    String method,
    Map<String, String> parameters,
    int threads,
    double nanoseconds,
    double error,
    double bytes,
    double operations,
    double kept) {
  private static final String PROPERTY = "-Dautodiff.";

  /** Reads a file that JMH wrote. */
  static List<Measurement> read(Path json) throws IOException {
    List<Measurement> all = new ArrayList<>();
    for (JsonNode row : new ObjectMapper().readTree(json.toFile())) {
      all.add(of(row));
    }
    return all;
  }

  private static Measurement of(JsonNode row) {
    String[] name = row.path("benchmark").asText().split("\\.", -1);
    Map<String, String> parameters = new TreeMap<>();
    row.path("params")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
    for (JsonNode argument : row.path("jvmArgs")) {
      if (argument.asText().startsWith(PROPERTY)) {
        String[] property = argument.asText().substring(PROPERTY.length()).split("=", 2);
        parameters.put(property[0], property[1]);
      }
    }
    JsonNode time = row.path("primaryMetric");
    double unit = unit(time.path("scoreUnit").asText());
    JsonNode secondary = row.path("secondaryMetrics");
    return new Measurement(
        name[name.length - 2],
        name[name.length - 1],
        parameters,
        row.path("threads").asInt(1),
        median(time) * unit,
        time.path("scoreError").asDouble(Double.NaN) * unit,
        secondary.path("gc.alloc.rate.norm").path("score").asDouble(Double.NaN),
        event(secondary, "operations"),
        event(secondary, "kept"));
  }

  private static double event(JsonNode secondary, String name) {
    return secondary.path(name).path("rawData").path(0).path(0).asDouble();
  }

  private static double median(JsonNode time) {
    double mean = time.path("score").asDouble();
    return time.path("scorePercentiles").path("50.0").asDouble(mean);
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns/op" -> 1;
      case "us/op" -> 1e3;
      case "ms/op" -> 1e6;
      case "s/op" -> 1e9;
      default -> throw new IllegalArgumentException("a time for each operation, not " + name);
    };
  }

  /** Returns a parameter's value, or nothing. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
