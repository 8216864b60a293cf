package io.autodiff.benchmarks.start;

import io.autodiff.benchmarks.MicroBenchmark;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the start of a new process to the loss of its first training step of network B, or to the
 * last of the first thousand gradients of a logistic regression.
 */
@NullUnmarked // JMH sets the fields
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 15)
@Fork(1)
public class FirstStepBenchmark extends MicroBenchmark {

  /** What the process does; a process that does nothing shows what Java itself takes. */
  @Param({"graph", "floor", "gradients", "nothing"})
  public String contender;

  /** Starts a process and waits for what it prints. */
  @Benchmark
  public double firstStep() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                System.getProperty("java.class.path"),
                FirstStep.class.getName(),
                contender)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException(contender + " ended with status " + process.waitFor());
      }
      return Double.parseDouble(line);
    }
  }
}
