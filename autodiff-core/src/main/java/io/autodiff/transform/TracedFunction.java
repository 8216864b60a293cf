package io.autodiff.transform;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.VectorFunction;
import io.autodiff.sweep.CallerFunction;
import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import java.util.function.Function;

/** A function of several scalars as a transform runs it on its own arguments. */
@FunctionalInterface
interface TracedFunction {
  /** Returns the results at the transform's own arguments, recorded. */
  Scalar[] apply(Transform t, Scalar... own);

  /** Runs a caller's function and checks that it depends on an argument. */
  static TracedFunction of(VectorFunction f) {
    return (t, own) -> {
      Scalar[] y = run(own, f::apply);
      for (Scalar result : y) {
        CallerFunction.present("derivative", result);
      }
      t.checkDependence(Transform.values(y), Transform.values(own));
      return y;
    };
  }

  /** Takes the gradient of a caller's function, which may well be constant. */
  static TracedFunction ofGradient(ScalarFunction f) {
    return (t, own) -> new Derivative(f, Direction.REVERSE, t.options()).at(own);
  }

  /** Runs a caller's function, which may change the array that it is given. */
  static <R> R run(Scalar[] own, Function<Scalar[], R> f) {
    return CallerFunction.run("derivative", own.length, () -> f.apply(own.clone()));
  }
}
