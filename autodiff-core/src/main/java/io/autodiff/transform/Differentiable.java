package io.autodiff.transform;

import io.autodiff.AutodiffException;
import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import io.autodiff.sweep.CallerFunction;
import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import io.autodiff.sweep.UnitVectors;
import java.util.List;
import java.util.function.Function;

/**
 * A function of any structure of values with its derivatives, which have the same structure: of a
 * scalar, a tensor, an array, list or map of them, or a record of such; see {@link ValueTree}.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="differentiable"}
 *
 * <p>Results are constants, or recorded where an argument or a captured value is; so derivatives
 * nest. What does not depend on an argument has derivative 0 by it.
 *
 * @param <X> the argument
 * @param <Y> the result
 */
public final class Differentiable<X, Y> {
  private final Function<? super X, ? extends Y> f;
  private final Direction mode;
  private final TransformOptions options;

  private Differentiable(
      Function<? super X, ? extends Y> f, Direction mode, TransformOptions options) {
    this.f = f;
    this.mode = mode;
    this.options = options;
  }

  /** Returns a function with its derivatives. */
  public static <X, Y> Differentiable<X, Y> of(Function<? super X, ? extends Y> f) {
    return new Differentiable<>(f, Direction.BY_SHAPE, TransformOptions.STANDARD);
  }

  /**
   * Returns the same function whose Jacobian and Hessian are computed in reverse: a traversal for
   * each row. By default the shape chooses, as for {@link Jacobian}, and a Hessian goes forward.
   */
  public Differentiable<X, Y> reverse() {
    return new Differentiable<>(f, Direction.REVERSE, options);
  }

  /**
   * Returns the same function whose Jacobian and Hessian are computed forward: a traversal for each
   * few columns. By default the shape chooses, as for {@link Jacobian}, and a Hessian goes forward.
   */
  public Differentiable<X, Y> forward() {
    return new Differentiable<>(f, Direction.FORWARD, options);
  }

  /**
   * Returns the same function with derivatives that stop at the first operation whose result or
   * derivative is NaN or infinite: a {@link NonFiniteException} names it. Meant for finding where a
   * computation went wrong. What is recorded on a tape of the caller's is looked through only if
   * that tape {@linkplain Tape#stopAtNonFinite stops}.
   */
  public Differentiable<X, Y> stopAtNonFinite() {
    return new Differentiable<>(f, mode, options.withStopAtNonFinite());
  }

  /**
   * Returns the same function with derivatives that takes a function which depends on none of its
   * arguments for a constant, with derivative 0. By default such a function is an error, since most
   * are mistaken.
   */
  public Differentiable<X, Y> allowConstant() {
    return new Differentiable<>(f, mode, options.withConstantAllowed());
  }

  private Differentiable<X, X> derivative() {
    return new Differentiable<>(this::gradient, mode, options.withConstantAllowed());
  }

  /** Returns the result at {@code x}. */
  public Y apply(X x) {
    return f.apply(x);
  }

  /**
   * Returns the gradient at {@code x}, in one traversal in reverse.
   *
   * @throws AutodiffException if the result is not a single number: a {@link Scalar} or a tensor of
   *     one element
   */
  public X gradient(X x) {
    return valueAndGradient(x).gradient();
  }

  /**
   * Returns value and gradient at {@code x}.
   *
   * @throws AutodiffException if the result is not a single number: a {@link Scalar} or a tensor of
   *     one element
   */
  public ValueAndGradient<Scalar, X> valueAndGradient(X x) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          Scalar y = single(at.results);
          X gradient = ValueTree.like(x, t.gradient(y, at.arguments));
          return new ValueAndGradient<>(t.result(y), gradient);
        });
  }

  /**
   * Returns the whole result at {@code x} and the gradient of one number of it: of a function that
   * computes more than is differentiated, as a prediction beside the loss. It is run once.
   *
   * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="value-and-gradient"}
   *
   * @param loss takes from the result what to differentiate, or computes it
   * @throws AutodiffException if that is not a single number: a {@link Scalar} or a tensor of one
   *     element
   */
  public ValueAndGradient<Y, X> valueAndGradient(
      X x, Function<? super Y, ? extends Value<?>> loss) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = run(t, x);
          List<Value<?>> y = ValueTree.leaves(loss.apply(at.result));
          t.checkDependence(y, at.arguments);
          X gradient = ValueTree.like(x, t.gradient(single(y), at.arguments));
          return new ValueAndGradient<>(at.value(t), gradient);
        });
  }

  private static Scalar single(List<Value<?>> results) {
    Value<?> first = results.isEmpty() ? null : results.get(0);
    if (results.size() == 1 && first instanceof Scalar s) {
      return s;
    }
    if (results.size() == 1 && first instanceof Tensor t && t.size() == 1) {
      return t.scalar();
    }
    throw new AutodiffException(
        "gradient: the result is not a single number",
        first == null || results.size() > 1
            ? results.size() + " values"
            : "a tensor of shape " + first.shape(),
        "a Scalar, or a tensor of one element",
        results.size() == 1 ? "sum() and mean() reduce a tensor to a scalar" : null);
  }

  /** Returns the tangent of the result where {@code tangent} is that of {@code x}: forward. */
  public Y jvp(X x, X tangent) {
    return jvps(x, List.of(tangent)).get(0);
  }

  /** Returns the result and its tangent where {@code tangent} is that of {@code x}. */
  public Linearization.WithValue<Y> valueAndJvp(X x, X tangent) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          Y along = tangents(t, at, x, List.of(tangent)).get(0);
          return new Linearization.WithValue<>(at.value(t), along);
        });
  }

  /** Returns the tangents of the result in several directions at once. */
  public List<Y> jvps(X x, List<X> tangents) {
    return Transform.run(options, t -> tangents(t, evaluate(t, x), x, tangents));
  }

  private List<Y> tangents(Transform t, Point<Y> at, X x, List<X> tangents) {
    List<List<Value<?>>> directions = tangents.stream().map(v -> ValueTree.leaves(v, x)).toList();
    return t.pushforward(at.results, at.arguments, directions).stream()
        .map(tangent -> ValueTree.like(at.result, tangent))
        .toList();
  }

  /** Returns the cotangent of {@code x} where {@code cotangent} is that of the result: reverse. */
  public X vjp(X x, Y cotangent) {
    return vjps(x, List.of(cotangent)).get(0);
  }

  /**
   * Returns the cotangents of {@code x} for each of several cotangents of the result. The function
   * is recorded once; each takes a traversal in reverse.
   */
  public List<X> vjps(X x, List<Y> cotangents) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          return cotangents.stream()
              .map(w -> t.pullback(at.results, ValueTree.leaves(w, at.result), at.arguments))
              .map(v -> ValueTree.like(x, v))
              .toList();
        });
  }

  /** Returns value and derivative at {@code x}, to be applied to any number of vectors. */
  public Linearization<X, Y> linearize(X x) {
    Transform t = Transform.open(options);
    Point<Y> at = evaluate(t, x);
    t.endUnlessAlone();
    return new Linearization<>(t, x, at.arguments, at.result);
  }

  /**
   * Returns the matrix of all derivatives at {@code x}: a row for each number of the result, a
   * column for each number of the argument, in the order of their structure and row-major. Some 64
   * rows or columns of it are made at a time, so that little more than the matrix is held.
   */
  public double[][] jacobian(X x) {
    return valueAndJacobian(x).jacobian();
  }

  /** Returns result and {@link #jacobian Jacobian} at {@code x}; the function is run once. */
  public Jacobian.WithValue<Y> valueAndJacobian(X x) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          return new Jacobian.WithValue<>(at.value(t), matrix(t, at));
        });
  }

  private double[][] matrix(Transform t, Point<?> at) {
    int rows = UnitVectors.size(at.results);
    int columns = UnitVectors.size(at.arguments);
    boolean forward = mode.isForward(columns, rows);
    double[][] numbers = t.matrix(at.results, at.arguments, forward);
    if (numbers != null) {
      return numbers;
    }
    double[][] matrix = new double[rows][columns];
    if (forward) {
      Jacobian.setColumns(matrix, t, at.results, at.arguments);
    } else {
      setRows(matrix, t, at);
    }
    return matrix;
  }

  private static void setRows(double[][] matrix, Transform t, Point<?> at) {
    for (int from = 0; from < matrix.length; from += UnitVectors.CHUNK) {
      int to = Math.min(matrix.length, from + UnitVectors.CHUNK);
      List<List<Value<?>>> units = UnitVectors.of(at.results, from, to);
      for (int i = from; i < to; i++) {
        List<Value<?>> row = t.pullback(at.results, units.get(i - from), at.arguments);
        matrix[i] = ValueTree.numbers(row);
      }
    }
  }

  /**
   * Returns the matrix of second derivatives at {@code x}, a row and a column for each number of
   * {@code x}, in the order of its structure and row-major: by columns, forward over reverse, or
   * after {@link #reverse} by rows, reverse over reverse. Some 64 of them are made at a time.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public double[][] hessian(X x) {
    return derivative().jacobian(x);
  }

  /**
   * Returns the Hessian at {@code x} times {@code v}: forward over reverse.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public X hessianVectorProduct(X x, X v) {
    return derivative().jvp(x, v);
  }

  /**
   * Returns the Hessian at {@code x} times each of several vectors; the gradient is recorded once.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public List<X> hessianVectorProducts(X x, List<X> vectors) {
    return derivative().jvps(x, vectors);
  }

  /**
   * Returns the second derivatives by each number of {@code x} twice: the Hessian's diagonal in the
   * structure of {@code x}.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public X hessianDiagonal(X x) {
    Differentiable<X, X> derivative = derivative();
    return Transform.run(
        derivative.options,
        t -> {
          Point<X> at = derivative.evaluate(t, x);
          return ValueTree.like(x, HessianDiagonal.of(t, at.results, at.arguments));
        });
  }

  /**
   * Returns {@code Jᵀ H J v}, where {@code J} is the derivative of this function at {@code x} and
   * {@code H} the Hessian of {@code loss} at the result; see {@link
   * io.autodiff.Autodiff#gaussNewtonVectorProduct}.
   */
  public X gaussNewtonVectorProduct(X x, Differentiable<Y, ? extends Value<?>> loss, X v) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          List<Value<?>> jv =
              t.pushforward(at.results, at.arguments, List.of(ValueTree.leaves(v, x))).get(0);
          Y hjv = loss.hessianVectorProduct(at.value(t), ValueTree.like(at.result, jv));
          return ValueTree.like(
              x, t.pullback(at.results, ValueTree.leaves(hjv, at.result), at.arguments));
        });
  }

  @Override
  public String toString() {
    return "derivatives of any structure, matrices " + mode + options;
  }

  /** The transform's own arguments, and what the function made of them. */
  private record Point<Y>(List<Value<?>> arguments, Y result, List<Value<?>> results) {
    Y value(Transform t) {
      return ValueTree.like(result, t.results(results));
    }
  }

  private Point<Y> evaluate(Transform t, X x) {
    Point<Y> at = run(t, x);
    t.checkDependence(at.results, at.arguments);
    return at;
  }

  /** Returns how many arguments a function may ask for by a number; -1 if by none. */
  private static int count(Object x) {
    return switch (x) {
      case Object[] array -> array.length;
      case List<?> list -> list.size();
      default -> -1;
    };
  }

  private Point<Y> run(Transform t, X x) {
    List<Value<?>> own = t.own(ValueTree.leaves(x));
    X given = ValueTree.like(x, own);
    Y y = CallerFunction.<Y>run("derivative", count(x), () -> f.apply(given));
    return new Point<>(own, y, ValueTree.leaves(y));
  }
}
