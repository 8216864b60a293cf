package io.autodiff.benchmarks.mlp;

/**
 * The loops of which the delta recursion consists. Matrices are row-major; where rows are given,
 * only those are computed.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
interface Loops<A> {

  /** Returns numbers rounded to the element type. */
  A of(double... values);

  /** Returns the numbers of an array. */
  double[] values(A array);

  /** Computes {@code c = a · b}, {@code (m, k) · (k, n) → (m, n)}. */
  void product(A a, A b, A c, int from, int to, int n, int k);

  /** Computes {@code c = a · bᵀ}, {@code (m, k) · (n, k)ᵀ → (m, n)}. */
  void productWithTransposed(A a, A b, A c, int from, int to, int n, int k);

  /** Computes {@code c = aᵀ · b}, {@code (k, m)ᵀ · (k, n) → (m, n)}. */
  void productOfTransposed(A a, A b, A c, int from, int to, int m, int n, int k);

  /** Computes {@code z = f(z + bias)} in rows of {@code n}. */
  void activate(Unit unit, A bias, A z, int from, int to, int n);

  /** Multiplies deltas by the slopes of a unit where its value is given. */
  void slope(Unit unit, A value, A delta, int from, int to);

  /**
   * Adds up squared errors, and computes their derivatives divided by {@code size}.
   *
   * @return the sum over these rows
   */
  double squaredError(A value, A target, A delta, int from, int to, int n, int size);

  /**
   * Adds up the cross-entropies of softmax, and computes their derivatives divided by {@code
   * batch}.
   *
   * @return the sum over these rows
   */
  double crossEntropy(A value, A target, A delta, int from, int to, int n, int batch);

  /** Computes the sums of columns {@code [from, to)} of {@code n}. */
  void columnSums(A x, A sums, int rows, int from, int to, int n);

  /** Subtracts {@code rate} times the gradient, elements {@code [from, to)}. */
  void descend(double rate, A gradient, A parameter, int from, int to);
}
