package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.autodiff.Scalar;

/**
 * The determinant of a matrix by expansion by minors, which takes {@code n!} products: a function
 * that is all recursion and single numbers.
 */
final class Determinant {
  private final double[] matrix;
  private final int n;
  private final TapeLoop loop = new TapeLoop();

  /** A square matrix of edge {@code ell}, row-major. */
  record Input(@JsonProperty("A") double[] matrix, int ell) {
    Input {
      if (ell < 1 || ell > 30 || matrix.length != ell * ell) {
        throw new IllegalArgumentException(
            "a matrix of edge " + ell + " (1 to 30) of " + matrix.length + " numbers");
      }
    }
  }

  Determinant(Input input) {
    this.matrix = input.matrix();
    this.n = input.ell();
  }

  /** Returns the determinant. */
  double primal() {
    return determinant(Scalar.of(matrix)).value();
  }

  /** Returns the derivative of the determinant by each element, row-major. */
  double[] gradient() {
    return loop.run(
        tape -> {
          Scalar[] a = tape.variables(matrix);
          return tape.gradients(determinant(a)).of(a);
        });
  }

  private Scalar determinant(Scalar[] a) {
    return minor(a, 0, (1 << n) - 1);
  }

  /** Returns the determinant of what rows from {@code row} on have in the columns of a bit set. */
  private Scalar minor(Scalar[] a, int row, int columns) {
    int first = Integer.numberOfTrailingZeros(columns);
    Scalar pivot = a[row * n + first];
    if (row == n - 1) {
      return pivot;
    }
    int others = columns & (columns - 1);
    Scalar sum = pivot.mul(minor(a, row + 1, others));
    boolean plus = false;
    for (int rest = others; rest != 0; rest &= rest - 1) {
      int column = Integer.numberOfTrailingZeros(rest);
      Scalar term = a[row * n + column].mul(minor(a, row + 1, columns & ~(1 << column)));
      sum = plus ? sum.add(term) : sum.sub(term);
      plus = !plus;
    }
    return sum;
  }
}
