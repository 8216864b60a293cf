package io.autodiff.transform;

import io.autodiff.NonFiniteException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Tape;
import io.autodiff.ValueAndGradient;
import io.autodiff.sweep.Direction;
import io.autodiff.sweep.Transform;
import io.autodiff.sweep.TransformOptions;
import java.util.List;

/** The gradient of a function of several scalars. */
public final class Derivative {
  private final ScalarFunction f;
  private final Direction mode;
  private final TransformOptions options;

  /** Returns the gradient of a function, computed in reverse. */
  public static Derivative of(ScalarFunction f) {
    return new Derivative(f, Direction.REVERSE, TransformOptions.STANDARD);
  }

  Derivative(ScalarFunction f, Direction mode, TransformOptions options) {
    this.f = f;
    this.mode = mode;
    this.options = options;
  }

  /** Returns the same gradient computed in reverse: by one traversal. This is the default. */
  public Derivative reverse() {
    return new Derivative(f, Direction.REVERSE, options);
  }

  /** Returns the same gradient computed forward: by one traversal for each few arguments. */
  public Derivative forward() {
    return new Derivative(f, Direction.FORWARD, options);
  }

  /**
   * Returns the same gradient computed so that it stops at the first operation whose result or
   * derivative is NaN or infinite: a {@link NonFiniteException} names it. Meant for finding where a
   * computation went wrong. What is recorded on a tape of the caller's is looked through only if
   * that tape {@linkplain Tape#stopAtNonFinite stops}.
   */
  public Derivative stopAtNonFinite() {
    return new Derivative(f, mode, options.withStopAtNonFinite());
  }

  /**
   * Returns the same gradient that takes a function which depends on none of its arguments for a
   * constant, with derivative 0. By default such a function is an error, since most are mistaken.
   */
  public Derivative allowConstant() {
    return new Derivative(f, mode, options.withConstantAllowed());
  }

  /** Returns the gradient at {@code x}. */
  public double[] at(double... x) {
    return valueAndGradient(x).gradient();
  }

  /** Returns the gradient at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[] at(Scalar... x) {
    return Transform.run(options, t -> evaluate(t, x).gradient);
  }

  /** Returns value and gradient at {@code x}. */
  public ValueAndGradient<Double, double[]> valueAndGradient(double... x) {
    return Transform.run(
        options,
        t -> {
          Result e = evaluate(t, Scalar.of(x));
          return new ValueAndGradient<>(t.result(e.value).value(), Scalar.values(e.gradient));
        });
  }

  @Override
  public String toString() {
    return "gradient, " + mode + options;
  }

  private record Result(Scalar value, Scalar[] gradient) {}

  private Result evaluate(Transform t, Scalar... x) {
    Scalar[] own = t.arguments(x);
    Scalar y = TracedFunction.run(own, f::apply);
    t.checkDependence(List.of(y), Transform.values(own));
    Scalar[] gradient =
        mode.isForward(x.length, 1) && x.length > 0
            ? Jacobian.transpose(Jacobian.columns(t, new Scalar[] {y}, own))[0]
            : Transform.scalars(t.gradient(y, Transform.values(own)));
    return new Result(y, gradient);
  }
}
