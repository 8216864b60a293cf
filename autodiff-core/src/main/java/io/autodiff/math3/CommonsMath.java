package io.autodiff.math3;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.UnivariateFunction;
import io.autodiff.VectorFunction;
import io.autodiff.transform.Derivative;
import io.autodiff.transform.Jacobian;
import org.apache.commons.math3.analysis.differentiation.UnivariateDifferentiableFunction;
import org.apache.commons.math3.fitting.leastsquares.MultivariateJacobianFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.ode.MainStateJacobianProvider;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.apache.commons.math3.util.Pair;

/**
 * What commons-math3's algorithms ask for, made of functions that are written in this library's
 * operations: the derivatives are exact, neither written by hand nor approximated by differences.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="commons-math"}
 */
public final class CommonsMath {
  private CommonsMath() {}

  /** Returns a function as the objective of an optimiser. */
  public static ObjectiveFunction objective(ScalarFunction f) {
    return new ObjectiveFunction(x -> f.apply(Scalar.of(x)).value());
  }

  /** Returns the gradient of a function for an optimiser that takes one. */
  public static ObjectiveFunctionGradient gradient(ScalarFunction f) {
    Derivative gradient = Autodiff.gradient(f).allowConstant();
    return new ObjectiveFunctionGradient(gradient::at);
  }

  /**
   * Returns a model with its Jacobian, both from one pass, for {@code LevenbergMarquardtOptimizer}
   * and {@code GaussNewtonOptimizer}.
   */
  public static MultivariateJacobianFunction model(VectorFunction f) {
    Jacobian jacobian = Autodiff.jacobian(f).allowConstant();
    return x -> {
      Jacobian.WithValue<double[]> both = jacobian.valueAndJacobian(RealArrays.of(x));
      return new Pair<>(
          new ArrayRealVector(both.value(), false),
          new Array2DRowRealMatrix(both.jacobian(), false));
    };
  }

  /**
   * Returns a function of one variable for root finders that take derivatives, such as {@code
   * NewtonRaphsonSolver}; derivatives of every order that is asked for are exact.
   */
  public static UnivariateDifferentiableFunction univariate(UnivariateFunction f) {
    return new UnivariateAdapter(f);
  }

  /**
   * Returns a system of differential equations {@code y' = f(t, y)} with its Jacobian by {@code y},
   * for {@code JacobianMatrices} and implicit methods.
   *
   * @param dimension how many equations
   */
  public static MainStateJacobianProvider equations(int dimension, RightSide f) {
    return new EquationsAdapter(dimension, f);
  }

  /** The right side of a system of differential equations. */
  @FunctionalInterface
  public interface RightSide {
    /** Returns the derivatives of the state by time. */
    Scalar[] apply(double t, Scalar[] y);
  }
}
