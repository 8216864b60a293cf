package io.autodiff.benchmarks;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the tape costs beside the numbers: an elementwise operation on a small tensor, recorded and
 * traversed in reverse. The figures are per operation.
 */
public class TapeOverheadBenchmark extends MicroBenchmark {
  private static final int OPERATIONS = 100;

  /** The number of elements. */
  @Param({"1", "16"})
  public int elements;

  private Tape tape = new Tape();
  private Tensor x = Tensor.zeros(0);
  private Tensor w = Tensor.zeros(0);
  private Tape.Mark inputs = tape.mark();

  /** Opens a tape with two variables. */
  @Setup
  public void open() {
    tape = new Tape();
    x = tape.variable(Tensor.full(0.5, elements));
    w = tape.variable(Tensor.full(1.01, elements));
    inputs = tape.mark();
  }

  /** Closes the tape. */
  @TearDown
  public void close() {
    tape.close();
  }

  private Tensor chain() {
    Tensor y = x;
    for (int i = 0; i < OPERATIONS / 2; i++) {
      y = y.mul(w).add(x);
    }
    return y;
  }

  /** Records the operations on a tape that is rewound each time. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Tensor record() {
    tape.rewind(inputs);
    return chain();
  }

  /** Records and traverses. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Gradients recordAndReverse() {
    tape.rewind(inputs);
    Scalar sum = chain().sum();
    return tape.gradients(sum);
  }

  /** Computes the same numbers on constants, nothing recorded. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Tensor unrecorded() {
    Tensor a = x.detach();
    Tensor b = w.detach();
    Tensor y = a;
    for (int i = 0; i < OPERATIONS / 2; i++) {
      y = y.mul(b).add(a);
    }
    return y;
  }
}
