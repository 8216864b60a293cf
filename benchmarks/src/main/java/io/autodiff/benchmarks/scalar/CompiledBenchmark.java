package io.autodiff.benchmarks.scalar;

import io.autodiff.benchmarks.MicroBenchmark;
import io.autodiff.program.CompiledProgram;
import io.autodiff.program.Program;
import io.autodiff.program.Replay;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Value and gradient of small functions: replayed, compiled, and derived by hand. */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CompiledBenchmark extends MicroBenchmark {

  /** Which function. */
  @Param({"SPEELPENNING", "ROSENBROCK", "ASIAN"})
  public Micro function;

  private double[] point;
  private double[] gradient;
  private Program program;
  private Replay replay;
  private CompiledProgram compiled;

  /** Freezes the function. */
  @Setup
  public void open() {
    point = function.point();
    gradient = new double[point.length];
    program = Program.of(function::value, point);
    replay = program.replay();
    compiled = program.compile();
  }

  /** The gradient in plain Java, derived by hand; it leaves out the value where it can. */
  @Benchmark
  public double[] byHand() {
    return function.gradientByHand(point);
  }

  /** Value and gradient, interpreted. */
  @Benchmark
  public double replay() {
    return replay.valueAndGradient(point, gradient);
  }

  /** Value and gradient, compiled. */
  @Benchmark
  public double compiled() {
    return compiled.valueAndGradient(point, gradient);
  }

  /** The value, compiled, with what going back needs. */
  @Benchmark
  public double[] compiledValue() {
    return compiled.run(point);
  }

  /** Writing the code; classes that are known are not made again. */
  @Benchmark
  public CompiledProgram compile() {
    return program.compile();
  }
}
