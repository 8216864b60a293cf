package io.autodiff.benchmarks.elementwise;

import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/** Sums along a million numbers, and the diagonal of them as a matrix. */
public class ScanBenchmark extends MicroBenchmark {
  private static final int SIZE = 1000;

  private final Tensor line = Tensor.randn(new Random(1), SIZE * SIZE);
  private final Tensor matrix = line.reshape(SIZE, SIZE);

  /** The sums of all numbers up to each. */
  @Benchmark
  public Tensor cumSum() {
    return line.cumSum(0);
  }

  /** The logarithms of the sums of exponentials up to each. */
  @Benchmark
  public Tensor logCumSumExp() {
    return line.logCumSumExp(0);
  }

  /** The diagonal. */
  @Benchmark
  public Tensor diagonal() {
    return matrix.diagonal();
  }

  /** The sum of the diagonal. */
  @Benchmark
  public Tensor trace() {
    return matrix.trace();
  }
}
