package io.autodiff.program;

import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.ValueAndGradient;

/**
 * The gradient of a function of several scalars that is evaluated often, numbers in and numbers
 * out. What {@link RecordedGradient} says of frozen numbers, of branches and of threads holds here.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="recorded-derivative"}
 */
public final class RecordedDerivative {
  private final RecordedGradient<Scalar[]> gradient;

  private RecordedDerivative(RecordedGradient<Scalar[]> gradient) {
    this.gradient = gradient;
  }

  /** Returns the gradient of a function. */
  public static RecordedDerivative of(ScalarFunction f) {
    return new RecordedDerivative(RecordedGradient.ofScalars(f));
  }

  /**
   * Returns the gradient at {@code x}.
   *
   * @throws io.autodiff.AutodiffException if the function depends on nothing of {@code x}, or reads
   *     a number of it
   */
  public double[] at(double... x) {
    return valueAndGradient(x).gradient();
  }

  /**
   * Returns value and gradient at {@code x}.
   *
   * @throws io.autodiff.AutodiffException if the function depends on nothing of {@code x}, or reads
   *     a number of it
   */
  public ValueAndGradient<Double, double[]> valueAndGradient(double... x) {
    ValueAndGradient<Scalar, Scalar[]> at = gradient.valueAndGradient(Scalar.of(x));
    return new ValueAndGradient<>(at.value().number(), Scalar.values(at.gradient()));
  }

  @Override
  public String toString() {
    return gradient.toString();
  }
}
