package io.autodiff.nn.examples;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A network that solves a differential equation, {@code -u'' = π² sin πx} with {@code u(0) = u(1) =
 * 0}, whose solution is {@code sin πx}: a derivative of second order by the place within one by the
 * weights, and a fit by Levenberg and Marquardt's method. {@code u = x (1 - x) N(x)} has the right
 * boundary (Lagaris, Likas and Fotiadis, 1998).
 */
public final class PoissonNetwork {
  private static final int HIDDEN = 10;
  private static final Tensor PLACES = Tensor.linspace(0, 1, 65).unsqueeze(1);

  private PoissonNetwork() {}

  /** Prints the largest error on the way. */
  public static void main(String[] arguments) {
    Tensor weights = Tensor.randn(new SplittableRandom(1), 3 * HIDDEN);
    double damping = 1;
    for (int i = 0; i <= 20; i++, damping /= 3) {
      Tensor error = solution(weights, PLACES).sub(PLACES.mul(Math.PI).sin());
      System.out.printf(Locale.ROOT, "%2d %.2e%n", i, error.abs().max().value());
      weights = improved(weights, damping);
    }
  }

  /** Returns the network's solution at places {@code (n, 1)}. */
  static Tensor solution(Tensor weights, Tensor x) {
    Tensor[] w = weights.reshape(3, HIDDEN).unbind(0);
    Tensor network = x.mul(w[0]).add(w[1]).tanh().matmul(w[2].unsqueeze(1));
    return x.mul(x.rsub(1)).mul(network);
  }

  /** Returns {@code u'' + π² sin πx} at places {@code (n, 1)}. */
  static Tensor residual(Tensor weights, Tensor x) {
    Tensor curvature =
        Autodiff.jvp(
            at -> Autodiff.jvp(a -> solution(weights, a), at, at.onesLike()), x, x.onesLike());
    return curvature.add(x.mul(Math.PI).sin().mul(Math.PI * Math.PI)).flatten();
  }

  /** Returns the weights after a step of Levenberg and Marquardt's method. */
  static Tensor improved(Tensor weights, double damping) {
    var at = Autodiff.valueAndJacobian(w -> residual(w, PLACES), weights);
    Tensor j = Tensor.of(at.jacobian());
    Tensor normal = j.transpose().matmul(j).add(Tensor.eye(weights.size()).mul(damping));
    return weights.sub(normal.solve(j.transpose().matmul(at.value().unsqueeze(1))).flatten());
  }
}
