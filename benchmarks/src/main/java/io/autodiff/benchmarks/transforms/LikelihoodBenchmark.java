package io.autodiff.benchmarks.transforms;

import io.autodiff.Autodiff;
import io.autodiff.LogDensities;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.benchmarks.MicroBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Gradient and Hessian of the likelihood of a Gaussian process of 300 points by its three
 * hyperparameters.
 */
public class LikelihoodBenchmark extends MicroBenchmark {
  private static final int POINTS = 300;

  private final Tensor x = Tensor.linspace(0, 5, POINTS);
  private final Tensor y = x.mul(2).sin().add(Tensor.randn(new Random(1), POINTS).mul(0.1));
  private final Tensor logs = Tensor.of(1, 1, 0.1).log();

  private Scalar likelihood(Tensor at) {
    Scalar[] h = at.exp().scalars();
    Tensor distances = x.unsqueeze(1).sub(x);
    Tensor signal = distances.div(h[0]).square().div(-2).exp().mul(h[1].square());
    Tensor noise = Tensor.eye(POINTS).mul(h[2].square());
    return LogDensities.multivariateNormal(y, y.zerosLike(), signal.add(noise)).scalar();
  }

  /** The gradient. */
  @Benchmark
  public Tensor gradient() {
    return Autodiff.gradient(this::likelihood, logs);
  }

  /** The Hessian. */
  @Benchmark
  public double[][] hessian() {
    return Autodiff.hessian(this::likelihood, logs);
  }
}
