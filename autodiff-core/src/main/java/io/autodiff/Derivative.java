package io.autodiff;

import java.util.Arrays;
import java.util.List;

/** The gradient of a function of several scalars, by one traversal in reverse. */
public final class Derivative {
  private final ScalarFunction f;

  Derivative(ScalarFunction f) {
    this.f = f;
  }

  /** A function's value and its gradient at one point. */
  public record ValueAndGradient(double value, double[] gradient) {}

  /** Returns the gradient at {@code x}. */
  public double[] at(double... x) {
    return valueAndGradient(x).gradient();
  }

  /** Returns the gradient at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[] at(Scalar... x) {
    return Transform.run(t -> evaluate(t, x).gradient);
  }

  /** Returns value and gradient at {@code x}. */
  public ValueAndGradient valueAndGradient(double... x) {
    return Transform.run(
        t -> {
          Evaluation e = evaluate(t, Scalar.of(x));
          return new ValueAndGradient(e.value.value(), Scalar.values(e.gradient));
        });
  }

  private record Evaluation(Scalar value, Scalar[] gradient) {}

  private Evaluation evaluate(Transform t, Scalar... x) {
    Scalar[] own = t.arguments(x);
    Scalar y = f.apply(own.clone());
    List<Value<?>> found = t.derivatives(y, Arrays.asList(own));
    Scalar[] gradient = found.stream().map(Scalar.class::cast).toArray(Scalar[]::new);
    return new Evaluation(y, gradient);
  }
}
