package io.autodiff.benchmarks.gradbench;

import io.autodiff.benchmarks.MicroBenchmark;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** ADBench's mixture of Gaussians in 10 dimensions, 1000 points: tensors against plain Java. */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MixtureBenchmark extends MicroBenchmark {

  /** The number of components. */
  @Param({"5", "25"})
  public int components;

  private GaussianMixture.Input input;
  private GaussianMixture problem;

  /** Draws the points. */
  @Setup
  public void open() {
    input = SampleInputs.mixture(10, components);
    problem = new GaussianMixture(input);
  }

  /** The value in plain Java. */
  @Benchmark
  public double primal() {
    return PlainMixture.logPosterior(input);
  }

  /** The value in tensors, nothing recorded. */
  @Benchmark
  public double objective() {
    return problem.objective();
  }

  /** The gradient in tensors: record and reverse on a new tape. */
  @Benchmark
  public Object jacobian() {
    return problem.jacobian();
  }
}
