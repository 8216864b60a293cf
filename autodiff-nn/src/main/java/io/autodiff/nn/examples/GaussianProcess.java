package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.LogDensities;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The likelihood of a Gaussian process, {@code y ~ N(0, σ² exp(-|x - x'|² / 2 l²) + s² 1)}, with
 * gradient and Hessian by {@code log l}, {@code log σ} and {@code log s}, climbed by Newton's
 * method (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, 5.4.1).
 */
public final class GaussianProcess {
  private GaussianProcess() {}

  /** Measurements of a curve, {@code (n)} each. */
  record Points(Tensor x, Tensor y) {
    static Points draw(int n) {
      Tensor x = Tensor.linspace(0, 5, n);
      return new Points(x, x.mul(2).sin().add(Tensor.randn(new SplittableRandom(1), n).mul(0.1)));
    }
  }

  /** Prints the hyperparameters on the way to the maximum, and their standard errors. */
  public static void main(String[] arguments) {
    Points points = Points.draw(40);
    Tensor logs = Tensor.of(1, 1, 0.1).log();
    for (int i = 0; i < 8; i++) {
      String h = Arrays.toString(logs.exp().values());
      System.out.println(logLikelihood(logs, points).value() + " at " + h);
      logs = improved(logs, points);
    }
    Tensor information = Tensor.of(Autodiff.hessian(h -> logLikelihood(h, points), logs)).neg();
    double[] errors = information.inverse().diagonal().sqrt().values();
    System.out.println("standard errors of the logarithms " + Arrays.toString(errors));
  }

  /** Returns the logarithm of the likelihood at {@code (log l, log σ, log s)}. */
  static Scalar logLikelihood(Tensor logs, Points p) {
    Scalar[] h = logs.exp().scalars();
    Tensor distances = p.x().unsqueeze(1).sub(p.x());
    Tensor signal = distances.div(h[0]).square().div(-2).exp().mul(h[1].square());
    Tensor noise = Tensor.eye(p.x().size()).mul(h[2].square());
    return LogDensities.multivariateNormal(p.y(), p.y().zerosLike(), signal.add(noise)).scalar();
  }

  /** Returns the hyperparameters after a step of Newton's method. */
  static Tensor improved(Tensor logs, Points p) {
    Tensor gradient = Autodiff.gradient(h -> logLikelihood(h, p), logs);
    Tensor hessian = Tensor.of(Autodiff.hessian(h -> logLikelihood(h, p), logs));
    return logs.sub(hessian.solve(gradient.unsqueeze(1)).flatten());
  }
}
