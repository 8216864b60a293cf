package io.autodiff.benchmarks.growth;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A chain of scalar operations, recorded on a rewound tape and traversed, as it grows. */
@NullUnmarked // JMH sets the fields
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TapeGrowthBenchmark extends MicroBenchmark {

  /** The number of operations. */
  @Param({"1000", "10000", "100000", "1000000", "10000000"})
  public int operations;

  private Tape tape;
  private Scalar x;
  private Scalar y;
  private Tape.Mark inputs;

  /** Opens a tape with two variables. */
  @Setup
  public void open() {
    tape = new Tape();
    x = tape.variable(0.5);
    y = tape.variable(0.25);
    inputs = tape.mark();
  }

  /** Closes the tape. */
  @TearDown
  public void close() {
    tape.close();
  }

  /** Records and traverses. */
  @Benchmark
  public Gradients recordAndReverse() {
    tape.rewind(inputs);
    Scalar z = x;
    for (int i = 0; i < operations; i += 2) {
      z = z.mul(y).add(x);
    }
    return tape.gradients(z);
  }
}
