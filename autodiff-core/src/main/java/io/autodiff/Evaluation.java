package io.autodiff;

import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;

/** A function of several scalars as a transform runs it on its own arguments. */
@FunctionalInterface
interface Evaluation {
  /** Returns the results at the transform's own arguments, recorded. */
  Scalar[] apply(Transform t, Scalar... own);

  /** Runs a caller's function and checks that it depends on an argument. */
  static Evaluation of(VectorFunction f) {
    return (t, own) -> {
      Scalar[] y = f.apply(own.clone());
      t.checkDependence(Transform.values(y), Transform.values(own));
      return y;
    };
  }

  /** Takes the gradient of a caller's function, which may well be constant. */
  static Evaluation ofGradient(ScalarFunction f) {
    return (t, own) -> new Derivative(f, Direction.REVERSE, t.options()).at(own);
  }
}
