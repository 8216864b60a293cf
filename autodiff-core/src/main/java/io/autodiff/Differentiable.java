package io.autodiff;

import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import io.autodiff.sweep.UnitVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A function of any structure of values with its derivatives, which have the same structure: of a
 * scalar, a tensor, an array or list of them, or a record of such.
 *
 * <pre>{@code
 * record Weights(Tensor w, Tensor b) {}
 * Differentiable<Weights, Scalar> loss =
 *     Differentiable.of(p -> x.matmul(p.w()).add(p.b()).squaredError(y).mean());
 * Weights gradient = loss.gradient(weights);
 * }</pre>
 *
 * <p>Results are constants, or recorded where an argument or a captured value is; so derivatives
 * nest. What does not depend on an argument has derivative 0 by it.
 *
 * @param <X> the argument
 * @param <Y> the result
 */
public final class Differentiable<X, Y> {
  private final Function<? super X, ? extends Y> f;

  private final TransformOptions options;

  private Differentiable(Function<? super X, ? extends Y> f, TransformOptions options) {
    this.f = f;
    this.options = options;
  }

  /** Returns a function with its derivatives. */
  public static <X, Y> Differentiable<X, Y> of(Function<? super X, ? extends Y> f) {
    return new Differentiable<>(f, TransformOptions.STANDARD);
  }

  /**
   * Returns the same function with derivatives that stop at the first operation whose result or
   * derivative is NaN or infinite: a {@link NonFiniteException} names it. Meant for finding where a
   * computation went wrong. What is recorded on a tape of the caller's is looked through only if
   * that tape {@linkplain Tape#stopAtNonFinite stops}.
   */
  public Differentiable<X, Y> stopAtNonFinite() {
    return new Differentiable<>(f, options.withStopAtNonFinite());
  }

  /**
   * Returns the same function with derivatives that takes a function which depends on none of its
   * arguments for a constant, with derivative 0. By default such a function is an error, since most
   * are mistaken.
   */
  public Differentiable<X, Y> allowConstant() {
    return new Differentiable<>(f, options.withConstantAllowed());
  }

  private Differentiable<X, X> derivative() {
    return new Differentiable<>(this::gradient, options.withConstantAllowed());
  }

  /** Returns the result at {@code x}. */
  public Y apply(X x) {
    return f.apply(x);
  }

  /**
   * Returns the gradient at {@code x}, in one traversal in reverse.
   *
   * @throws AutodiffException if the result is not a single {@link Scalar}
   */
  public X gradient(X x) {
    return valueAndGradient(x).gradient();
  }

  /**
   * Returns value and gradient at {@code x}.
   *
   * @throws AutodiffException if the result is not a single {@link Scalar}
   */
  public ValueAndGradient<Scalar, X> valueAndGradient(X x) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          Scalar y = single("gradient", at.results);
          X gradient = ValueTree.like(x, t.gradient(y, at.arguments));
          return new ValueAndGradient<>(t.result(y), gradient);
        });
  }

  private static Scalar single(String transform, List<Value<?>> results) {
    if (results.size() == 1 && results.get(0) instanceof Scalar s) {
      return s;
    }
    Value<?> first = results.isEmpty() ? null : results.get(0);
    throw new AutodiffException(
        transform + ": the result is not a scalar",
        first == null || results.size() > 1
            ? results.size() + " values"
            : "a tensor of shape " + first.shape(),
        "one Scalar",
        first instanceof Tensor ? "sum() and mean() reduce a tensor to a scalar" : null);
  }

  /** Returns the tangent of the result where {@code tangent} is that of {@code x}: forward. */
  public Y jvp(X x, X tangent) {
    return jvps(x, List.of(tangent)).get(0);
  }

  /** Returns the tangents of the result in several directions at once. */
  public List<Y> jvps(X x, List<X> tangents) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          List<List<Value<?>>> directions = tangents.stream().map(ValueTree::leaves).toList();
          return t.pushforward(at.results, at.arguments, directions).stream()
              .map(tangent -> ValueTree.like(at.result, tangent))
              .toList();
        });
  }

  /** Returns the cotangent of {@code x} where {@code cotangent} is that of the result: reverse. */
  public X vjp(X x, Y cotangent) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          return ValueTree.like(
              x, t.pullback(at.results, ValueTree.leaves(cotangent), at.arguments));
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
   * column for each number of the argument, in the order of their structure and row-major.
   */
  public double[][] jacobian(X x) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          int rows = UnitVectors.size(at.results);
          int columns = UnitVectors.size(at.arguments);
          double[][] matrix = new double[rows][columns];
          if (Direction.BY_SHAPE.isForward(columns, rows)) {
            List<List<Value<?>>> tangents =
                t.pushforward(at.results, at.arguments, UnitVectors.of(at.arguments));
            for (int k = 0; k < columns; k++) {
              double[] column = UnitVectors.numbers(tangents.get(k));
              for (int i = 0; i < rows; i++) {
                matrix[i][k] = column[i];
              }
            }
          } else {
            List<List<Value<?>>> units = UnitVectors.of(at.results);
            Arrays.setAll(
                matrix,
                i -> UnitVectors.numbers(t.pullback(at.results, units.get(i), at.arguments)));
          }
          return matrix;
        });
  }

  /**
   * Returns the Hessian at {@code x} times {@code v}: forward over reverse.
   *
   * @throws AutodiffException if the result is not a single {@link Scalar}
   */
  public X hessianVectorProduct(X x, X v) {
    return derivative().jvp(x, v);
  }

  /**
   * Returns the second derivatives by each number of {@code x} twice: the Hessian's diagonal in the
   * structure of {@code x}.
   *
   * @throws AutodiffException if the result is not a single {@link Scalar}
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
   * Autodiff#gaussNewtonVectorProduct}.
   */
  public X gaussNewtonVectorProduct(X x, Differentiable<Y, Scalar> loss, X v) {
    return Transform.run(
        options,
        t -> {
          Point<Y> at = evaluate(t, x);
          List<Value<?>> y = new ArrayList<>();
          at.results.forEach(r -> y.add(t.resultOf(r)));
          List<Value<?>> jv =
              t.pushforward(at.results, at.arguments, List.of(ValueTree.leaves(v))).get(0);
          Y hjv =
              loss.hessianVectorProduct(
                  ValueTree.like(at.result, y), ValueTree.like(at.result, jv));
          return ValueTree.like(x, t.pullback(at.results, ValueTree.leaves(hjv), at.arguments));
        });
  }

  /** The transform's own arguments, and what the function made of them. */
  private record Point<Y>(List<Value<?>> arguments, Y result, List<Value<?>> results) {}

  private Point<Y> evaluate(Transform t, X x) {
    List<Value<?>> own = t.own(ValueTree.leaves(x));
    Y y = f.apply(ValueTree.like(x, own));
    List<Value<?>> results = ValueTree.leaves(y);
    t.checkDependence(results, own);
    return new Point<>(own, y, results);
  }
}
