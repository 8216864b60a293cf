package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.GammaFunctions;

/**
 * The derivative of order {@code order} of the digamma function {@code Γ'(x) / Γ(x)}; see {@link
 * GammaFunctions}. Off by at most 5 units of the last place, its derivative by 5 above 0 and away
 * from zeros.
 */
public record Polygamma(int order) implements Unary {
  /**
   * Checks the order.
   *
   * @throws AutodiffException if it is negative
   */
  public Polygamma {
    if (order < 0) {
      throw new AutodiffException("polygamma: negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return order == 0 ? "digamma" : "polygamma";
  }

  @Override
  public double applyAsDouble(double x) {
    return GammaFunctions.polygamma(order, x);
  }

  @Override
  public double derivative(double x, double y) {
    return GammaFunctions.polygamma(order + 1, x);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return scale(g, x.polygamma(order + 1));
  }
}
