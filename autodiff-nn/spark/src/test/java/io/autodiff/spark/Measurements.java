package io.autodiff.spark;

import io.autodiff.nn.data.Digits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Measures fits against Spark's own {@link MultilayerPerceptronClassifier}, and what a step costs.
 * No test:
 *
 * <pre>
 * mvn -q -Pspark -pl autodiff-nn/spark -am package -DskipTests -Dautodiff.spark.scope=test \
 *     -Dautodiff.spark.main=io.autodiff.spark.Measurements -Dautodiff.spark.run="local[2]"
 * </pre>
 */
final class Measurements {
  private static final int ROUNDS = Integer.getInteger("rounds", 3);

  private Measurements() {}

  public static void main(String[] arguments) throws IOException {
    String master = arguments.length > 0 ? arguments[0] : "local[2]";
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    try (SparkSession spark = builder.getOrCreate()) {
      compare(spark, "digits 64-128-10", digits(), new int[] {64, 128, 10}, 100);
      compare(spark, "mixture 50-64-10", mixture(20_000, 50), new int[] {50, 64, 10}, 50);
      overhead(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    }
  }

  /** Returns all digits in an order drawn by lot. */
  private static List<Row> digits() {
    List<Row> rows = new ArrayList<>(Rows.digits(Digits.load().inputs().dim(0)));
    java.util.Collections.shuffle(rows, new java.util.Random(1));
    return rows;
  }

  /** Returns rows of ten classes, each a mixture of three normal distributions. */
  private static List<Row> mixture(int count, int width) {
    SplittableRandom random = new SplittableRandom(2);
    double[][] centres = new double[30][width];
    for (double[] centre : centres) {
      Arrays.setAll(centre, _ -> random.nextGaussian());
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int k = random.nextInt(centres.length);
      double[] x = new double[width];
      Arrays.setAll(x, j -> centres[k][j] + 1.5 * random.nextGaussian());
      rows.add(RowFactory.create(Vectors.dense(x), (double) (k % 10), 1.0));
    }
    return rows;
  }

  private static void compare(
      SparkSession spark, String name, List<Row> rows, int[] layers, int iterations) {
    int held = rows.size() / 5;
    Dataset<Row> raw = Rows.dataset(spark, rows.subList(held, rows.size()), 2);
    Dataset<Row> rawTest = Rows.dataset(spark, rows.subList(0, held), 2);
    StandardScalerModel scaler =
        new StandardScaler()
            .setInputCol("features")
            .setOutputCol("scaled")
            .setWithMean(true)
            .fit(raw);
    Dataset<Row> train =
        scaler.transform(raw).drop("features").withColumnRenamed("scaled", "features").cache();
    Dataset<Row> test =
        scaler.transform(rawTest).drop("features").withColumnRenamed("scaled", "features").cache();
    train.count();
    test.count();
    Map<String, Supplier<Model<?>>> contenders = new TreeMap<>();
    contenders.put(
        "Spark's MultilayerPerceptronClassifier, l-bfgs, " + iterations + " iterations",
        () ->
            new MultilayerPerceptronClassifier()
                .setLayers(layers)
                .setMaxIter(iterations)
                .setTol(1e-12)
                .setSeed(1)
                .fit(train));
    MlpClassifier own =
        new MlpClassifier()
            .setHiddenLayers(layers[1])
            .setActivation("sigmoid")
            .setScaling("none")
            .setPartitions(2)
            .setSeed(1);
    contenders.put(
        "autodiff lbfgs AGGREGATE, " + iterations + " epochs",
        () -> fit(own, "lbfgs", iterations, "auto", train));
    contenders.put(
        "autodiff adam AVERAGE_EVERY(10), 20 epochs", () -> fit(own, "adam", 20, "auto", train));
    contenders.put(
        "autodiff adam AVERAGE_EVERY(100), 20 epochs",
        () -> fit(own, "adam", 20, "AVERAGE_EVERY(100)", train));
    Map<String, double[]> seconds = new TreeMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (var contender : contenders.entrySet()) {
        long begun = System.nanoTime();
        Model<?> model = contender.getValue().get();
        double time = (System.nanoTime() - begun) * 1e-9;
        if (round > 0) { // the first warms up
          seconds.computeIfAbsent(contender.getKey(), _ -> new double[ROUNDS])[round - 1] = time;
        }
        if (round == ROUNDS) {
          System.out.printf(
              Locale.ROOT,
              "%s | %s: median %.2f s, training loss %.4f, test accuracy %.4f%n",
              name,
              contender.getKey(),
              median(seconds.getOrDefault(contender.getKey(), new double[1])),
              figure("logLoss", model.transform(train)),
              figure("accuracy", model.transform(test)));
        }
      }
    }
  }

  private static Model<?> fit(
      MlpClassifier own, String optimizer, int epochs, String strategy, Dataset<Row> train) {
    return own.copy(org.apache.spark.ml.param.ParamMap.empty())
        .setOptimizer(optimizer)
        .setEpochs(epochs)
        .setStrategy(strategy)
        .setBatchSize(32)
        .fit(train);
  }

  private static double figure(String name, Dataset<Row> told) {
    return new MulticlassClassificationEvaluator().setMetricName(name).evaluate(told);
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Prints what a job costs that sends parameters out and brings a gradient of two parts back. */
  private static void overhead(JavaSparkContext context) {
    try (DistributedRows<Integer> rows =
        DistributedRows.of(context.parallelize(List.of(1, 2), 2))) {
      for (int n = 1_000; n <= 1_000_000; n *= 10) {
        double[] parameters = new double[n];
        double[] times = new double[21];
        for (int i = -5; i < times.length; i++) {
          long begun = System.nanoTime();
          rows.sum((_, at) -> at[0].clone(), parameters);
          if (i >= 0) {
            times[i] = (System.nanoTime() - begun) * 1e-6;
          }
        }
        System.out.printf(
            Locale.ROOT,
            "a step of %,d parameters: median %.1f ms, fastest %.1f ms%n",
            n,
            median(times),
            Arrays.stream(times).min().orElseThrow());
      }
    }
  }
}
