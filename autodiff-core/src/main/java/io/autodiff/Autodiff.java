package io.autodiff;

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
 * so derivatives nest in each other and in a user's tape to any depth. A function that does not
 * depend on an argument has derivative 0 by it.
 */
public final class Autodiff {
  private Autodiff() {}

  /** Returns the gradient of a function of several scalars. */
  public static Derivative gradient(ScalarFunction f) {
    return new Derivative(f);
  }

  /** Returns the derivative of a function of one scalar. */
  public static UnivariateDerivative derivative(UnivariateFunction f) {
    return new UnivariateDerivative(f);
  }

  /** Returns the Jacobian of a function of several scalars with several results. */
  public static Jacobian jacobian(VectorFunction f) {
    return new Jacobian(f);
  }

  /** Returns the matrix of second derivatives of a function of several scalars. */
  public static Jacobian hessian(ScalarFunction f) {
    Derivative gradient = gradient(f);
    return new Jacobian(gradient::at);
  }

  /** Returns the gradient of a function of one tensor. */
  public static TensorDerivative tensorGradient(TensorFunction f) {
    return new TensorDerivative(f);
  }
}
