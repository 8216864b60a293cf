package io.autodiff.benchmarks.products;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Systems, factorisations and decompositions of float64 matrices, and the same routine of
 * OpenBLAS's LAPACK called bare; the logarithm of a determinant with and without its gradient.
 *
 * <p>LAPACK works on one thread: give the engine one, too ({@code -Dautodiff.threads=1}).
 */
public class FactorisationBenchmark extends MicroBenchmark {
  /** The number of rows and columns. */
  @Param({"100", "600", "1000"})
  public int size;

  /** What is computed. */
  @Param({"SOLVE", "INVERSE", "CHOLESKY", "SINGULAR", "EIGEN"})
  public BareLapack.Routine routine = BareLapack.Routine.SOLVE;

  private Tensor matrix = Tensor.zeros(0);
  private Tensor right = matrix;
  private BareLapack lapack = new BareLapack(1, 1);

  /** Draws a matrix that is symmetric and positive definite. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    Tensor x = Tensor.randn(random, size, size);
    matrix = x.matmul(x.transpose()).div(size).add(Tensor.eye(size));
    right = Tensor.randn(random, size, 1);
    lapack = new BareLapack(size, matrix.values());
  }

  /** Calls the library. */
  @Benchmark
  public int bare() throws Throwable {
    return lapack.call(routine);
  }

  /** Computes with tensors. */
  @Benchmark
  public Object tensors() {
    return switch (routine) {
      case SOLVE -> matrix.solve(right);
      case INVERSE -> matrix.inverse();
      case CHOLESKY -> matrix.cholesky();
      case SINGULAR -> matrix.svd();
      case EIGEN -> matrix.eigh();
    };
  }

  /** Computes with tensors on a tape, and a derivative by the matrix. */
  @Benchmark
  public Tensor gradient() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(matrix);
      Scalar result =
          switch (routine) {
            case SOLVE -> a.solve(right).square().sum();
            case INVERSE -> a.inverse().square().sum();
            case CHOLESKY -> a.cholesky().diagonal().log().sum();
            case SINGULAR -> a.singularValues().log().sum();
            case EIGEN -> a.eigh().values().log().sum();
          };
      return tape.gradients(result).of(a);
    }
  }
}
