package io.autodiff.benchmarks.transforms;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * The dense Jacobian of a function of 4000 numbers with 4000 results, as a single call makes it:
 * the matrix takes 128 MB.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LargeJacobianBenchmark extends MicroBenchmark {
  private static final int SIZE = 4000;

  private final Tensor point = Tensor.randn(new Random(1), SIZE);

  /** The matrix. */
  @Benchmark
  public double[][] jacobian() {
    return Autodiff.jacobian(x -> x.mul(x.sin()).add(x.cumSum(0)), point);
  }
}
