package io.autodiff.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures elementwise operations and convolutions beside loops by hand and products beside calls
 * of the library, on one thread, with SIMD and the library and, but for convolutions, without. What
 * is divided by each other runs within some twenty seconds. All sizes share a process: what is
 * compiled for the first serves the others.
 */
final class KernelRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OPERATIONS =
      List.of("mul", "relu", "exp", "log", "tanh", "sin", "cbrt", "pow");

  private final Path file;
  private final ArrayNode rows = JSON.createArrayNode();

  /** Prepares a run that writes JMH's results of all processes into a file. */
  KernelRun(Path file) {
    this.file = file;
  }

  /** Runs all, for about a quarter of an hour. */
  void run() throws IOException, InterruptedException {
    jmh(3, "MatMulBenchmark", List.of("natives=on", "vector=on"));
    jmh(3, "MatMulBenchmark\\.product", List.of("natives=off", "vector=on"));
    jmh(3, "MatMulBenchmark\\.product", List.of("natives=off", "vector=off"));
    jmh(3, "(Convolution|Window)Benchmark", List.of());
    for (String operation : OPERATIONS) {
      for (String dtype : List.of("FLOAT32", "FLOAT64")) {
        String[] parameters = {"operation=" + operation, "dtype=" + dtype};
        jmh(3, "HandWrittenBenchmark\\.(plain|vector)$", List.of(), parameters);
        jmh(3, "HandWrittenBenchmark\\.(plain|vector)Backward$", List.of(), parameters);
        jmh(6, "OperationBenchmark", List.of("vector=on"), parameters);
        jmh(6, "OperationBenchmark", List.of("vector=off"), parameters);
      }
    }
  }

  /** Runs benchmarks in a new process, in which JMH itself makes none. */
  private void jmh(int warmups, String pattern, List<String> settings, String... parameters)
      throws IOException, InterruptedException {
    Path found = Files.createTempFile("kernels", ".json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-Dautodiff.threads=1"));
    settings.forEach(setting -> command.add("-Dautodiff." + setting));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.openjdk.jmh.Main", "-f", "0", "-w", "250ms"));
    command.addAll(List.of("-wi", String.valueOf(warmups)));
    command.addAll(List.of("-i", "5", "-r", "80ms", "-rf", "json", "-rff", found.toString()));
    for (String parameter : parameters) {
      command.addAll(List.of("-p", parameter));
    }
    command.add(pattern);
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(pattern + " ended with status " + status);
    }
    rows.addAll((ArrayNode) JSON.readTree(found.toFile()));
    Files.delete(found);
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), rows);
  }
}
