package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.program.Program;
import java.util.Arrays;

/** {@link GaussianMixture} in single numbers: of alpha, then mu, q and l row by row. */
final class ScalarMixture implements ScalarProblem.Function {
  private final GaussianMixture.Input in;
  private final double constant;

  ScalarMixture(GaussianMixture.Input in) {
    this.in = in;
    this.constant = PlainMixture.constant(in);
  }

  @Override
  public double[] point() {
    return ScalarProblem.flat(new double[][] {in.alpha()}, in.mu(), in.q(), in.l());
  }

  @Override
  public double value(double[] x) {
    int k = in.k();
    int d = in.d();
    int below = d * (d - 1) / 2;
    double[][] mu = new double[k][d];
    double[][] q = new double[k][d];
    double[][] l = new double[k][below];
    for (int i = 0; i < k; i++) {
      System.arraycopy(x, k + i * d, mu[i], 0, d);
      System.arraycopy(x, k + (k + i) * d, q[i], 0, d);
      System.arraycopy(x, k + 2 * k * d + i * below, l[i], 0, below);
    }
    double[] alpha = Arrays.copyOf(x, k);
    return PlainMixture.logPosterior(
        new GaussianMixture.Input(d, k, in.n(), in.x(), in.m(), in.gamma(), alpha, mu, q, l));
  }

  @Override
  public Scalar value(Scalar[] x) {
    int k = in.k();
    int d = in.d();
    Scalar[] diagonal = new Scalar[k * d];
    Scalar[] offset = new Scalar[k];
    Scalar prior = Scalar.of(constant);
    for (int i = 0; i < k; i++) {
      Scalar logs = Scalar.of(0);
      for (int j = 0; j < d; j++) {
        Scalar q = x[k + (k + i) * d + j];
        diagonal[i * d + j] = q.exp();
        logs = logs.add(q);
      }
      offset[i] = x[i].add(logs);
      prior =
          prior.add(logs.mul(in.m())).sub(shape(x, diagonal, i).mul(in.gamma() * in.gamma() / 2));
    }
    Scalar sum = prior.sub(logSumExp(x, k).mul(in.n()));
    Scalar[] beta = new Scalar[k];
    for (double[] point : in.x()) {
      for (int i = 0; i < k; i++) {
        beta[i] = offset[i].sub(square(x, diagonal, i, point).mul(0.5));
      }
      sum = sum.add(logSumExp(beta, k));
    }
    return sum;
  }

  /** Returns the sum of squares of a component's matrix. */
  private Scalar shape(Scalar[] x, Scalar[] diagonal, int i) {
    int d = in.d();
    int below = d * (d - 1) / 2;
    Scalar sum = Scalar.of(0);
    for (int j = 0; j < d; j++) {
      sum = sum.add(diagonal[i * d + j].square());
    }
    for (int j = 0; j < below; j++) {
      sum = sum.add(x[in.k() + 2 * in.k() * d + i * below + j].square());
    }
    return sum;
  }

  private Scalar square(Scalar[] x, Scalar[] diagonal, int i, double[] point) {
    int k = in.k();
    int d = in.d();
    int at = k + 2 * k * d + i * (d * (d - 1) / 2);
    Scalar[] centred = new Scalar[d];
    Scalar[] turned = new Scalar[d];
    for (int j = 0; j < d; j++) {
      centred[j] = x[k + i * d + j].sub(point[j]);
      turned[j] = diagonal[i * d + j].mul(centred[j]);
    }
    for (int column = 0; column < d; column++) {
      for (int row = column + 1; row < d; row++) {
        turned[row] = turned[row].add(x[at++].mul(centred[column]));
      }
    }
    Scalar sum = turned[0].square();
    for (int j = 1; j < d; j++) {
      sum = sum.add(turned[j].square());
    }
    return sum;
  }

  private static Scalar logSumExp(Scalar[] x, int n) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, Program.frozen(x[i]).value());
    }
    Scalar sum = Scalar.of(0);
    for (int i = 0; i < n; i++) {
      sum = sum.add(x[i].sub(max).exp());
    }
    return sum.log().add(max);
  }
}
