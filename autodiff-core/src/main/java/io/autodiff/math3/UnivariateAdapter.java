package io.autodiff.math3;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.UnivariateFunction;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.differentiation.UnivariateDifferentiableFunction;

/** A function of one scalar with as many derivatives as an argument carries. */
record UnivariateAdapter(UnivariateFunction f) implements UnivariateDifferentiableFunction {
  @Override
  public double value(double x) {
    return f.apply(Scalar.of(x)).value();
  }

  @Override
  public DerivativeStructure value(DerivativeStructure t) {
    double[] derivatives = new double[t.getOrder() + 1];
    UnivariateFunction derivative = f;
    for (int k = 0; k < derivatives.length; k++) {
      derivatives[k] = derivative.apply(Scalar.of(t.getValue())).value();
      UnivariateFunction lower = derivative;
      derivative = x -> Autodiff.derivative(lower).allowConstant().at(x);
    }
    return t.compose(derivatives);
  }
}
