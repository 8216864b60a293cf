package io.autodiff.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What C++ tools needed for GradBench's evals on the machine that this library was tuned on. */
final class Marks {
  private Marks() {}

  /** Median microseconds of a function by hand-derived C++ and by CoDiPack. */
  record Mark(double byHand, double coDiPack) {}

  /** Returns the marks by function and size, as {@code det::gradient 5}. */
  static Map<String, Mark> all() throws IOException {
    var in = Objects.requireNonNull(Marks.class.getResourceAsStream("marks.csv"));
    Map<String, Mark> all = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : reader.lines().skip(1).toList()) {
        String[] fields = line.split(";", -1);
        Mark mark = new Mark(Double.parseDouble(fields[2]), Double.parseDouble(fields[3]));
        all.put(fields[0] + " " + fields[1], mark);
      }
    }
    return all;
  }
}
