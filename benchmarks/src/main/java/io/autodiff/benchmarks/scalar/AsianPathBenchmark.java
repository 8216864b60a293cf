package io.autodiff.benchmarks.scalar;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** The gradient of the Asian option with a tape that is rewound after each path. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AsianPathBenchmark extends MicroBenchmark {
  private final double[] point = Micro.ASIAN.point();

  /** Sums the paths' gradients. */
  @Benchmark
  public double[] tapeOfAPath() {
    double[] gradient = new double[point.length];
    try (Tape tape = new Tape()) {
      Scalar[] x = tape.variables(point);
      Scalar drift = x[2].square().mul(-0.5).add(x[1]).mul(0.02);
      Scalar wide = x[2].mul(Math.sqrt(0.02));
      Scalar discount = x[1].neg().exp().div(Micro.PATHS);
      Tape.Mark start = tape.mark();
      for (int path = 0; path < Micro.PATHS; path++) {
        tape.rewind(start);
        Scalar payoff = Micro.payoff(x[0], drift, wide, path).mul(discount);
        double[] slopes = tape.gradients(payoff).of(x);
        for (int i = 0; i < slopes.length; i++) {
          gradient[i] += slopes[i];
        }
      }
    }
    return gradient;
  }
}
