package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Tensor;
import io.autodiff.nn.Mlp;
import io.autodiff.nn.train.TrainingListener;
import io.autodiff.optimize.PartitionedRows;
import io.autodiff.optimize.RowFunction;
import io.autodiff.optimize.SumObjective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors in processes of their own, which tests end. */
class ClusterTest {
  private static SparkSession spark;
  private static JavaSparkContext context;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars")); // as Spark demands
    spark =
        LocalSpark.builder("local-cluster[2,1,1024]")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .getOrCreate();
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Returns the processes of the executors. */
  private static Set<Long> executors() {
    return new TreeSet<>(
        context
            .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
            .map(_ -> ProcessHandle.current().pid())
            .collect());
  }

  private static double[] weights(MlpClassificationModel model) {
    return model.trainedModel().network().state().values().stream()
        .map(Tensor::values)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  @Test
  void lostExecutorInMidEpochDoesNotChangeABit() {
    assertFalse(executors().contains(ProcessHandle.current().pid()));
    Dataset<Row> data = Rows.dataset(spark, Rows.points(200), 3);
    for (String strategy : List.of("AVERAGE_EVERY(2)", "AGGREGATE")) {
      MlpClassifier fit =
          new MlpClassifier()
              .setHiddenLayers(6)
              .setEpochs(3)
              .setBatchSize(20)
              .setPartitions(3)
              .setStrategy(strategy);
      double[] expected = weights(fit.fit(data));
      long victim = executors().iterator().next();
      TrainingListener killer =
          new TrainingListener() {
            @Override
            public void stepped(int epoch, long examples, double loss) {
              if (epoch == 2 && examples < 200) {
                ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
              }
            }
          };
      double[] found = weights(fit.copy(ParamMap.empty()).addListener(killer).fit(data));
      assertFalse(ProcessHandle.of(victim).map(ProcessHandle::isAlive).orElse(false));
      assertArrayEquals(expected, found, 0, strategy);
    }
  }

  @Test
  void taskThatEndsItsProcessIsDoneAgain(@TempDir Path folder) throws IOException {
    List<double[]> rows = List.of(new double[] {1}, new double[] {2}, new double[] {3});
    String deadly = Files.createFile(folder.resolve("deadly")).toString();
    long driver = ProcessHandle.current().pid();
    RowFunction<double[]> term =
        (p, row) -> {
          endOnce(deadly, row[0] == 2 && ProcessHandle.current().pid() != driver);
          return p.mul(row[0]).square().sum();
        };
    double[] expected = new double[2];
    double[] x = {0.5, -1};
    try (var sum = DistributedObjective.of(context.parallelize(rows, 3), term)) {
      double[] found = new double[2];
      double value = sum.valueAndGradient(x, found);
      assertFalse(Files.exists(Path.of(deadly)), "no process ended");
      assertEquals(
          SumObjective.of(PartitionedRows.of(rows, 3), term).valueAndGradient(x, expected), value);
      assertArrayEquals(expected, found, 0);
    }
  }

  private static void endOnce(String file, boolean here) {
    try {
      if (here && Files.deleteIfExists(Path.of(file))) {
        Runtime.getRuntime().halt(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A member whose process ends, once, before a sum. */
  private record Deadly(Group group, String file, int[] left) implements Group {
    @Override
    public int rank() {
      return group.rank();
    }

    @Override
    public int size() {
      return group.size();
    }

    @Override
    public double[] sum(double[] own) throws IOException {
      endOnce(file, rank() == 1 && --left[0] == 0);
      return group.sum(own);
    }
  }

  @Test
  void lostMemberOfAGroupInMidEpochDoesNotChangeABit(@TempDir Path folder) throws IOException {
    Recipe recipe = TrainingTest.recipe("adam", 64, 6, 4); // 15 steps an epoch
    List<Block> blocks = TrainingTest.blocks(2, false, recipe);
    String deadly = Files.createFile(folder.resolve("deadly")).toString();
    Strategy strategy = Strategy.of(Strategy.ALL_REDUCE, false);
    try (DistributedRows<Block> rows = DistributedRows.of(context.parallelize(blocks, 2))) {
      Training.Parts parts = TrainingTest.parts(rows, blocks);
      GroupTraining group =
          new GroupTraining(rows, recipe, strategy, parts.checksums(), parts.train(), 0, 1);
      Mlp network = recipe.network();
      new Training(recipe, strategy, parts, network, List.of(), null)
          .by(
              (state, upTo) -> {
                Together.Body<Block> task = group.task(state, upTo);
                return GroupTraining.after(
                    rows.together(
                        (members, own) ->
                            task.run(new Deadly(members, deadly, new int[] {22}), own)));
              })
          .run();
      assertFalse(Files.exists(Path.of(deadly)), "no process ended");
      assertArrayEquals(
          TrainingTest.trained(recipe, "AGGREGATE", 2), TrainingTest.weights(network), 0);
    }
  }

  @Test
  void executorsComputeWithTheVectorApi() {
    List<Boolean> vector =
        context
            .parallelize(List.of(1, 2), 2)
            .map(_ -> io.autodiff.Engine.standard().usesVector())
            .collect();
    assertEquals(List.of(true, true), vector);
    assertTrue(executors().size() <= 2);
  }
}
