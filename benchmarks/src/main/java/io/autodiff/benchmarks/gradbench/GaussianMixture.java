package io.autodiff.benchmarks.gradbench;

import io.autodiff.Gradients;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import org.apache.commons.math3.special.Gamma;

/**
 * The logarithm of the posterior of a mixture of {@code k} Gaussians in {@code d} dimensions, with
 * a Wishart prior on their precisions, for {@code n} observed points.
 *
 * <p>The precision of component {@code k} is {@code QᵀQ}, where {@code Q} is lower triangular with
 * the diagonal {@code exp(q_k)} and {@code l_k} below it, column by column.
 */
final class GaussianMixture {
  private final int d;
  private final int k;
  private final int n;
  private final int m;
  private final double gamma;
  private final Tensor points;
  private final Parameters<Tensor> at;
  private final TapeLoop loop = new TapeLoop();

  /** Points, prior and parameters, row-major. */
  record Input(
      int d,
      int k,
      int n,
      double[][] x,
      int m,
      double gamma,
      double[] alpha,
      double[][] mu,
      double[][] q,
      double[][] l) {
    Input {
      boolean fits = x.length == n && alpha.length == k && mu.length == k;
      if (!fits || q.length != k || l.length != k) {
        throw new IllegalArgumentException("the arrays are not of the sizes d, k and n");
      }
    }
  }

  /** What the objective is differentiated by. */
  record Parameters<T>(T alpha, T mu, T q, T l) {}

  /** The derivatives, in the shapes of the parameters. */
  record Jacobian(double[] alpha, double[][] mu, double[][] q, double[][] l) {}

  GaussianMixture(Input in) {
    this.d = in.d();
    this.k = in.k();
    this.n = in.n();
    this.m = in.m();
    this.gamma = in.gamma();
    this.points = Tensor.of(in.x()).reshape(n, d).transpose();
    this.at =
        new Parameters<>(
            Tensor.of(in.alpha()).reshape(k),
            Tensor.of(in.mu()).reshape(k, d),
            Tensor.of(in.q()).reshape(k, d),
            Tensor.of(in.l()).reshape(k, d * (d - 1) / 2));
  }

  /** Returns the log posterior. */
  double objective() {
    return loop.run(tape -> logPosterior(variables(tape)).value());
  }

  /** Returns its derivative by each parameter. */
  Jacobian jacobian() {
    return loop.run(this::jacobian);
  }

  private Jacobian jacobian(Tape tape) {
    Parameters<Tensor> p = variables(tape);
    Gradients g = tape.gradients(logPosterior(p));
    return new Jacobian(
        g.of(p.alpha()).values(),
        RowArrays.of(g.of(p.mu())),
        RowArrays.of(g.of(p.q())),
        RowArrays.of(g.of(p.l())));
  }

  private Parameters<Tensor> variables(Tape tape) {
    return new Parameters<>(
        tape.variable(at.alpha()),
        tape.variable(at.mu()),
        tape.variable(at.q()),
        tape.variable(at.l()));
  }

  private Scalar logPosterior(Parameters<Tensor> p) {
    return logLikelihood(p).add(logPrior(p));
  }

  private Scalar logLikelihood(Parameters<Tensor> p) {
    Tensor roots = precisionRoots(p);
    Tensor turned = roots.reshape(k * d, d).matmul(points);
    Tensor means = roots.mul(p.mu().reshape(k, 1, d)).sum(2).reshape(k * d, 1);
    Tensor squares = turned.sub(means).square().reshape(k, d, n).sum(1);
    Tensor beta = p.alpha().add(p.q().sum(1)).reshape(k, 1).sub(squares.mul(0.5));
    Scalar weights = p.alpha().logSumExp().add(0.5 * d * Math.log(2 * Math.PI));
    return beta.logSumExp(0).sum().sub(weights.mul(n));
  }

  /** Returns the lower triangular matrices Q: (k, d, d). */
  private Tensor precisionRoots(Parameters<Tensor> p) {
    Tensor diagonal = p.q().exp();
    Tensor[] columns = new Tensor[d];
    int from = 0;
    for (int j = 0; j < d; j++) {
      int below = d - 1 - j;
      columns[j] =
          Tensor.concat(
              1,
              Tensor.zeros(k, j),
              diagonal.slice(1, j, j + 1),
              p.l().slice(1, from, from + below));
      from += below;
    }
    return Tensor.stack(2, columns);
  }

  private Scalar logPrior(Parameters<Tensor> p) {
    int degrees = d + m + 1;
    double each =
        degrees * d * Math.log(gamma / Math.sqrt(2)) - multivariateLogGamma(d, degrees / 2.0);
    Scalar norm = p.q().exp().square().sum().add(p.l().square().sum());
    return norm.mul(-gamma * gamma / 2).add(p.q().sum().mul(m)).add(k * each);
  }

  private static double multivariateLogGamma(int d, double a) {
    double sum = d * (d - 1) / 4.0 * Math.log(Math.PI);
    for (int j = 1; j <= d; j++) {
      sum += Gamma.logGamma(a + (1 - j) / 2.0);
    }
    return sum;
  }
}
