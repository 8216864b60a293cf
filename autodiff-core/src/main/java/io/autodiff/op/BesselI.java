package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.BesselFunctions;

/**
 * The modified Bessel function of the first kind {@code I_n(x)} of a whole order; its derivative is
 * half the sum of its neighbours, DLMF 10.29.1. Off by at most 16 units of the last place, its
 * derivative by 12.
 */
public record BesselI(int order) implements Unary {
  /**
   * Checks the order.
   *
   * @throws AutodiffException if it is negative
   */
  public BesselI {
    if (order < 0) {
      throw new AutodiffException("besselI: negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return "besselI";
  }

  @Override
  public double applyAsDouble(double x) {
    return BesselFunctions.i(order, x);
  }

  @Override
  public double derivative(double x, double y) {
    return order == 0
        ? BesselFunctions.i(1, x)
        : 0.5 * (BesselFunctions.i(order - 1, x) + BesselFunctions.i(order + 1, x));
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V slope = order == 0 ? x.besselI(1) : x.besselI(order - 1).add(x.besselI(order + 1)).mul(0.5);
    return scale(g, slope);
  }
}
