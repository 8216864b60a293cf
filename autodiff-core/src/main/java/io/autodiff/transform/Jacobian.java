package io.autodiff.transform;

import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.Value;
import io.autodiff.VectorFunction;
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
 * more arguments than results, else a row for each result by traversals in reverse. Numbers of some
 * 64 columns are found at a time, so that little more than the matrix is held.
 */
public final class Jacobian {
  /**
   * A function's value and its Jacobian at one point.
   *
   * @param value the value, in its structure
   * @param jacobian a row for each number of the value, a column for each number of the argument
   * @param <Y> the structure of the value
   */
  public record WithValue<Y>(Y value, double[][] jacobian) {}

  private final TracedFunction f;
  private final Direction mode;
  private final TransformOptions options;

  /** Returns the Jacobian of a function. */
  public static Jacobian of(VectorFunction f) {
    return new Jacobian(TracedFunction.of(f), Direction.BY_SHAPE, TransformOptions.STANDARD);
  }

  /** Returns the Jacobian of a function's gradient, which is its Hessian: forward over reverse. */
  public static Jacobian ofGradient(ScalarFunction f) {
    return new Jacobian(TracedFunction.ofGradient(f), Direction.FORWARD, TransformOptions.STANDARD);
  }

  private Jacobian(TracedFunction f, Direction mode, TransformOptions options) {
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
    return valueAndJacobian(x).jacobian();
  }

  /** Returns the matrix at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[][] at(Scalar... x) {
    return Transform.run(
        options,
        t -> {
          Scalar[] own = t.arguments(x);
          return matrix(t, f.apply(t, own), own);
        });
  }

  /** Returns the results and the matrix at {@code x}; the function is evaluated once. */
  public WithValue<double[]> valueAndJacobian(double... x) {
    return Transform.run(
        options,
        t -> {
          Scalar[] own = t.arguments(Scalar.of(x));
          Scalar[] y = f.apply(t, own);
          double[][] matrix = numbers(t, y, own);
          List<Value<?>> values = t.results(Transform.values(y));
          return new WithValue<>(Scalar.values(Transform.scalars(values)), matrix);
        });
  }

  @Override
  public String toString() {
    return "matrix of derivatives, " + mode + options;
  }

  private double[][] numbers(Transform t, Scalar[] y, Scalar[] x) {
    List<Value<?>> arguments = Transform.values(x);
    boolean forward = mode.isForward(x.length, y.length);
    double[][] numbers = t.matrix(Transform.values(y), arguments, forward);
    if (numbers != null) {
      return numbers;
    }
    double[][] matrix = new double[y.length][x.length];
    if (forward) {
      setColumns(matrix, t, Transform.values(y), arguments);
    } else {
      Arrays.setAll(matrix, i -> ValueTree.numbers(t.gradient(y[i], arguments)));
    }
    return matrix;
  }

  /** Sets the numbers of a matrix, a few columns at a time, by traversals forward. */
  static void setColumns(
      double[][] matrix, Transform t, List<Value<?>> results, List<Value<?>> arguments) {
    int size = UnitVectors.size(arguments);
    for (int from = 0; from < size; from += UnitVectors.CHUNK) {
      int to = Math.min(size, from + UnitVectors.CHUNK);
      List<List<Value<?>>> units = UnitVectors.of(arguments, from, to);
      List<List<Value<?>>> columns = t.pushforward(results, arguments, units);
      for (int k = 0; k < columns.size(); k++) {
        double[] column = ValueTree.numbers(columns.get(k));
        for (int i = 0; i < column.length; i++) {
          matrix[i][from + k] = column[i];
        }
      }
    }
  }

  private Scalar[][] matrix(Transform t, Scalar[] y, Scalar[] x) {
    return x.length > 0 && mode.isForward(x.length, y.length)
        ? transpose(columns(t, y, x))
        : rows(t, y, x);
  }

  private static Scalar[][] rows(Transform t, Scalar[] y, Scalar[] x) {
    Scalar[][] rows = new Scalar[y.length][];
    Arrays.setAll(rows, i -> Transform.scalars(t.gradient(y[i], Transform.values(x))));
    return rows;
  }

  /** Returns for each argument the derivatives of the results by it, found by going forward. */
  static Scalar[][] columns(Transform t, Scalar[] y, Scalar[] x) {
    List<Value<?>> arguments = Transform.values(x);
    List<Value<?>> results = Transform.values(y);
    Scalar[][] columns = new Scalar[x.length][];
    for (int from = 0; from < x.length; from += UnitVectors.CHUNK) {
      int to = Math.min(x.length, from + UnitVectors.CHUNK);
      List<List<Value<?>>> units = UnitVectors.of(arguments, from, to);
      List<List<Value<?>>> found = t.pushforward(results, arguments, units);
      for (int k = 0; k < found.size(); k++) {
        columns[from + k] = Transform.scalars(found.get(k));
      }
    }
    return columns;
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
