package io.autodiff.benchmarks.gradbench;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** ADBench's problems in single numbers: plain Java, recorded, traversed. */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AdBenchBenchmark extends MicroBenchmark {

  /** Which problem. */
  @Param({"GMM", "LSTM", "BA", "HAND"})
  public ScalarProblem problem;

  private ScalarProblem.Function function;
  private double[] point;
  private Tape tape;
  private Scalar[] x;
  private Tape.Mark inputs;
  private Scalar recorded;

  /** The length of the record. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Operations {
    /** How many were recorded. */
    public int operations;
  }

  /** Opens a tape with one record of the function. */
  @Setup(Level.Iteration)
  public void open() {
    function = problem.make();
    point = function.point();
    tape = new Tape();
    x = tape.variables(point);
    inputs = tape.mark();
    recorded = function.value(x);
  }

  /** Closes the tape. */
  @TearDown(Level.Iteration)
  public void close() {
    tape.close();
  }

  /** The value in plain Java. */
  @Benchmark
  public double primal() {
    return function.value(point);
  }

  /** Records on a tape that is rewound each time. */
  @Benchmark
  public Scalar record() {
    tape.rewind(inputs);
    recorded = function.value(x);
    return recorded;
  }

  /** Traverses one record again and again. */
  @Benchmark
  public Gradients reverse() {
    return tape.gradients(recorded);
  }

  /** Records on a tape that is rewound each time, and traverses. */
  @Benchmark
  public Gradients recordAndReverse(Operations counter) {
    tape.rewind(inputs);
    recorded = function.value(x);
    counter.operations = tape.size() - x.length;
    return tape.gradients(recorded);
  }

  /** Records on a new tape, inputs included, and traverses. */
  @Benchmark
  public double[] freshTape() {
    try (Tape fresh = new Tape()) {
      Scalar[] variables = fresh.variables(point);
      return fresh.gradients(function.value(variables)).of(variables);
    }
  }
}
