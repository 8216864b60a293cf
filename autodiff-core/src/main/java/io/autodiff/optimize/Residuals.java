package io.autodiff.optimize;

import io.autodiff.Scalar;
import io.autodiff.VectorFunction;
import io.autodiff.expression.ColumnFunction;
import io.autodiff.transform.Jacobian;

/**
 * The residuals of a least-squares problem: what is left between data and model at parameters.
 *
 * <p>Implementations return arrays that the caller owns.
 */
public interface Residuals {
  /** Returns the residuals. */
  double[] at(double... parameters);

  /** Returns residuals and Jacobian, a row for each residual, from one pass. */
  Jacobian.WithValue<double[]> withJacobian(double... parameters);

  /** Returns the residuals that a function of scalars computes. */
  static Residuals of(VectorFunction f) {
    Jacobian jacobian = Jacobian.of(f).allowConstant();
    return new Residuals() {
      @Override
      public double[] at(double... parameters) {
        return Scalar.values(f.apply(Scalar.of(parameters)));
      }

      @Override
      public Jacobian.WithValue<double[]> withJacobian(double... parameters) {
        return jacobian.valueAndJacobian(parameters);
      }
    };
  }

  /**
   * Returns model minus data, row by row.
   *
   * @param observed the datum of each row
   */
  static Residuals of(ColumnFunction model, double[] observed) {
    return new ModelResiduals(model, observed);
  }
}
