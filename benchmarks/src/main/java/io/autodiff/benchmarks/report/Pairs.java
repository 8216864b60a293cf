package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * A step of network D by the graph and by a peer in turn, a fork each: what drifts on the machine
 * meets both alike, and the spread of the ratios shows what a ratio is worth.
 */
final class Pairs {
  private static final int PAIRS = 10;
  private static final String NETWORK = "D";

  private Pairs() {}

  /** Runs all pairs and writes a line for each: threads, peer, microseconds of both. */
  static void measure(Path file) throws IOException, RunnerException {
    List<String> lines = new ArrayList<>();
    for (String workers : List.of("1", "2")) {
      for (String peer : StepTables.PEERS) {
        for (int i = 0; i < PAIRS; i++) {
          double ours = median("graph", workers);
          lines.add(String.join(",", workers, peer, "" + ours, "" + median(peer, workers)));
          Files.write(file, lines);
        }
      }
    }
  }

  private static double median(String method, String workers) throws RunnerException {
    RunResult result =
        new Runner(Selection.step(method, NETWORK, workers).build()).run().iterator().next();
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** Returns the mean ratio of each peer's pairs and its interval. */
  static Table table(List<String> lines) {
    Map<String, SummaryStatistics> ratios = new LinkedHashMap<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      double ratio = Double.parseDouble(fields[2]) / Double.parseDouble(fields[3]);
      ratios
          .computeIfAbsent(fields[1] + "," + fields[0], _ -> new SummaryStatistics())
          .addValue(ratio);
    }
    Table table = new Table("peer", "threads", "pairs", "graph / peer", "95 %");
    ratios.forEach((key, each) -> table.add(row(key.split(",", -1), each)));
    return table;
  }

  private static String[] row(String[] key, SummaryStatistics ratios) {
    int n = Math.toIntExact(ratios.getN());
    double wide =
        n < 2
            ? Double.NaN
            : new TDistribution(n - 1).inverseCumulativeProbability(0.975)
                * ratios.getStandardDeviation()
                / Math.sqrt(n);
    double mean = ratios.getMean();
    return new String[] {
      key[0],
      key[1],
      String.valueOf(n),
      Table.number(mean),
      Table.number(mean - wide) + " … " + Table.number(mean + wide)
    };
  }
}
