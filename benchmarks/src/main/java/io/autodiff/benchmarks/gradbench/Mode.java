package io.autodiff.benchmarks.gradbench;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import java.util.function.Function;

/** A mode of differentiation. */
enum Mode {
  /** One traversal in the direction of each argument. */
  FORWARD {
    @Override
    Function<Scalar[], Scalar[]> gradient(ScalarFunction f) {
      return Autodiff.gradient(f).forward()::at;
    }
  },

  /** One traversal from the result back. */
  REVERSE {
    @Override
    Function<Scalar[], Scalar[]> gradient(ScalarFunction f) {
      return Autodiff.gradient(f)::at;
    }
  };

  /** Returns the gradient of a function, computed in this mode. */
  abstract Function<Scalar[], Scalar[]> gradient(ScalarFunction f);
}
