package io.autodiff.transform;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import io.autodiff.sweep.UnitVectors;
import java.util.ArrayList;
import java.util.List;

/**
 * The second derivatives of a function of several scalars by each of them twice: the diagonal of
 * its Hessian. By traversals forward over one in reverse, a few arguments at a time.
 */
public final class HessianDiagonal {
  private final TracedFunction gradient;
  private final TransformOptions options;

  /** Returns the diagonal of the Hessian of a function. */
  public static HessianDiagonal of(ScalarFunction f) {
    return new HessianDiagonal(TracedFunction.ofGradient(f), TransformOptions.STANDARD);
  }

  private HessianDiagonal(TracedFunction gradient, TransformOptions options) {
    this.gradient = gradient;
    this.options = options;
  }

  /**
   * Returns the same diagonal computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite; see {@link Derivative#stopAtNonFinite}.
   */
  public HessianDiagonal stopAtNonFinite() {
    return new HessianDiagonal(gradient, options.withStopAtNonFinite());
  }

  /**
   * Returns the same diagonal that takes a function which depends on none of its arguments for a
   * constant, with derivative 0. By default such a function is an error, since most are mistaken.
   */
  public HessianDiagonal allowConstant() {
    return new HessianDiagonal(gradient, options.withConstantAllowed());
  }

  /** Returns the diagonal at {@code x}. */
  public double[] at(double... x) {
    return Scalar.values(at(Scalar.of(x)));
  }

  /** Returns the diagonal at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[] at(Scalar... x) {
    return Transform.run(
        options,
        t -> {
          Scalar[] own = t.arguments(x);
          List<Value<?>> slopes = Transform.values(gradient.apply(t, own));
          return Transform.scalars(of(t, slopes, Transform.values(own)));
        });
  }

  @Override
  public String toString() {
    return "diagonal of the matrix of second derivatives" + options;
  }

  /**
   * Returns the diagonal in the structure of the arguments.
   *
   * @param slopes the derivatives by the arguments, recorded
   */
  static List<Value<?>> of(
      Transform t, List<? extends Value<?>> slopes, List<? extends Value<?>> arguments) {
    List<Value<?>> diagonal = new ArrayList<>();
    arguments.forEach(x -> diagonal.add(x.zerosLike()));
    int size = UnitVectors.size(arguments);
    int argument = -1;
    int end = 0;
    for (int from = 0; from < size; from += UnitVectors.CHUNK) {
      int to = Math.min(size, from + UnitVectors.CHUNK);
      List<List<Value<?>>> units = UnitVectors.of(arguments, from, to);
      List<List<Value<?>>> columns = t.pushforward(slopes, arguments, units);
      for (int k = 0; k < units.size(); k++) {
        while (from + k >= end) {
          argument++;
          end += arguments.get(argument).shape().size();
        }
        Value<?> column = columns.get(k).get(argument);
        diagonal.set(
            argument,
            switch (diagonal.get(argument)) {
              case Scalar _ -> column;
              case Tensor sum ->
                  sum.add(scale(((Tensor) units.get(k).get(argument)), (Tensor) column));
            });
      }
    }
    return diagonal;
  }
}
