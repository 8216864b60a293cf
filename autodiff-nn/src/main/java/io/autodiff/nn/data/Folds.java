package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Ways of setting test examples apart. */
public final class Folds {
  private Folds() {}

  /**
   * Returns {@code k} splits; every example is tested in one of them and trained on in the others.
   *
   * @throws AutodiffException if there are fewer examples than folds, or fewer than two folds
   */
  public static List<Dataset.Split> of(Dataset data, int k, RandomGenerator random) {
    int n = data.inputs().dim(0);
    return splits(data, Rows.shuffle(n, random), check(k, n));
  }

  /**
   * Returns {@code k} splits as {@link #of} does, in which all classes are spread evenly: their
   * numbers differ by at most one between the tested parts.
   *
   * @param data whose targets are class numbers
   * @throws AutodiffException if there are fewer examples than folds, or fewer than two folds
   */
  public static List<Dataset.Split> stratified(Dataset data, int k, RandomGenerator random) {
    int n = data.inputs().dim(0);
    return splits(data, byClass(data, random), check(k, n));
  }

  /**
   * Returns one split as {@link Dataset#split} does, in which all classes are spread evenly.
   *
   * @param data whose targets are class numbers
   * @param testFraction the part held out
   * @throws AutodiffException if nothing would be left on one side
   */
  public static Dataset.Split stratifiedSplit(
      Dataset data, double testFraction, RandomGenerator random) {
    int n = data.inputs().dim(0);
    int held = (int) Rows.held(testFraction, n);
    int[] order = Rows.shuffle(n, random);
    double[] targets = targets(data);
    Map<Double, Integer> left = quotas(targets, held);
    boolean[] tested = new boolean[n];
    for (int i = 0; i < n; i++) {
      tested[i] = left.merge(targets[order[i]], -1, Integer::sum) >= 0;
    }
    return split(data, order, tested);
  }

  /** Returns how many examples of each class are tested. */
  private static Map<Double, Integer> quotas(double[] targets, int held) {
    Map<Double, Long> sizes = new TreeMap<>();
    for (double target : targets) {
      sizes.merge(target, 1L, Long::sum);
    }
    long[] counts = sizes.values().stream().mapToLong(size -> size).toArray();
    long[] quotas = Rows.quotas(counts, held);
    Map<Double, Integer> all = new TreeMap<>();
    for (double label : sizes.keySet()) {
      all.put(label, (int) quotas[all.size()]);
    }
    return all;
  }

  private static int check(int k, int examples) {
    if (k < 2 || k > examples) {
      throw new AutodiffException(
          "folds: number does not fit",
          k + " folds of " + examples + " examples",
          "from 2 to as many as there are examples",
          null);
    }
    return k;
  }

  /** Returns the positions of the examples in random order, but one class after the other. */
  private static int[] byClass(Dataset data, RandomGenerator random) {
    double[] targets = targets(data);
    int[] order = Rows.shuffle(data.inputs().dim(0), random);
    return Arrays.stream(order)
        .boxed()
        .sorted((a, b) -> Double.compare(targets[a], targets[b]))
        .mapToInt(i -> i)
        .toArray();
  }

  /** Returns the class number of each example. */
  private static double[] targets(Dataset data) {
    double[] targets = data.targets().values();
    if (targets.length != data.size()) {
      throw new AutodiffException(
          "folds: targets are not classes",
          "targets of shape " + data.targets().shape(),
          "one class number for each example",
          null);
    }
    return targets;
  }

  private static List<Dataset.Split> splits(Dataset data, int[] order, int k) {
    List<Dataset.Split> splits = new ArrayList<>();
    for (int fold = 0; fold < k; fold++) {
      boolean[] tested = new boolean[order.length];
      for (int i = fold; i < order.length; i += k) {
        tested[i] = true;
      }
      splits.add(split(data, order, tested));
    }
    return splits;
  }

  private static Dataset.Split split(Dataset data, int[] order, boolean[] tested) {
    int[] train = new int[order.length];
    int[] test = new int[order.length];
    int trained = 0;
    int held = 0;
    for (int i = 0; i < order.length; i++) {
      if (tested[i]) {
        test[held++] = order[i];
      } else {
        train[trained++] = order[i];
      }
    }
    return new Dataset.Split(
        data.rows(Arrays.copyOf(train, trained)), data.rows(Arrays.copyOf(test, held)));
  }
}
