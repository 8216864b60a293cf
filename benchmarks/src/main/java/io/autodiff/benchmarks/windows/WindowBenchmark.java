package io.autodiff.benchmarks.windows;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The windows of 3x3 elements of a matrix, and a loop that copies them, each into a new array. The
 * loop runs on one thread: give the engine one, too ({@code -Dautodiff.threads=1}).
 */
public class WindowBenchmark extends MicroBenchmark {
  private static final int SIZE = 3;

  /** The rows and columns of the matrix. */
  @Param({"100", "1000"})
  public int elements = 100;

  /** The type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT64;

  private Tensor matrix = Tensor.zeros(0);

  /** Draws the matrix. */
  @Setup
  public void draw() {
    matrix = Tensor.randn(new Random(1), elements, elements).to(dtype);
  }

  /** Copies by the library. */
  @Benchmark
  public Tensor windows() {
    return matrix.windows(new int[] {SIZE, SIZE}, new int[] {1, 1}, new int[] {1, 1});
  }

  /** Copies by a loop. */
  @Benchmark
  public Object plain() {
    return dtype == DType.FLOAT32
        ? copy((float[]) matrix.array())
        : copy((double[]) matrix.array());
  }

  private double[] copy(double[] x) {
    int windows = elements - SIZE + 1;
    double[] out = new double[windows * windows * SIZE * SIZE];
    int next = 0;
    for (int row = 0; row < windows; row++) {
      for (int column = 0; column < windows; column++) {
        for (int i = 0; i < SIZE; i++) {
          for (int j = 0; j < SIZE; j++) {
            out[next++] = x[(row + i) * elements + column + j];
          }
        }
      }
    }
    return out;
  }

  private float[] copy(float[] x) {
    int windows = elements - SIZE + 1;
    float[] out = new float[windows * windows * SIZE * SIZE];
    int next = 0;
    for (int row = 0; row < windows; row++) {
      for (int column = 0; column < windows; column++) {
        for (int i = 0; i < SIZE; i++) {
          for (int j = 0; j < SIZE; j++) {
            out[next++] = x[(row + i) * elements + column + j];
          }
        }
      }
    }
    return out;
  }
}
