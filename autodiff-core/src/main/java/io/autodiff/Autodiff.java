package io.autodiff;

import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import java.util.List;
import java.util.stream.Stream;

/**
 * Derivatives of functions: a function in, its derivative out.
 *
 * <pre>{@code
 * Derivative g = Autodiff.gradient(v -> v[0].mul(v[1]).add(v[0].sin()));
 * double[] at = g.at(2.0, 3.0);
 * double[][] h = Autodiff.hessian(v -> v[0].square().mul(v[1])).at(-1.2, 1.0);
 * }</pre>
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
    return new Derivative(f, Direction.REVERSE);
  }

  /** Returns the derivative of a function of one scalar. */
  public static UnivariateDerivative derivative(UnivariateFunction f) {
    return new UnivariateDerivative(f);
  }

  /** Returns the Jacobian of a function of several scalars with several results. */
  public static Jacobian jacobian(VectorFunction f) {
    return new Jacobian(Evaluation.of(f), Direction.BY_SHAPE);
  }

  /**
   * Returns the matrix of second derivatives of a function of several scalars: by columns, forward
   * over reverse, or by rows, reverse over reverse.
   */
  public static Jacobian hessian(ScalarFunction f) {
    return new Jacobian(Evaluation.ofGradient(f), Direction.FORWARD);
  }

  /** Returns the diagonal of the matrix of second derivatives. */
  public static HessianDiagonal hessianDiagonal(ScalarFunction f) {
    return new HessianDiagonal(f);
  }

  /**
   * Returns the product {@code J v} of the Jacobian with tangents {@code v} of the arguments: the
   * derivatives of the results in a direction. By traversals forward, several directions at once.
   */
  public static VectorProduct jvp(VectorFunction f) {
    return jvp(Evaluation.of(f));
  }

  private static VectorProduct jvp(Evaluation f) {
    return new VectorProduct((t, x, tangents) -> t.pushforward(apply(f, t, x), x, tangents));
  }

  /**
   * Returns the product {@code wᵀ J} of cotangents {@code w} of the results with the Jacobian: the
   * gradient of {@code Σ w_i f_i}. By a traversal in reverse for each cotangent.
   */
  public static VectorProduct vjp(VectorFunction f) {
    return new VectorProduct(
        (t, x, cotangents) -> {
          List<Value<?>> y = apply(Evaluation.of(f), t, x);
          return cotangents.stream().map(w -> t.pullback(y, w, x)).toList();
        });
  }

  /**
   * Returns the product {@code H v} of the Hessian with vectors {@code v}: forward over reverse.
   */
  public static VectorProduct hessianVectorProduct(ScalarFunction f) {
    return jvp(Evaluation.ofGradient(f));
  }

  /**
   * Returns the product {@code Jᵀ H J v} of the generalised Gauss-Newton matrix of {@code
   * loss(model(x))} with vectors {@code v}, where {@code J} is the Jacobian of the model and {@code
   * H} the Hessian of the loss. It is the Hessian without the curvature of the model, and positive
   * semidefinite where the loss is convex (Schraudolph, Neural Computation 14, 2002).
   */
  public static VectorProduct gaussNewtonVectorProduct(VectorFunction model, ScalarFunction loss) {
    VectorProduct curvature = hessianVectorProduct(loss);
    return new VectorProduct(
        (t, x, vectors) -> {
          List<Value<?>> y = apply(Evaluation.of(model), t, x);
          Scalar[] at = Stream.of(Transform.scalars(y)).map(t::result).toArray(Scalar[]::new);
          return t.pushforward(y, x, vectors).stream()
              .map(jv -> curvature.with(t.options()).at(at, Transform.scalars(jv)))
              .map(hjv -> t.pullback(y, Transform.values(hjv), x))
              .toList();
        });
  }

  private static List<Value<?>> apply(Evaluation f, Transform t, List<Value<?>> x) {
    return Transform.values(f.apply(t, Transform.scalars(x)));
  }
}
