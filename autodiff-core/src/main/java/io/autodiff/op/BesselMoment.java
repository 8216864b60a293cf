package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.BesselFunctions;

/**
 * {@code M_n(x)}, the mean of {@code (1 - cos θ)^n e^(-|x| (1 - cos θ))} over all angles: of order
 * 0 {@code e^-|x| I₀(x)}, of others its derivatives but for their signs (DLMF 10.32.1), which loses
 * nothing far out, where a difference of Bessel functions does. The derivative jumps at 0, where it
 * is 0 here. Off by at most 18 units of the last place, its derivative by 18.
 */
public record BesselMoment(int order) implements Unary {
  /**
   * Checks the order.
   *
   * @throws AutodiffException if it is negative
   */
  public BesselMoment {
    if (order < 0) {
      throw new AutodiffException(
          "besselMoment: negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return order == 0 ? "besselI0e" : "besselMoment";
  }

  @Override
  public double applyAsDouble(double x) {
    return BesselFunctions.moment(order, x);
  }

  @Override
  public double derivative(double x, double y) {
    return -Math.signum(x) * BesselFunctions.moment(order + 1, x);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return scale(g, x.sign().neg().mul(x.apply(new BesselMoment(order + 1))));
  }
}
