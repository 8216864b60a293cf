package io.autodiff.benchmarks.products;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.benchmarks.mlp.BareBlas;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A product of square matrices, and OpenBLAS called for the same, each into a new array.
 *
 * <p>The library works on one thread: give the engine one, too ({@code -Dautodiff.threads=1}). What
 * computes without it is measured with {@code -Dautodiff.natives=off}, plain Java with {@code
 * -Dautodiff.vector=off} besides.
 */
public class MatMulBenchmark extends MicroBenchmark {

  /** The number of rows and columns. */
  @Param({"64", "128", "256", "512", "1024"})
  public int size;

  /** The type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT64;

  private Tensor left = Tensor.zeros(0);
  private Tensor right = left;

  /** Draws the matrices. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    left = Tensor.randn(random, size, size).to(dtype);
    right = Tensor.randn(random, size, size).to(dtype);
  }

  /** Multiplies tensors. */
  @Benchmark
  public Tensor product() {
    return left.matmul(right);
  }

  /** Calls the library. */
  @Benchmark
  public Object bare() {
    int n = size;
    if (dtype == DType.FLOAT32) {
      float[] out = new float[n * n];
      float[] a = (float[]) left.array();
      float[] b = (float[]) right.array();
      BareBlas.multiply(a, 0, n, false, b, n, false, out, 0, n, n, n);
      return out;
    }
    double[] out = new double[n * n];
    double[] a = (double[]) left.array();
    double[] b = (double[]) right.array();
    BareBlas.multiply(a, 0, n, false, b, n, false, out, 0, n, n, n);
    return out;
  }
}
