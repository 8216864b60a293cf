package io.autodiff;

import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import io.autodiff.sweep.UnitVectors;
import java.util.Arrays;
import java.util.List;

/**
 * The first derivatives of a function of several scalars with several results: a row a result, a
 * column an argument. The function is recorded once, whatever the number of traversals.
 *
 * <p>By default the shape chooses: a column for each argument by traversals forward if there are no
 * more arguments than results, else a row for each result by traversals in reverse.
 */
public final class Jacobian {
  private final Evaluation f;
  private final Direction mode;
  private final TransformOptions options;

  Jacobian(Evaluation f, Direction mode) {
    this(f, mode, TransformOptions.STANDARD);
  }

  private Jacobian(Evaluation f, Direction mode, TransformOptions options) {
    this.f = f;
    this.mode = mode;
    this.options = options;
  }

  /** Returns the same matrix computed row by row, in reverse. */
  public Jacobian reverse() {
    return new Jacobian(f, Direction.REVERSE, options);
  }

  /** Returns the same matrix computed by columns, forward. */
  public Jacobian forward() {
    return new Jacobian(f, Direction.FORWARD, options);
  }

  /**
   * Returns the same matrix computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite: a {@link NonFiniteException} names it. Meant for finding where a
   * computation went wrong. What is recorded on a tape of the caller's is looked through only if
   * that tape {@linkplain Tape#stopAtNonFinite stops}.
   */
  public Jacobian stopAtNonFinite() {
    return new Jacobian(f, mode, options.withStopAtNonFinite());
  }

  /**
   * Returns the same matrix that takes a function which depends on none of its arguments for a
   * constant, with derivative 0. By default such a function is an error, since most are mistaken.
   */
  public Jacobian allowConstant() {
    return new Jacobian(f, mode, options.withConstantAllowed());
  }

  /** Returns the matrix at {@code x}: row {@code i} is the gradient of result {@code i}. */
  public double[][] at(double... x) {
    Scalar[][] rows = at(Scalar.of(x));
    double[][] numbers = new double[rows.length][];
    Arrays.setAll(numbers, i -> Scalar.values(rows[i]));
    return numbers;
  }

  /** Returns the matrix at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[][] at(Scalar... x) {
    return Transform.run(
        options,
        t -> {
          Scalar[] own = t.arguments(x);
          Scalar[] y = f.apply(t, own);
          return x.length > 0 && mode.isForward(x.length, y.length)
              ? transpose(columns(t, y, own))
              : rows(t, y, own);
        });
  }

  private static Scalar[][] rows(Transform t, Scalar[] y, Scalar[] x) {
    Scalar[][] rows = new Scalar[y.length][];
    Arrays.setAll(rows, i -> Transform.scalars(t.gradient(y[i], Transform.values(x))));
    return rows;
  }

  /** Returns for each argument the derivatives of the results by it, found by going forward. */
  static Scalar[][] columns(Transform t, Scalar[] y, Scalar[] x) {
    List<Value<?>> arguments = Transform.values(x);
    return t.pushforward(Transform.values(y), arguments, UnitVectors.of(arguments)).stream()
        .map(Transform::scalars)
        .toArray(Scalar[][]::new);
  }

  /** Returns the transpose of a matrix of at least one row. */
  static Scalar[][] transpose(Scalar[][] columns) {
    Scalar[][] rows = new Scalar[columns[0].length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < columns.length; k++) {
        rows[i][k] = columns[k][i];
      }
    }
    return rows;
  }
}
