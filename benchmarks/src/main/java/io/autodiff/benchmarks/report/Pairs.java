package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Steps of the large networks by the graph and by others in turn, a fork each: what drifts on the
 * machine meets all alike, and the spread of the ratios shows what a ratio is worth.
 */
final class Pairs {
  private static final int ROUNDS = 10;

  /** Who comes after the graph in a round; libtorch is far behind on C. */
  private static final Map<String, List<String>> OTHERS =
      Map.of("C", List.of("floor", "tensorFlow"), "D", List.of("floor", "libtorch", "tensorFlow"));

  /** Ratios of the graph's time and another's, by network, threads and contender. */
  private final Map<List<String>, DescriptiveStatistics> ratios = new LinkedHashMap<>();

  /**
   * Reads what was measured.
   *
   * @param lines each a network, threads, a contender, the graph's time and its time
   */
  Pairs(List<String> lines) {
    for (String line : lines) {
      List<String> fields = List.of(line.split(",", -1));
      ratios
          .computeIfAbsent(fields.subList(0, 3), _ -> new DescriptiveStatistics())
          .addValue(Double.parseDouble(fields.get(3)) / Double.parseDouble(fields.get(4)));
    }
  }

  /** Runs all rounds and writes a line for each pair, in microseconds. */
  static void measure(Path file) throws IOException, RunnerException {
    List<String> lines = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String network : List.of("C", "D")) {
        for (String workers : List.of("1", "2")) {
          double ours = median("graph", network, workers);
          for (String other : OTHERS.getOrDefault(network, List.of())) {
            double theirs = median(other, network, workers);
            lines.add(String.join(",", network, workers, other, "" + ours, "" + theirs));
          }
          Files.write(file, lines);
        }
      }
    }
  }

  private static double median(String method, String network, String workers)
      throws RunnerException {
    RunResult result =
        new Runner(Selection.step(method, network, workers).build()).run().iterator().next();
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** Returns the median ratio of the graph's time and a contender's, NaN without pairs. */
  double median(List<String> pair) {
    DescriptiveStatistics measured = ratios.get(pair);
    return measured == null ? Double.NaN : measured.getPercentile(50);
  }

  /** Returns each contender's ratios. */
  Table table() {
    Table table =
        new Table("network", "threads", "contender", "pairs", "graph / it", "mean", "95 %");
    ratios.forEach((pair, each) -> table.add(row(pair, each)));
    return table;
  }

  private static String[] row(List<String> pair, DescriptiveStatistics ratios) {
    int n = Math.toIntExact(ratios.getN());
    double wide =
        n < 2
            ? Double.NaN
            : new TDistribution(n - 1).inverseCumulativeProbability(0.975)
                * ratios.getStandardDeviation()
                / Math.sqrt(n);
    double mean = ratios.getMean();
    return new String[] {
      pair.get(0),
      pair.get(1),
      pair.get(2),
      String.valueOf(n),
      Table.number(ratios.getPercentile(50)),
      Table.number(mean),
      Table.number(mean - wide) + " … " + Table.number(mean + wide)
    };
  }
}
