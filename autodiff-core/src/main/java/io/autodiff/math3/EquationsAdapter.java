package io.autodiff.math3;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import org.apache.commons.math3.ode.MainStateJacobianProvider;

/** Differential equations and their Jacobian by the state. */
record EquationsAdapter(int dimension, CommonsMath.RightSide f)
    implements MainStateJacobianProvider {
  @Override
  public int getDimension() {
    return dimension;
  }

  @Override
  public void computeDerivatives(double t, double[] y, double[] slopes) {
    double[] found = Scalar.values(f.apply(t, Scalar.of(y)));
    System.arraycopy(found, 0, slopes, 0, dimension);
  }

  @Override
  public void computeMainStateJacobian(double t, double[] y, double[] slopes, double[][] jacobian) {
    double[][] found = Autodiff.jacobian(x -> f.apply(t, x)).allowConstant().at(y);
    for (int i = 0; i < dimension; i++) {
      System.arraycopy(found[i], 0, jacobian[i], 0, dimension);
    }
  }
}
