package io.autodiff.benchmarks.transforms;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import io.autodiff.transform.Derivative;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A frozen program against recording: Rosenbrock's function in 1000 variables; the figures are per
 * operation of the function.
 */
public class ReplayBenchmark extends MicroBenchmark {
  private static final int VARIABLES = 1000;
  private static final int OPERATIONS = 8 * (VARIABLES - 1);

  private final double[] point = new double[VARIABLES];
  private final Derivative gradient = Autodiff.gradient(ReplayBenchmark::rosenbrock);
  private final Program program;
  private final Replay replay;
  private final Replay backwards;
  private final Replay gradientProgram;

  /** Freezes the programs. */
  public ReplayBenchmark() {
    Arrays.setAll(point, i -> 0.9 + 0.3 * Math.sin(0.11 * i + 0.5));
    program = Program.of(ReplayBenchmark::rosenbrock, point);
    replay = program.replay();
    backwards = program.replay();
    backwards.run(point);
    gradientProgram = program.gradient().replay();
  }

  private static Scalar rosenbrock(Scalar[] x) {
    Scalar sum = Scalar.of(0);
    for (int i = 0; i + 1 < x.length; i++) {
      Scalar bend = x[i + 1].sub(x[i].square()).square().mul(100);
      sum = sum.add(bend).add(x[i].sub(1).square());
    }
    return sum;
  }

  /** Records and traverses in reverse. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double[] recordAndReverse() {
    return gradient.at(point);
  }

  /** Evaluates the program. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double[] run() {
    return replay.run(point);
  }

  /** Goes back through the program. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double[] reverse() {
    return backwards.reverse(1);
  }

  /** Evaluates the program of the gradient. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public double[] gradientProgram() {
    return gradientProgram.run(point);
  }

  /** Makes the program of the gradient. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public Program makeGradientProgram() {
    return program.gradient();
  }
}
