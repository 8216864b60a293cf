package io.autodiff;

import io.autodiff.transform.Derivative;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.HessianDiagonal;
import io.autodiff.transform.Jacobian;
import io.autodiff.transform.Linearization;
import io.autodiff.transform.UnivariateDerivative;
import io.autodiff.transform.VectorProduct;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Derivatives of functions: a function in, its derivative out.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="autodiff"}
 *
 * <p>A derivative is evaluated on numbers or on {@link Scalar}s; on scalars the result is recorded,
 * so derivatives nest in each other and in a user's tape to any depth, forward and reverse in any
 * mixture. What does not depend on an argument has derivative 0 by it: so the second derivative of
 * a linear function is 0. A function that depends on none of its arguments is refused, since it is
 * likely to be mistaken, unless {@code allowConstant()} was asked for.
 */
public final class Autodiff {
  private Autodiff() {}

  /** Returns the gradient of a function of several scalars. */
  public static Derivative gradient(ScalarFunction f) {
    return Derivative.of(f);
  }

  /** Returns the derivative of a function of one scalar. */
  public static UnivariateDerivative derivative(UnivariateFunction f) {
    return UnivariateDerivative.of(f);
  }

  /** Returns the Jacobian of a function of several scalars with several results. */
  public static Jacobian jacobian(VectorFunction f) {
    return Jacobian.of(f);
  }

  /**
   * Returns the matrix of second derivatives of a function of several scalars: by columns, forward
   * over reverse, or by rows, reverse over reverse.
   */
  public static Jacobian hessian(ScalarFunction f) {
    return Jacobian.ofGradient(f);
  }

  /** Returns the diagonal of the matrix of second derivatives. */
  public static HessianDiagonal hessianDiagonal(ScalarFunction f) {
    return HessianDiagonal.of(f);
  }

  /**
   * Returns the product {@code J v} of the Jacobian with tangents {@code v} of the arguments: the
   * derivatives of the results in a direction. By traversals forward, several directions at once.
   */
  public static VectorProduct jvp(VectorFunction f) {
    return VectorProduct.jvp(f);
  }

  /**
   * Returns the product {@code wᵀ J} of cotangents {@code w} of the results with the Jacobian: the
   * gradient of {@code Σ w_i f_i}. By a traversal in reverse for each cotangent.
   */
  public static VectorProduct vjp(VectorFunction f) {
    return VectorProduct.vjp(f);
  }

  /**
   * Returns the product {@code H v} of the Hessian with vectors {@code v}: forward over reverse.
   */
  public static VectorProduct hessianVectorProduct(ScalarFunction f) {
    return VectorProduct.hessian(f);
  }

  /**
   * Returns the product {@code Jᵀ H J v} of the generalised Gauss-Newton matrix of {@code
   * loss(model(x))} with vectors {@code v}, where {@code J} is the Jacobian of the model and {@code
   * H} the Hessian of the loss. It is the Hessian without the curvature of the model, and positive
   * semidefinite where the loss is convex (Schraudolph, Neural Computation 14, 2002).
   */
  public static VectorProduct gaussNewtonVectorProduct(VectorFunction model, ScalarFunction loss) {
    return VectorProduct.gaussNewton(model, loss);
  }

  /**
   * Returns the gradient of {@code f} at {@code x}, of the structure of {@code x}: {@code
   * Autodiff.gradient(t -> t.square().sum(), x)}. Types follow from the point, as for the other
   * functions of a point; {@link Differentiable} has options and more derivatives.
   *
   * @param x a scalar, a tensor, an array, list, map or record of them
   * @throws AutodiffException if the result is not a single number
   */
  public static <X> X gradient(Function<? super X, ? extends Value<?>> f, X x) {
    return Differentiable.<X, Value<?>>of(f).gradient(x);
  }

  /**
   * Returns value and {@link #gradient(Function, Object) gradient} of {@code f} at {@code x}.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public static <X> ValueAndGradient<Scalar, X> valueAndGradient(
      Function<? super X, ? extends Value<?>> f, X x) {
    return Differentiable.<X, Value<?>>of(f).valueAndGradient(x);
  }

  /**
   * Returns the whole result of {@code f} at {@code x} and the gradient of one number of it; see
   * {@link Differentiable#valueAndGradient(Object, Function)}.
   *
   * @param loss takes from the result what to differentiate
   * @throws AutodiffException if that is not a single number
   */
  public static <X, Y> ValueAndGradient<Y, X> valueAndGradient(
      Function<? super X, ? extends Y> f, Function<? super Y, ? extends Value<?>> loss, X x) {
    return Differentiable.<X, Y>of(f).valueAndGradient(x, loss);
  }

  /**
   * The derivatives by two arguments.
   *
   * @param <X> the structure of the first
   * @param <Y> the structure of the second
   */
  public record Both<X, Y>(X first, Y second) {}

  /**
   * Returns the gradients of a function of two arguments by each of them: {@code
   * Autodiff.gradient2((w, b) -> x.matmul(w).add(b).square().sum(), w, b)}.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public static <X, Y> Both<X, Y> gradient2(
      BiFunction<? super X, ? super Y, ? extends Value<?>> f, X x, Y y) {
    return gradient(both -> f.apply(both.first, both.second), new Both<>(x, y));
  }

  /**
   * The derivatives by three arguments.
   *
   * @param <X> the structure of the first
   * @param <Y> the structure of the second
   * @param <Z> the structure of the third
   */
  public record Three<X, Y, Z>(X first, Y second, Z third) {}

  /**
   * A function of three arguments whose result is a single number.
   *
   * @param <X> the structure of the first
   * @param <Y> the structure of the second
   * @param <Z> the structure of the third
   */
  @FunctionalInterface
  public interface OfThree<X, Y, Z> {
    /** Returns the result, a {@link Scalar} or a tensor of one element. */
    Value<?> apply(X first, Y second, Z third);
  }

  /**
   * Returns the gradients of a function of three arguments by each of them: {@code
   * Autodiff.gradient3((w, b, c) -> x.matmul(w).tanh().mul(b).add(c).sum(), w, b, c)}. A record, a
   * list or a map carries more, for {@link #gradient(Function, Object)}.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public static <X, Y, Z> Three<X, Y, Z> gradient3(
      OfThree<? super X, ? super Y, ? super Z> f, X x, Y y, Z z) {
    return gradient(all -> f.apply(all.first, all.second, all.third), new Three<>(x, y, z));
  }

  /**
   * Returns the Hessian of {@code f} at {@code x}, a row and a column for each number of {@code x};
   * see {@link Differentiable#hessian}.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public static <X> double[][] hessian(Function<? super X, ? extends Value<?>> f, X x) {
    return Differentiable.<X, Value<?>>of(f).hessian(x);
  }

  /**
   * Returns the diagonal of the Hessian of {@code f} at {@code x}, in the structure of {@code x}.
   *
   * @throws AutodiffException if the result is not a single number
   */
  public static <X> X hessianDiagonal(Function<? super X, ? extends Value<?>> f, X x) {
    return Differentiable.<X, Value<?>>of(f).hessianDiagonal(x);
  }

  /**
   * Returns the Hessian of {@code f} at {@code x} times {@code v}, both of the structure of {@code
   * x}.
   *
   * @throws AutodiffException if the result is not a single number, or {@code v} does not fit
   */
  public static <X> X hessianVectorProduct(Function<? super X, ? extends Value<?>> f, X x, X v) {
    return Differentiable.<X, Value<?>>of(f).hessianVectorProduct(x, v);
  }

  /**
   * Returns the Jacobian of {@code f} at {@code x}, a row for each number of the result and a
   * column for each of {@code x}; see {@link Differentiable#jacobian}.
   */
  public static <X, Y> double[][] jacobian(Function<? super X, ? extends Y> f, X x) {
    return Differentiable.<X, Y>of(f).jacobian(x);
  }

  /** Returns result and {@link #jacobian(Function, Object) Jacobian} of {@code f} at {@code x}. */
  public static <X, Y> Jacobian.WithValue<Y> valueAndJacobian(
      Function<? super X, ? extends Y> f, X x) {
    return Differentiable.<X, Y>of(f).valueAndJacobian(x);
  }

  /**
   * Returns the tangent of the result of {@code f} where {@code v} is that of {@code x}.
   *
   * @throws AutodiffException if {@code v} does not fit {@code x}
   */
  public static <X, Y> Y jvp(Function<? super X, ? extends Y> f, X x, X v) {
    return Differentiable.<X, Y>of(f).jvp(x, v);
  }

  /**
   * Returns the result of {@code f} at {@code x} and its {@link #jvp(Function, Object, Object)
   * tangent}.
   *
   * @throws AutodiffException if {@code v} does not fit {@code x}
   */
  public static <X, Y> Linearization.WithValue<Y> valueAndJvp(
      Function<? super X, ? extends Y> f, X x, X v) {
    return Differentiable.<X, Y>of(f).valueAndJvp(x, v);
  }

  /**
   * Returns the cotangent of {@code x} where {@code w} is that of the result of {@code f}.
   *
   * @throws AutodiffException if {@code w} does not fit the result
   */
  public static <X, Y> X vjp(Function<? super X, ? extends Y> f, X x, Y w) {
    return Differentiable.<X, Y>of(f).vjp(x, w);
  }
}
