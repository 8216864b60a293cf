package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.IncompleteGamma;

/**
 * The regularised incomplete gamma function {@code P(a, x) = ∫₀ˣ t^(a-1) e^-t dt / Γ(a)}, or its
 * complement {@code Q}; DLMF 8.2.4. NaN below 0. At 0 the derivative is that from the right:
 * infinite of a shape below 1. Off by at most 12 units of the last place, its derivative by 6, of a
 * shape up to 128; beyond that by as many as {@code 40 + 2 log(m / f)}, where {@code f} is {@code
 * x^a e^-x} and {@code m} the most that it can be. The derivative is {@link GammaDensity}.
 *
 * @param shape {@code a}
 * @param upper whether this is {@code Q}
 */
public record GammaInc(double shape, boolean upper) implements Unary {
  /**
   * Checks the shape.
   *
   * @throws AutodiffException if it is not a positive number
   */
  public GammaInc {
    requirePositive(upper ? "gammaIncc" : "gammaInc", shape);
  }

  static void requirePositive(String operation, double shape) {
    if (!(shape > 0 && shape < Double.POSITIVE_INFINITY)) {
      throw new AutodiffException(
          operation + ": shape out of range", "shape " + shape, "a finite number above 0", null);
    }
  }

  static void requireOrder(String operation, int order) {
    if (order < 0) {
      throw new AutodiffException(
          operation + ": negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return upper ? "gammaIncc" : "gammaInc";
  }

  @Override
  public double applyAsDouble(double x) {
    return upper ? IncompleteGamma.upper(shape, x) : IncompleteGamma.lower(shape, x);
  }

  @Override
  public double derivative(double x, double y) {
    double density = IncompleteGamma.density(shape, 0, x);
    return upper ? -density : density;
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V density = x.apply(new GammaDensity(shape, 0));
    return scale(g, upper ? density.neg() : density);
  }
}
