package io.autodiff.benchmarks.transforms;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What a tape costs that stops at the first NaN or infinity, beside one that does not. */
public class NonFiniteBenchmark extends MicroBenchmark {
  private static final int VARIABLES = 100;
  private static final int ROWS = 64;

  /** Whether the tape stops. */
  @Param({"false", "true"})
  public boolean stops;

  private final double[] point = new double[VARIABLES];
  private final Tensor data = Tensor.randn(new Random(1), ROWS, ROWS);
  private final Tensor weight = Tensor.randn(new Random(2), ROWS, ROWS);
  private Tape tape = new Tape();
  private Tape.Mark empty = tape.mark();

  /** Opens the tape. */
  @Setup
  public void open() {
    Arrays.setAll(point, i -> 0.9 + 0.3 * Math.sin(0.11 * i + 0.5));
    tape = stops ? new Tape().stopAtNonFinite() : new Tape();
    empty = tape.mark();
  }

  /** Closes the tape. */
  @TearDown
  public void close() {
    tape.close();
  }

  /** Rosenbrock's function of 100 scalars and its gradient. */
  @Benchmark
  public Gradients scalars() {
    tape.rewind(empty);
    Scalar[] x = new Scalar[VARIABLES];
    Arrays.setAll(x, i -> tape.variable(point[i]));
    Scalar sum = Scalar.of(0);
    for (int i = 0; i + 1 < x.length; i++) {
      Scalar bend = x[i + 1].sub(x[i].square()).square().mul(100);
      sum = sum.add(bend).add(x[i].sub(1).square());
    }
    return tape.gradients(sum);
  }

  /** A layer of 64 units on 64 rows, its loss and the gradient. */
  @Benchmark
  public Gradients tensors() {
    tape.rewind(empty);
    Tensor w = tape.variable(weight);
    return tape.gradients(data.matmul(w).tanh().square().mean());
  }
}
