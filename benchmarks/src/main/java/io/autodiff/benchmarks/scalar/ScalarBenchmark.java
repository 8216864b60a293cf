package io.autodiff.benchmarks.scalar;

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

/** Functions of single numbers: plain Java, derived by hand, recorded, traversed. */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ScalarBenchmark extends MicroBenchmark {

  /** Which function. */
  @Param({"SPEELPENNING", "ROSENBROCK", "ASIAN"})
  public Micro function;

  private double[] point;
  private Tape tape;
  private Scalar[] x;
  private Tape.Mark inputs;
  private Scalar recorded;
  private IdealTape ideal;

  /** The length of the record, which turns times into times an operation. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Operations {
    /** How many were recorded. */
    public int operations;
  }

  /** Opens a tape with one record of the function. */
  @Setup(Level.Iteration)
  public void open() {
    point = function.point();
    tape = new Tape();
    x = tape.variables(point);
    inputs = tape.mark();
    recorded = function.value(x);
    ideal = new IdealTape(tape.size() + 1);
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

  /** The gradient in plain Java, derived by hand. */
  @Benchmark
  public double[] byHand() {
    return function.gradientByHand(point);
  }

  /** Records on a tape that is rewound each time. */
  @Benchmark
  public Scalar record(Operations counter) {
    tape.rewind(inputs);
    recorded = function.value(x);
    counter.operations = tape.size() - x.length;
    return recorded;
  }

  /** Traverses one record again and again. */
  @Benchmark
  public Gradients reverse(Operations counter) {
    counter.operations = tape.size() - x.length;
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

  /** Records, inputs included, and traverses as fast as arrays and numbers of nodes allow. */
  @Benchmark
  public double[] idealTape() {
    return ideal.gradient(function, point);
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
