package io.autodiff.optimize;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import io.autodiff.transform.Derivative;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.Jacobian;
import io.autodiff.transform.VectorProduct;
import java.util.function.Function;

/** A function to minimise, with its derivatives. */
public interface Objective {
  /** Returns the value. */
  double value(double... x);

  /**
   * Returns the value and stores the gradient.
   *
   * @param gradient receives the derivatives
   */
  double valueAndGradient(double[] x, double[] gradient);

  /** Returns the product of the Hessian with a vector. */
  double[] hessianVector(double[] x, double[] v);

  /** Returns the matrix of second derivatives, by default a product for each column. */
  default double[][] hessian(double... x) {
    double[][] hessian = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double[] unit = new double[x.length];
      unit[i] = 1;
      hessian[i] = hessianVector(x, unit);
    }
    return hessian;
  }

  /** Returns a function of scalars. */
  static Objective of(ScalarFunction f) {
    Derivative gradient = Autodiff.gradient(f).allowConstant();
    VectorProduct product = Autodiff.hessianVectorProduct(f).allowConstant();
    Jacobian hessian = Autodiff.hessian(f).allowConstant();
    return new Objective() {
      @Override
      public double value(double... x) {
        return f.apply(Scalar.of(x)).value();
      }

      @Override
      public double valueAndGradient(double[] x, double[] g) {
        ValueAndGradient<Double, double[]> both = gradient.valueAndGradient(x);
        System.arraycopy(both.gradient(), 0, g, 0, g.length);
        return both.value();
      }

      @Override
      public double[] hessianVector(double[] x, double[] v) {
        return product.at(x, v);
      }

      @Override
      public double[][] hessian(double... x) {
        return hessian.at(x);
      }
    };
  }

  /** Returns a function of a float64 vector, whose result is a single number. */
  static Objective ofTensor(Function<? super Tensor, ? extends Value<?>> f) {
    Differentiable<Tensor, Value<?>> differentiable = Differentiable.<Tensor, Value<?>>of(f);
    return new Objective() {
      @Override
      public double value(double... x) {
        return valueAndGradient(x, new double[x.length]);
      }

      @Override
      public double valueAndGradient(double[] x, double[] g) {
        ValueAndGradient<Scalar, Tensor> both =
            differentiable.valueAndGradient(Tensor.of(x.clone()));
        System.arraycopy(both.gradient().values(), 0, g, 0, g.length);
        return both.value().value();
      }

      @Override
      public double[] hessianVector(double[] x, double[] v) {
        return differentiable
            .hessianVectorProduct(Tensor.of(x.clone()), Tensor.of(v.clone()))
            .values();
      }
    };
  }
}
