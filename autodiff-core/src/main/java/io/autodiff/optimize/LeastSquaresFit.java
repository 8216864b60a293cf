package io.autodiff.optimize;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * What a fit found, and how well the data determine it.
 *
 * <p>Covariances are those of the linear model at the solution, with the variance of the residuals
 * estimated from them: {@code s² (JᵀJ)⁻¹}. A parameter on a bound has standard error 0.
 */
public final class LeastSquaresFit {
  private final double[] parameters;
  private final double[] residuals;
  private final double cost;
  private final int iterations;
  private final int evaluations;
  private final Convergence convergence;
  private final double[][] covariance;
  private final double condition;
  private final int estimated;

  LeastSquaresFit(
      double[] parameters,
      double[] residuals,
      double[] linear,
      double[][] jacobian,
      int[] free,
      double cost,
      int iterations,
      int evaluations,
      Convergence convergence) {
    this.parameters = parameters.clone();
    this.residuals = residuals.clone();
    this.cost = cost;
    this.iterations = iterations;
    this.evaluations = evaluations;
    this.convergence = convergence;
    this.estimated = free.length;
    this.covariance = new double[parameters.length][parameters.length];
    if (convergence == Convergence.NOT_FINITE || free.length == 0) {
      this.condition = free.length == 0 ? 1 : Double.NaN;
      return;
    }
    LinearModel model = new LinearModel(linear, jacobian, free, lengths(jacobian, free));
    this.condition = model.condition();
    double[][] inverse = model.inverseNormalMatrix();
    double variance = degreesOfFreedom() > 0 ? sumOfSquares() / degreesOfFreedom() : Double.NaN;
    for (int i = 0; i < free.length; i++) {
      for (int j = 0; j < free.length; j++) {
        covariance[free[i]][free[j]] = variance * inverse[i][j];
      }
    }
  }

  /** The lengths of the columns of some variables; 1 of a column of zeros. */
  private static double[] lengths(double[][] jacobian, int[] free) {
    double[] lengths = new double[free.length];
    for (int k = 0; k < free.length; k++) {
      for (double[] row : jacobian) {
        lengths[k] = Math.hypot(lengths[k], row[free[k]]);
      }
      lengths[k] = lengths[k] == 0 ? 1 : lengths[k];
    }
    return lengths;
  }

  /** Returns the parameters. */
  public double[] parameters() {
    return parameters.clone();
  }

  /** Returns the residuals, each multiplied by the root of its weight. */
  public double[] residuals() {
    return residuals.clone();
  }

  /** Returns the sum of squares of the weighted residuals; of a robust loss the sum of losses. */
  public double sumOfSquares() {
    return 2 * cost;
  }

  /** Returns the number of residuals less that of parameters that no bound holds. */
  public int degreesOfFreedom() {
    return residuals.length - estimated;
  }

  /** Returns the standard deviation of the residuals; NaN without degrees of freedom. */
  public double residualStandardDeviation() {
    return degreesOfFreedom() > 0 ? Math.sqrt(sumOfSquares() / degreesOfFreedom()) : Double.NaN;
  }

  /** Returns the covariances of the parameters; infinite where the data do not determine them. */
  public double[][] covariance() {
    return Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
  }

  /** Returns the standard errors of the parameters. */
  public double[] standardErrors() {
    double[] errors = new double[parameters.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.sqrt(covariance[i][i]);
    }
    return errors;
  }

  /** Returns the correlations of the parameters; NaN of those whose standard error is 0. */
  public double[][] correlation() {
    double[] errors = standardErrors();
    double[][] correlation = covariance();
    for (int i = 0; i < errors.length; i++) {
      for (int j = 0; j < errors.length; j++) {
        correlation[i][j] = i == j && errors[i] > 0 ? 1 : correlation[i][j] / errors[i] / errors[j];
      }
    }
    return correlation;
  }

  /**
   * Returns the half widths of confidence intervals by Student's distribution; NaN without degrees
   * of freedom.
   *
   * @param level the probability, as 0.95
   */
  public double[] halfWidths(double level) {
    double[] widths = standardErrors();
    double quantile =
        degreesOfFreedom() > 0
            ? new TDistribution(null, degreesOfFreedom())
                .inverseCumulativeProbability(0.5 + level / 2)
            : Double.NaN;
    for (int i = 0; i < widths.length; i++) {
      widths[i] *= quantile;
    }
    return widths;
  }

  /**
   * Returns the condition of the Jacobian, its columns scaled to length 1: about as many digits as
   * it has are lost in the parameters.
   */
  public double condition() {
    return condition;
  }

  /** Returns the number of iterations. */
  public int iterations() {
    return iterations;
  }

  /** Returns how often the residuals were evaluated, with or without their Jacobian. */
  public int evaluations() {
    return evaluations;
  }

  /** Returns why the method stopped. */
  public Convergence convergence() {
    return convergence;
  }

  @Override
  public String toString() {
    return "fit "
        + Arrays.toString(parameters)
        + ", sum of squares "
        + sumOfSquares()
        + " after "
        + iterations
        + " iterations: "
        + convergence;
  }
}
