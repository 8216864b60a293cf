package io.autodiff.optimize;

/**
 * What a listener is told after each iteration.
 *
 * @param number counted from 1
 * @param point the best point so far, a copy
 * @param value the value there; for least squares half of the sum of squares
 * @param gradientNorm the largest entry of the projected gradient
 * @param evaluations of the function so far
 */
@SuppressWarnings("ArrayRecordComponent") // a copy that the listener owns
public record Iteration(
    int number, double[] point, double value, double gradientNorm, int evaluations) {

  /** A listener to iterations. */
  @FunctionalInterface
  public interface Listener {
    /** Takes note of an iteration and returns whether to go on. */
    boolean accept(Iteration iteration);
  }
}
