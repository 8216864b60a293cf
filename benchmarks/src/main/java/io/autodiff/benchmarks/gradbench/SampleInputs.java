package io.autodiff.benchmarks.gradbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Inputs like those that the evals send, for measuring: random numbers of a fixed seed. */
public final class SampleInputs {
  private SampleInputs() {}

  /**
   * An input and what it is good for.
   *
   * @param size as the marks name it
   * @param primal the function that computes values
   * @param gradient the function that computes derivatives
   * @param input becomes the message's input
   */
  public record Sample(String size, String primal, String gradient, Object input) {}

  /** Returns inputs for each module of which there are marks, small ones first. */
  public static Map<String, List<Sample>> all() {
    Random random = new Random(31337);
    Map<String, List<Sample>> all = new LinkedHashMap<>();
    all.put("det", determinants(random));
    all.put("llsq", leastSquares(random));
    all.put("lse", logSumExps(random));
    all.put("ode", equations(random));
    all.put("gmm", mixtures(random));
    all.put("kmeans", clusterings(random));
    all.put("lstm", networks(random));
    all.put(
        "ba",
        List.of(
            new Sample(
                "ba1_n49_m7776_p31843", "objective", "jacobian", AdBench.bundleAdjustment())));
    all.put(
        "ht",
        List.of(
            new Sample("small simple hand1_t26_c100", "objective", "jacobian", AdBench.hand(false)),
            new Sample(
                "small complicated hand1_t26_c100", "objective", "jacobian", AdBench.hand(true))));
    return all;
  }

  private static List<Sample> determinants(Random random) {
    List<Sample> samples = new ArrayList<>();
    for (int n : new int[] {5, 7, 9}) {
      Object input = new Determinant.Input(uniform(random, 1, n * n)[0], n);
      samples.add(new Sample(String.valueOf(n), "primal", "gradient", input));
    }
    return samples;
  }

  private static List<Sample> leastSquares(Random random) {
    List<Sample> samples = new ArrayList<>();
    double[] x = random.doubles(128).toArray();
    for (int n : new int[] {128, 1024, 8196}) {
      Object input = new LeastSquares.Input(x, n);
      samples.add(new Sample("n=" + n + ",m=128", "primal", "gradient", input));
    }
    return samples;
  }

  private static List<Sample> logSumExps(Random random) {
    List<Sample> samples = new ArrayList<>();
    for (int n : new int[] {1000, 10_000, 100_000}) {
      Object input = new LogSumExp.Input(random.doubles(n).toArray());
      samples.add(new Sample("n=" + n, "primal", "gradient", input));
    }
    return samples;
  }

  private static List<Sample> equations(Random random) {
    List<Sample> samples = new ArrayList<>();
    for (int n : new int[] {1000, 10_000}) {
      for (int s : new int[] {10, 100}) {
        Object input = new RungeKutta.Input(random.doubles(n).toArray(), s);
        samples.add(new Sample("n=" + n + ",s=" + s, "primal", "gradient", input));
      }
    }
    return samples;
  }

  private static List<Sample> mixtures(Random random) {
    int n = 1000;
    List<Sample> samples = new ArrayList<>();
    for (int[] size : new int[][] {{2, 5}, {2, 25}, {10, 5}, {32, 5}, {10, 25}, {32, 25}}) {
      int d = size[0];
      int k = size[1];
      Object input = mixture(random, n, d, k);
      samples.add(new Sample(d + "_" + k + "_" + n, "objective", "jacobian", input));
    }
    return samples;
  }

  /** Returns a mixture of {@code k} Gaussians in {@code d} dimensions, and 1000 points. */
  static GaussianMixture.Input mixture(int d, int k) {
    return mixture(new Random(31337), 1000, d, k);
  }

  static GaussianMixture.Input mixture(Random random, int n, int d, int k) {
    return new GaussianMixture.Input(
        d,
        k,
        n,
        normal(random, n, d),
        0,
        1,
        normal(random, 1, k)[0],
        uniform(random, k, d),
        normal(random, k, d),
        normal(random, k, d * (d - 1) / 2));
  }

  private static List<Sample> clusterings(Random random) {
    List<Sample> samples = new ArrayList<>();
    for (int k : new int[] {10, 100}) {
      for (int n : new int[] {1000, 10_000}) {
        double[][] points = uniform(random, n, 8);
        Object input = new KMeans.Input(points, Arrays.copyOfRange(points, n - k, n));
        samples.add(new Sample("k=" + k + ",n=" + n + ",d=8", "cost", "dir", input));
      }
    }
    return samples;
  }

  private static List<Sample> networks(Random random) {
    int bits = 14;
    List<Sample> samples = new ArrayList<>();
    for (int characters : new int[] {1024, 4096}) {
      for (int layers : new int[] {2, 4}) {
        double[][] text = uniform(random, characters, bits);
        for (double[] character : text) {
          Arrays.setAll(character, i -> Math.rint(character[i]));
        }
        Object input =
            new Lstm.Input(
                uniform(random, 2 * layers, 4 * bits),
                uniform(random, 3, bits),
                uniform(random, 2 * layers, bits),
                text);
        String size = "l=" + layers + ",c=" + characters;
        samples.add(new Sample(size, "objective", "jacobian", input));
      }
    }
    return samples;
  }

  private static double[][] normal(Random random, int rows, int columns) {
    double[][] all = new double[rows][columns];
    for (double[] row : all) {
      Arrays.setAll(row, _ -> random.nextGaussian());
    }
    return all;
  }

  private static double[][] uniform(Random random, int rows, int columns) {
    double[][] all = new double[rows][];
    Arrays.setAll(all, _ -> random.doubles(columns).toArray());
    return all;
  }
}
