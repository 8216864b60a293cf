package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.BesselOscillations;

/**
 * The Bessel function of the first kind {@code J_n(x)} of a whole order; its derivative is half the
 * difference of its neighbours, DLMF 10.6.1. Off by at most {@code 2^-51}, and by at most 512 units
 * of the last place where it is above a hundredth of its amplitude, its derivative by 512.
 */
public record BesselJ(int order) implements Unary {
  /**
   * Checks the order.
   *
   * @throws AutodiffException if it is negative
   */
  public BesselJ {
    if (order < 0) {
      throw new AutodiffException("besselJ: negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return "besselJ";
  }

  @Override
  public double applyAsDouble(double x) {
    return BesselOscillations.j(order, x);
  }

  @Override
  public double derivative(double x, double y) {
    return order == 0
        ? -BesselOscillations.j(1, x)
        : 0.5 * (BesselOscillations.j(order - 1, x) - BesselOscillations.j(order + 1, x));
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V slope =
        order == 0 ? x.besselJ(1).neg() : x.besselJ(order - 1).sub(x.besselJ(order + 1)).mul(0.5);
    return scale(g, slope);
  }
}
