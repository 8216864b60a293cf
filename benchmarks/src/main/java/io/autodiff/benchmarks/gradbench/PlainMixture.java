package io.autodiff.benchmarks.gradbench;

import java.util.Arrays;
import org.apache.commons.math3.special.Gamma;

/** {@link GaussianMixture} in plain Java, as written where no derivative is needed. */
final class PlainMixture {
  private final GaussianMixture.Input in;
  private final double[][] diagonals;
  private final double[] offsets;

  private PlainMixture(GaussianMixture.Input in) {
    this.in = in;
    this.diagonals = new double[in.k()][];
    this.offsets = new double[in.k()];
    for (int k = 0; k < in.k(); k++) {
      diagonals[k] = Arrays.stream(in.q()[k]).map(Math::exp).toArray();
      offsets[k] = in.alpha()[k] + Arrays.stream(in.q()[k]).sum();
    }
  }

  /** Returns the log posterior. */
  static double logPosterior(GaussianMixture.Input in) {
    PlainMixture mixture = new PlainMixture(in);
    return mixture.logLikelihood() + mixture.logPrior() + constant(in);
  }

  private double logLikelihood() {
    double[] beta = new double[in.k()];
    double[] centred = new double[in.d()];
    double[] turned = new double[in.d()];
    double sum = 0;
    for (double[] x : in.x()) {
      for (int k = 0; k < beta.length; k++) {
        beta[k] = offsets[k] - 0.5 * square(x, k, centred, turned);
      }
      sum += logSumExp(beta);
    }
    return sum - in.n() * logSumExp(in.alpha());
  }

  /** Returns the squared length of {@code Q_k (x - mu_k)}. */
  private double square(double[] x, int k, double[] centred, double[] turned) {
    double[] mu = in.mu()[k];
    double[] diagonal = diagonals[k];
    double[] below = in.l()[k];
    for (int j = 0; j < centred.length; j++) {
      centred[j] = x[j] - mu[j];
      turned[j] = diagonal[j] * centred[j];
    }
    int at = 0;
    for (int column = 0; column < centred.length; column++) {
      double c = centred[column];
      for (int row = column + 1; row < centred.length; row++) {
        turned[row] += below[at++] * c;
      }
    }
    double sum = 0;
    for (double each : turned) {
      sum += each * each;
    }
    return sum;
  }

  private static double logSumExp(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double each : x) {
      max = Math.max(max, each);
    }
    double sum = 0;
    for (double each : x) {
      sum += Math.exp(each - max);
    }
    return max + Math.log(sum);
  }

  /** Returns what does not depend on the parameters. */
  static double constant(GaussianMixture.Input in) {
    int d = in.d();
    int degrees = d + in.m() + 1;
    double logGamma = d * (d - 1) / 4.0 * Math.log(Math.PI);
    for (int j = 1; j <= d; j++) {
      logGamma += Gamma.logGamma((degrees + 1 - j) / 2.0);
    }
    double each = degrees * d * Math.log(in.gamma() / Math.sqrt(2)) - logGamma;
    return in.k() * each - 0.5 * in.n() * d * Math.log(2 * Math.PI);
  }

  private double logPrior() {
    double norm = 0;
    double sum = 0;
    for (int k = 0; k < in.k(); k++) {
      norm += Arrays.stream(diagonals[k]).map(q -> q * q).sum();
      norm += Arrays.stream(in.l()[k]).map(l -> l * l).sum();
      sum += Arrays.stream(in.q()[k]).sum();
    }
    return in.m() * sum - in.gamma() * in.gamma() / 2 * norm;
  }
}
