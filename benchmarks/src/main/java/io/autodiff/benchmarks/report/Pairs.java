package io.autodiff.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final String GRAPH = "graph";

  /** The contenders of a round; on C, libtorch is slower than TensorFlow and left out. */
  private static final Map<String, List<String>> CONTENDERS =
      Map.of(
          "C", List.of(GRAPH, "floor", "tensorFlow"),
          "D", List.of(GRAPH, "floor", "libtorch", "tensorFlow"));

  /** The graph's time over another's: the median, and the mean with its interval of 95 %. */
  record Ratio(int pairs, double median, double mean, double low, double high) {

    /** By Student's t; of a single pair there is no interval. */
    private static Ratio of(DescriptiveStatistics each) {
      int n = Math.toIntExact(each.getN());
      double wide =
          n < 2
              ? Double.NaN
              : new TDistribution(n - 1).inverseCumulativeProbability(0.975)
                  * each.getStandardDeviation()
                  / Math.sqrt(n);
      double mean = each.getMean();
      return new Ratio(n, each.getPercentile(50), mean, mean - wide, mean + wide);
    }

    /** Returns the other's time over the graph's. */
    Ratio inverse() {
      return new Ratio(pairs, 1 / median, 1 / mean, 1 / high, 1 / low);
    }

    /** Returns the interval in words. */
    String interval() {
      return MarkdownTable.number(low) + " … " + MarkdownTable.number(high);
    }
  }

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

  /** Returns whether the peers are in this build. */
  static boolean canMeasure() {
    try {
      Class.forName(
          "io.autodiff.benchmarks.peers.PeerStepBenchmark", false, Pairs.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Runs all rounds, every other one in reverse order, and writes a line for each pair, in
   * microseconds; the file is there when all are done.
   */
  static void measure(Path file) throws IOException, RunnerException {
    Path part = file.resolveSibling("pairs.part.csv");
    List<String> lines = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String network : List.of("C", "D")) {
        for (String workers : List.of("1", "2")) {
          lines.addAll(round(network, workers, round % 2 == 1));
          Files.write(part, lines);
        }
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> round(String network, String workers, boolean reversed)
      throws RunnerException {
    List<String> contenders = CONTENDERS.getOrDefault(network, List.of());
    Map<String, Double> times = new LinkedHashMap<>();
    for (String contender : reversed ? contenders.reversed() : contenders) {
      times.put(contender, median(contender, network, workers));
    }
    String ours = String.valueOf(times.get(GRAPH));
    return contenders.stream()
        .filter(contender -> !contender.equals(GRAPH))
        .map(other -> String.join(",", network, workers, other, ours, "" + times.get(other)))
        .toList();
  }

  private static double median(String contender, String network, String workers)
      throws RunnerException {
    RunResult result =
        new Runner(Selection.step(contender, network, workers).build()).run().iterator().next();
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** Returns what was measured of a network, threads and contender, if anything was. */
  Optional<Ratio> ratio(String network, String workers, String contender) {
    return Optional.ofNullable(ratios.get(List.of(network, workers, contender))).map(Ratio::of);
  }

  /** Returns whether nothing was measured. */
  boolean isEmpty() {
    return ratios.isEmpty();
  }

  /** Returns each contender's ratios. */
  MarkdownTable table() {
    MarkdownTable table =
        new MarkdownTable("network", "threads", "contender", "pairs", "graph / it", "mean", "95 %");
    ratios.forEach(
        (pair, each) -> {
          Ratio ratio = Ratio.of(each);
          table.add(
              pair.get(0),
              pair.get(1),
              pair.get(2),
              String.valueOf(ratio.pairs),
              MarkdownTable.number(ratio.median),
              MarkdownTable.number(ratio.mean),
              ratio.interval());
        });
    return table;
  }
}
