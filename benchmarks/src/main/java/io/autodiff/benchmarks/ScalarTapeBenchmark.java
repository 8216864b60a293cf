package io.autodiff.benchmarks;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A recorded scalar operation: the time and, under {@code -prof gc}, the bytes to record it and to
 * traverse it in reverse. The function is Rosenbrock's in 1000 variables; the figures are per
 * operation.
 */
public class ScalarTapeBenchmark extends MicroBenchmark {
  private static final int VARIABLES = 1000;
  private static final int OPERATIONS = 8 * (VARIABLES - 1);

  private final double[] start = new double[VARIABLES];
  private Tape tape = new Tape();
  private Scalar[] x = {};
  private Scalar y = Scalar.of(0);
  private Tape.Mark inputs = tape.mark();

  /** Opens a tape with the variables and one record of the function. */
  @Setup(Level.Iteration)
  public void open() {
    for (int i = 0; i < VARIABLES; i++) {
      start[i] = 0.9 + 0.3 * Math.sin(0.11 * i + 0.5);
    }
    tape = new Tape();
    x = tape.variables(start);
    inputs = tape.mark();
    y = rosenbrock(x);
    if (tape.size() - VARIABLES != OPERATIONS) {
      throw new IllegalStateException(tape.size() - VARIABLES + " operations recorded");
    }
  }

  /** Closes the tape. */
  @TearDown(Level.Iteration)
  public void close() {
    tape.close();
  }

  private static Scalar rosenbrock(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int i = 0; i + 1 < x.length; i++) {
      Scalar bend = x[i + 1].sub(x[i].square()).square().mul(100);
      sum = sum.add(bend).add(x[i].sub(1).square());
    }
    return sum;
  }

  /** Records the function on a tape that is rewound each time. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Scalar record() {
    tape.rewind(inputs);
    y = rosenbrock(x);
    return y;
  }

  /** Traverses one record again and again. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Gradients reverse() {
    return tape.gradients(y);
  }

  /** Records on a tape that is rewound each time, and traverses. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Gradients recordAndReverse() {
    tape.rewind(inputs);
    y = rosenbrock(x);
    return tape.gradients(y);
  }

  /** Records on a new tape, inputs included, and traverses: what a first gradient allocates. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double[] freshTape() {
    try (Tape fresh = new Tape()) {
      Scalar[] variables = fresh.variables(start);
      return fresh.gradients(rosenbrock(variables)).of(variables);
    }
  }
}
