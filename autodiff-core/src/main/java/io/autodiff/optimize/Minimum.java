package io.autodiff.optimize;

import java.util.Arrays;

/**
 * What a minimisation found.
 *
 * @param point the best point
 * @param value the value there
 * @param gradient the gradient there
 * @param iterations how many
 * @param evaluations of the function, with or without its gradient
 * @param products of the Hessian with a vector, or columns of Hessians
 * @param convergence why the method stopped
 */
@SuppressWarnings("ArrayRecordComponent") // results that the caller owns
public record Minimum(
    double[] point,
    double value,
    double[] gradient,
    int iterations,
    int evaluations,
    int products,
    Convergence convergence) {

  @Override
  public String toString() {
    return "minimum "
        + value
        + " at "
        + Arrays.toString(point)
        + " after "
        + iterations
        + " iterations: "
        + convergence;
  }
}
