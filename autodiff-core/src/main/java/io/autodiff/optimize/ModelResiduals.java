package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import io.autodiff.expression.ColumnFunction;
import io.autodiff.transform.Jacobian;

/** A formula over columns of data minus what was observed. */
record ModelResiduals(ColumnFunction model, double[] observed) implements Residuals {
  ModelResiduals {
    if (observed.length != model.rows()) {
      throw new AutodiffException(
          "least squares: model and data differ in length",
          model.rows() + " rows, " + observed.length + " observations",
          "an observation for each row",
          null);
    }
    observed = observed.clone();
  }

  @Override
  public double[] at(double... parameters) {
    return minusObserved(model.at(parameters));
  }

  @Override
  public Jacobian.WithValue<double[]> withJacobian(double... parameters) {
    Jacobian.WithValue<double[]> both = model.valueAndJacobian(parameters);
    return new Jacobian.WithValue<>(minusObserved(both.value()), both.jacobian());
  }

  private double[] minusObserved(double[] fitted) {
    double[] residuals = new double[fitted.length];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = fitted[i] - observed[i];
    }
    return residuals;
  }
}
