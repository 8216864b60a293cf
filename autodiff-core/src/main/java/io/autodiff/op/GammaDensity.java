package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.IncompleteGamma;

/**
 * {@code x^e e^-x / Γ(a)} with {@code e = a - 1 - order}: of order 0 the derivative of {@link
 * GammaInc}, of higher ones the factor of its further derivatives that no subtraction touches,
 * {@code (e - x)} times that of the next order. NaN below 0, 0 at ∞. Off by at most 6 units of the
 * last place of a shape up to 128, its derivative by 8 away from its zero; of a larger shape see
 * {@link GammaInc}.
 *
 * @param shape {@code a}
 */
public record GammaDensity(double shape, int order) implements Unary {
  /**
   * Checks shape and order.
   *
   * @throws io.autodiff.AutodiffException if the shape is not a positive number or the order is
   *     negative
   */
  public GammaDensity {
    GammaInc.requirePositive("gammaDensity", shape);
    GammaInc.requireOrder("gammaDensity", order);
  }

  private double exponent() {
    return shape - (1 + order);
  }

  @Override
  public String label() {
    return "gammaDensity";
  }

  @Override
  public double applyAsDouble(double x) {
    return IncompleteGamma.density(shape, order, x);
  }

  @Override
  public double derivative(double x, double y) {
    double e = exponent();
    return e == 0
        ? -y
        : BinaryOp.SCALE.applyAsDouble(IncompleteGamma.density(shape, order + 1, x), e - x);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    double e = exponent();
    if (e == 0) {
      return scale(g, y.neg());
    }
    return scale(g, scale(x.apply(new GammaDensity(shape, order + 1)), x.constant(e).sub(x)));
  }
}
