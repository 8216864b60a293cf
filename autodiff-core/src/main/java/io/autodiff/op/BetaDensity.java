package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;
import io.autodiff.internal.math.IncompleteBeta;

/**
 * {@code x^e (1-x)^f / B(a, b)} with {@code e = a - 1 - i} and {@code f = b - 1 - j}: of orders 0
 * the derivative of {@link BetaInc}, of higher ones a factor of its further derivatives, since its
 * own is {@code e (1-x) - f x} times that of the next orders. NaN outside [0, 1]. Off by at most 8
 * units of the last place of shapes whose sum is up to 128, its derivative by 12 away from its
 * zero; of larger ones see {@link BetaInc}.
 */
public record BetaDensity(double a, int i, double b, int j) implements Unary {
  /**
   * Checks shapes and orders.
   *
   * @throws io.autodiff.AutodiffException if a shape is not a positive number or an order is
   *     negative
   */
  public BetaDensity {
    GammaInc.requirePositive("betaDensity", a);
    GammaInc.requirePositive("betaDensity", b);
    GammaInc.requireOrder("betaDensity", i);
    GammaInc.requireOrder("betaDensity", j);
  }

  private double left() {
    return a - (1 + i);
  }

  private double right() {
    return b - (1 + j);
  }

  private int nextLeft() {
    return left() == 0 ? i : i + 1; // where the exponent is 0, the factor has no derivative
  }

  private int nextRight() {
    return right() == 0 ? j : j + 1;
  }

  @Override
  public String label() {
    return "betaDensity";
  }

  @Override
  public double applyAsDouble(double x) {
    return IncompleteBeta.density(a, i, b, j, x);
  }

  @Override
  public double derivative(double x, double y) {
    double e = left();
    double f = right();
    double slope = e == 0 ? -f : f == 0 ? e : e * (1 - x) - f * x;
    return IncompleteBeta.density(a, nextLeft(), b, nextRight(), x) * slope;
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    double e = left();
    double f = right();
    V density = e == 0 && f == 0 ? y : x.apply(new BetaDensity(a, nextLeft(), b, nextRight()));
    V slope = e == 0 || f == 0 ? x.constant(e - f) : x.constant(1).sub(x).mul(e).sub(x.mul(f));
    return scale(g, density.mul(slope));
  }
}
