package io.autodiff;

import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import java.util.ArrayList;
import java.util.List;

/**
 * The second derivatives of a function of several scalars by each of them twice: the diagonal of
 * its Hessian. By traversals forward over one in reverse, a few arguments at a time.
 */
public final class HessianDiagonal {
  private final Derivative gradient;

  HessianDiagonal(ScalarFunction f) {
    this.gradient = new Derivative(f, Direction.REVERSE);
  }

  /** Returns the diagonal at {@code x}. */
  public double[] at(double... x) {
    return Scalar.values(at(Scalar.of(x)));
  }

  /** Returns the diagonal at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[] at(Scalar... x) {
    return Transform.run(
        t -> {
          Scalar[] own = t.arguments(x);
          List<Value<?>> slopes = Transform.values(gradient.at(own));
          List<Value<?>> arguments = Transform.values(own);
          Scalar[] diagonal = new Scalar[x.length];
          for (int from = 0; from < x.length; from += BATCH) {
            List<List<Value<?>>> units = new ArrayList<>();
            for (int k = from; k < Math.min(x.length, from + BATCH); k++) {
              units.add(Jacobian.unit(k, x.length));
            }
            List<List<Value<?>>> columns = t.pushforward(slopes, arguments, units);
            for (int k = 0; k < units.size(); k++) {
              diagonal[from + k] = (Scalar) columns.get(k).get(from + k);
            }
          }
          return diagonal;
        });
  }

  /** How many columns of the Hessian are held at once. */
  private static final int BATCH = 64;
}
