package io.autodiff.transform;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.VectorFunction;
import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        present(result);
      }
      t.checkDependence(Transform.values(y), Transform.values(own));
      return y;
    };
  }

  /** Takes the gradient of a caller's function, which may well be constant. */
  static TracedFunction ofGradient(ScalarFunction f) {
    return (t, own) -> new Derivative(f, Direction.REVERSE, t.options()).at(own);
  }

  /**
   * Runs a caller's function and says what is wrong if it returns nothing or asks for an argument
   * that it was not given.
   */
  static <R> R run(Scalar[] own, Function<Scalar[], R> f) {
    try {
      return present(f.apply(own.clone()));
    } catch (ArrayIndexOutOfBoundsException e) {
      String message = e.getMessage();
      if (message == null || !message.endsWith("out of bounds for length " + own.length)) {
        throw e;
      }
      AutodiffException missing =
          new AutodiffException(
              "derivative: the function went out of the bounds of an array",
              message + ", and " + own.length + " arguments",
              "at most the arguments of the point where the derivative is asked for",
              null);
      missing.initCause(e);
      throw missing;
    }
  }

  private static <R> R present(@Nullable R result) {
    if (result == null) {
      throw new AutodiffException(
          "derivative: a result of the function is missing", "null", "a Scalar", null);
    }
    return result;
  }
}
