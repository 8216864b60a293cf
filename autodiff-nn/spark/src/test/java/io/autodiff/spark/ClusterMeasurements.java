package io.autodiff.spark;

import io.autodiff.DType;
import io.autodiff.nn.data.Batch;
import io.autodiff.nn.data.Images;
import io.autodiff.nn.train.Epoch;
import io.autodiff.nn.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Measures strategies: on two executors of one core each the cost of a step and what a second
 * executor brings; in one process the time to the loss of Spark's own {@link
 * MultilayerPerceptronClassifier} for images of MNIST's shape. No test; {@link Measurements} says
 * how it is run, and {@code SPARK_HOME} has to name a folder, {@code SPARK_SCALA_VERSION} 2.13.
 * Arguments: what is measured, {@code steps}, {@code scaling} or {@code loss}, and for the last two
 * the folder of the images.
 */
final class ClusterMeasurements {
  private static final int[] LAYERS = {784, 256, 10};
  private static final int BATCH = 2048;

  private ClusterMeasurements() {}

  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars")); // as Spark demands
    SparkSession.Builder builder =
        LocalSpark.builder(arguments[0].equals("loss") ? "local[2]" : "local-cluster[2,1,2048]")
            .config("spark.executor.memory", "2048m")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.rpc.message.maxSize", "512")
            .config("spark.task.maxDirectResultSize", "16m");
    try (SparkSession spark = builder.getOrCreate()) {
      switch (arguments[0]) {
        case "steps" -> steps(JavaSparkContext.fromSparkContext(spark.sparkContext()));
        case "scaling" -> scaling(images(spark, arguments[1], true, 8192));
        case "loss" -> {
          Dataset<Row> test = images(spark, arguments[1], false, 1000);
          toLoss(test, test, 2); // warms up
          toLoss(images(spark, arguments[1], true, 3000), test, 20);
        }
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** Returns images, their pixels divided by 255. */
  private static Dataset<Row> images(SparkSession spark, String folder, boolean train, int count)
      throws IOException {
    var all = Images.mnist(Path.of(folder), DType.FLOAT64);
    Batch batch = (train ? all.train() : all.test()).data().batches(count).iterator().next();
    double[] x = batch.inputs().values();
    double[] y = batch.targets().values();
    double largest = Arrays.stream(x).max().orElse(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] pixels = Arrays.copyOfRange(x, i * LAYERS[0], (i + 1) * LAYERS[0]);
      Arrays.setAll(pixels, k -> pixels[k] / largest);
      rows.add(RowFactory.create(Vectors.dense(pixels), y[i], 1.0));
    }
    Dataset<Row> data = Rows.dataset(spark, rows, 2).cache();
    data.count();
    return data;
  }

  /** Prints what the sum of vectors costs: by a job that brings them to the driver, in a ring. */
  private static void steps(JavaSparkContext context) {
    for (int parts = 1; parts <= 2; parts++) {
      List<Integer> one = new ArrayList<>(List.of(1, 2).subList(0, parts));
      try (DistributedRows<Integer> rows = DistributedRows.of(context.parallelize(one, parts))) {
        for (int n = 1_000; n <= 10_000_000; n *= 10) {
          int repeats = n > 1_000_000 ? 5 : 20;
          double[] jobs = new double[repeats];
          double[] vector = new double[n];
          for (int i = -3; i < repeats; i++) {
            long begun = System.nanoTime();
            rows.sum((_, at) -> at[0].clone(), vector);
            if (i >= 0) {
              jobs[i] = (System.nanoTime() - begun) * 1e-6;
            }
          }
          int length = n;
          double[] ring =
              (double[]) rows.together((group, _) -> sums(group, length, repeats)).get(0);
          print(
              "%d executors, %,d parameters: job %s ms, ring %s ms",
              parts, n, fast(jobs), fast(ring));
        }
      }
    }
  }

  private static double[] sums(Group group, int length, int repeats) throws IOException {
    double[] times = new double[repeats];
    double[] vector = new double[length];
    for (int i = -3; i < repeats; i++) {
      long begun = System.nanoTime();
      group.sum(vector);
      if (i >= 0) {
        times[i] = (System.nanoTime() - begun) * 1e-6;
      }
    }
    return times;
  }

  private static String fast(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return String.format(Locale.ROOT, "%.2f (%.2f)", sorted[sorted.length / 2], sorted[0]);
  }

  private static MlpClassifier estimator(String strategy) {
    return new MlpClassifier()
        .setHiddenLayers(LAYERS[1])
        .setScaling("none")
        .setPrecision(32)
        .setSeed(1)
        .setStrategy(strategy);
  }

  /**
   * Prints how long an epoch of 784-1024-1024-10 takes on one executor and on two, by steps of the
   * same size in all.
   */
  private static void scaling(Dataset<Row> train) {
    for (String strategy : List.of("ALL_REDUCE", "AVERAGE_EVERY(10)", "AGGREGATE")) {
      boolean apart = strategy.startsWith("AVERAGE");
      double[] fastest = new double[2];
      for (int parts = 1; parts <= 2; parts++) {
        MlpClassifier fit =
            estimator(strategy)
                .setHiddenLayers(1024, 1024)
                .setEpochs(4)
                .setPartitions(parts)
                .setBatchSize(apart ? BATCH / parts : BATCH);
        fastest[parts - 1] =
            fit.fit(train).history().epochs().stream()
                .mapToDouble(Epoch::seconds)
                .min()
                .orElseThrow();
      }
      print(
          "%s, 8,192 rows, batch %d: epoch %.3f s on one executor, %.3f s on two: %.2f times",
          strategy, BATCH, fastest[0], fastest[1], fastest[0] / fastest[1]);
    }
  }

  /** Ends a fit once its loss is low enough. */
  private static final class Reached extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int epoch;

    Reached(int epoch) {
      this.epoch = epoch;
    }
  }

  private static void toLoss(Dataset<Row> train, Dataset<Row> test, int iterations) {
    long begun = System.nanoTime();
    var spark =
        new MultilayerPerceptronClassifier()
            .setLayers(LAYERS)
            .setMaxIter(iterations)
            .setTol(1e-12)
            .setSeed(1)
            .fit(train);
    double seconds = (System.nanoTime() - begun) * 1e-9;
    double loss = figure("logLoss", spark.transform(train));
    print(
        "Spark's, l-bfgs, %d iterations: %.1f s, loss %.4f, accuracy %.4f",
        iterations, seconds, loss, figure("accuracy", spark.transform(test)));
    race("lbfgs AGGREGATE", e -> e.setOptimizer("lbfgs"), "AGGREGATE", loss, train, test);
    race("lbfgs ALL_REDUCE", e -> e.setOptimizer("lbfgs"), "ALL_REDUCE", loss, train, test);
    race("adam AVERAGE_EVERY(10)", e -> e, "AVERAGE_EVERY(10)", loss, train, test);
    race("adam ALL_REDUCE", e -> e, "ALL_REDUCE", loss, train, test);
  }

  /** Finds the epochs to a loss, and prints the time of a fit of as many, and its accuracy. */
  private static void race(
      String name,
      Function<MlpClassifier, MlpClassifier> settings,
      String strategy,
      double loss,
      Dataset<Row> train,
      Dataset<Row> test) {
    MlpClassifier fit =
        settings.apply(
            estimator(strategy)
                .setActivation("sigmoid")
                .setSchedule("constant")
                .setPartitions(2)
                .setBatchSize(64));
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void epochEnded(Epoch epoch) {
            if (epoch.train().loss() <= loss) {
              throw new Reached(epoch.number());
            }
          }
        };
    int epochs = 60;
    try {
      fit.copy(org.apache.spark.ml.param.ParamMap.empty())
          .setEpochs(epochs)
          .addListener(stop)
          .fit(train);
    } catch (Reached reached) {
      epochs = reached.epoch;
    }
    long begun = System.nanoTime(); // a group tells of several epochs at a time
    MlpClassificationModel model = fit.setEpochs(epochs).fit(train);
    double seconds = (System.nanoTime() - begun) * 1e-9;
    print(
        "  %s, %d epochs: %.1f s, loss %.4f, accuracy %.4f",
        name,
        epochs,
        seconds,
        figure("logLoss", model.transform(train)),
        figure("accuracy", model.transform(test)));
  }

  private static double figure(String name, Dataset<Row> told) {
    return new MulticlassClassificationEvaluator().setMetricName(name).evaluate(told);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void print(String text, Object... values) {
    System.out.println(String.format(Locale.ROOT, text, values));
  }
}
