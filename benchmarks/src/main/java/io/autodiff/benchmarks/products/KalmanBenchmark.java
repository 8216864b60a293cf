package io.autodiff.benchmarks.products;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * The likelihood of a Kalman filter of two numbers with its derivatives by the motion's matrix and
 * noise, over 50 measurements: products, systems and inverses of 2x2 matrices. The figures are per
 * operation.
 */
public class KalmanBenchmark extends MicroBenchmark {
  private static final int STEPS = 50;
  private static final int OPERATIONS = 24;

  private final Tensor motion = Tensor.of(new double[][] {{1, 0.1}, {-0.1, 0.95}});
  private final Tensor noise = Tensor.eye(2).mul(0.1);
  private final Tensor seen = Tensor.eye(2);
  private final Tensor error = Tensor.eye(2).mul(0.5);
  private final Tensor[] measurements = new Tensor[STEPS];
  private final Tape tape = new Tape();
  private final Tape.Mark start = tape.mark();

  /** Draws the measurements. */
  public KalmanBenchmark() {
    Random random = new Random(1);
    Arrays.setAll(measurements, i -> Tensor.randn(random, 2, 1));
  }

  private Scalar likelihood(Tensor f, Tensor q) {
    Tensor x = Tensor.zeros(2, 1);
    Tensor p = Tensor.eye(2);
    Scalar sum = Scalar.of(0);
    for (Tensor z : measurements) {
      x = f.matmul(x);
      p = f.matmul(p).matmul(f.transpose()).add(q);
      Tensor s = seen.matmul(p).matmul(seen.transpose()).add(error);
      Tensor gain = p.matmul(seen.transpose()).matmul(s.inverse());
      Tensor y = z.sub(seen.matmul(x));
      sum = sum.add(y.transpose().matmul(s.solve(y)).sum());
      x = x.add(gain.matmul(y));
      p = p.sub(gain.matmul(seen).matmul(p));
    }
    return sum;
  }

  /** Records on a tape that is rewound each time, and traverses. */
  @Benchmark
  @OperationsPerInvocation(STEPS * OPERATIONS)
  public Tensor recordAndReverse() {
    tape.rewind(start);
    Tensor f = tape.variable(motion);
    return tape.gradients(likelihood(f, tape.variable(noise))).of(f);
  }

  /** Records on a new tape, and traverses. */
  @Benchmark
  @OperationsPerInvocation(STEPS * OPERATIONS)
  public Tensor freshTape() {
    try (Tape fresh = new Tape()) {
      Tensor f = fresh.variable(motion);
      return fresh.gradients(likelihood(f, fresh.variable(noise))).of(f);
    }
  }
}
