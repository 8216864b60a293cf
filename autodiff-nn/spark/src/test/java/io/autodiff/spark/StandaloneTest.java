package io.autodiff.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.autodiff.optimize.PartitionedRows;
import io.autodiff.optimize.RowFunction;
import io.autodiff.optimize.SumObjective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone master and two workers, each in a process of its own and the workers on hosts of
 * their own: 127.0.0.1 and 127.0.0.2, both of which are this machine under Linux.
 */
class StandaloneTest {
  private static final String[] HOSTS = {"127.0.0.1", "127.0.0.2"};

  /** After so many hundredths of a second a lagging task gives up. */
  private static final int LAGS = 6000;

  @TempDir private static Path folder;

  private static final List<Process> processes = new ArrayList<>();
  private static SparkSession spark;
  private static JavaSparkContext context;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(hasBothHosts());
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars")); // as Spark demands
    String port = String.valueOf(freePort());
    String master = "spark://" + HOSTS[0] + ":" + port;
    run(HOSTS[0], "org.apache.spark.deploy.master.Master", "--port", port);
    for (String host : HOSTS) {
      String work = folder.resolve(host).toString();
      run(
          host,
          "org.apache.spark.deploy.worker.Worker",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          work,
          master);
    }
    spark =
        LocalSpark.builder(master)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.cores.max", "2")
            .config("spark.scheduler.minRegisteredResourcesRatio", "1")
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "2min")
            .config("spark.speculation", "true")
            .config("spark.speculation.interval", "100ms")
            .config("spark.speculation.minTaskRuntime", "100ms")
            .config("spark.speculation.quantile", "0.5")
            .getOrCreate();
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  private static boolean hasBothHosts() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOSTS[1]))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOSTS[0]))) {
      return socket.getLocalPort();
    }
  }

  /** Starts a main class of Spark as its scripts do. */
  private static void run(String host, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of("--host", host, "--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", host);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(host + "-" + main + ".log").toFile());
    processes.add(builder.start());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (spark != null) {
      spark.stop();
    }
    for (Process process : processes) {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void groupMeetsOnTheExecutorsHosts() {
    Dataset<Row> data = Rows.dataset(spark, Rows.points(200), 3);
    MlpClassifier fit = new MlpClassifier().setHiddenLayers(6).setEpochs(2).setPartitions(2);
    double[] expected = weights(fit.setStrategy("AGGREGATE").fit(data));
    assertArrayEquals(expected, weights(fit.setStrategy("ALL_REDUCE").fit(data)), 0);
    Set<String> hosts =
        new TreeSet<>(
            context
                .parallelize(List.of(0, 1, 2, 3), 4)
                .map(_ -> SparkEnv.get().blockManager().blockManagerId().host())
                .collect());
    assertEquals(Set.of(HOSTS), hosts);
  }

  private static double[] weights(MlpClassificationModel model) {
    return TrainingTest.weights(model.trainedModel().network());
  }

  /** The first attempt at one task waits until speculation has begun a second one. */
  @Test
  void slowTaskIsDoneTwiceAndCountsOnce() throws IOException {
    List<double[]> rows = List.of(new double[] {1}, new double[] {2}, new double[] {3});
    String second = folder.resolve("second").toString();
    RowFunction<double[]> plain = (p, row) -> p.mul(row[0]).exp().sum();
    RowFunction<double[]> lagging =
        (p, row) -> {
          lag(second, row[0] == 3);
          return p.mul(row[0]).exp().sum();
        };
    double[] x = {0.5, -1};
    double[] expected = new double[2];
    double[] found = new double[2];
    double value =
        SumObjective.of(PartitionedRows.of(rows, 3), plain).valueAndGradient(x, expected);
    try (var sum = DistributedObjective.of(context.parallelize(rows, 3), lagging)) {
      assertEquals(value, sum.valueAndGradient(x, found));
    }
    assertTrue(Files.exists(Path.of(second)), "no second attempt");
    assertArrayEquals(expected, found, 0);
  }

  private static void lag(String second, boolean here) {
    TaskContext task = TaskContext.get();
    if (!here || task == null) {
      return;
    }
    try {
      if (task.attemptNumber() > 0) {
        Files.writeString(Path.of(second), "begun");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < LAGS && !Files.exists(Path.of(second)); i++) {
      LockSupport.parkNanos(10_000_000);
    }
  }
}
