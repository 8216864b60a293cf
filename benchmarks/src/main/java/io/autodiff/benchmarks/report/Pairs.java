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
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * Steps of the large networks, planned, as {@code Trainer} takes them, and by TensorFlow, which is
 * the faster peer on both, in turn, a fork each: what drifts on the machine meets both alike, and
 * the spread of the ratios shows what a ratio is worth.
 */
final class Pairs {
  private static final int ROUNDS = 10;

  /** The step that is held against the peer. */
  static final String STEP = "planned";

  private static final String PEER = "tensorFlow";

  /** A peer's loops are compiled beforehand. */
  private static final int PEER_WARMUPS = 5;

  /** A peer's time over a step's: the median, and the mean with its interval of 95 %. */
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

    /** Returns the interval in words. */
    String interval() {
      return MarkdownTable.number(low) + " … " + MarkdownTable.number(high);
    }
  }

  /** Ratios of the peer's time and the step's, by network and threads. */
  private final Map<List<String>, DescriptiveStatistics> ratios = new LinkedHashMap<>();

  /**
   * Reads what was measured.
   *
   * @param lines each a network, threads, the step's time and the peer's time
   */
  Pairs(List<String> lines) {
    for (String line : lines) {
      List<String> fields = List.of(line.split(",", -1));
      ratios
          .computeIfAbsent(fields.subList(0, 2), _ -> new DescriptiveStatistics())
          .addValue(Double.parseDouble(fields.get(3)) / Double.parseDouble(fields.get(2)));
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
          lines.add(round(network, workers, round % 2 == 1));
          Files.write(part, lines);
        }
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String round(String network, String workers, boolean reversed)
      throws RunnerException {
    List<String> both = List.of(STEP, PEER);
    Map<String, Double> times = new LinkedHashMap<>();
    for (String contender : reversed ? both.reversed() : both) {
      times.put(contender, median(contender, network, workers));
    }
    return String.join(",", network, workers, "" + times.get(STEP), "" + times.get(PEER));
  }

  private static double median(String contender, String network, String workers)
      throws RunnerException {
    ChainedOptionsBuilder options = Selection.step(contender, network, workers);
    if (contender.equals(PEER)) {
      options.warmupIterations(PEER_WARMUPS);
    }
    RunResult result = new Runner(options.build()).run().iterator().next();
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** Returns what was measured of a network on some threads, if anything was. */
  Optional<Ratio> ratio(String network, String workers) {
    return Optional.ofNullable(ratios.get(List.of(network, workers))).map(Ratio::of);
  }

  /** Returns whether nothing was measured. */
  boolean isEmpty() {
    return ratios.isEmpty();
  }

  /** Returns the ratios of each network. */
  MarkdownTable table() {
    MarkdownTable table =
        new MarkdownTable(
            "network", "threads", "pairs", "TensorFlow / planned step", "mean", "95 %");
    ratios.forEach(
        (pair, each) -> {
          Ratio ratio = Ratio.of(each);
          table.add(
              pair.get(0),
              pair.get(1),
              String.valueOf(ratio.pairs),
              MarkdownTable.number(ratio.median),
              MarkdownTable.number(ratio.mean),
              ratio.interval());
        });
    return table;
  }
}
