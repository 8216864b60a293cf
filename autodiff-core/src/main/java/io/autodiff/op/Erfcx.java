package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.ErrorFunctions;

/**
 * {@code e^x²} times the repeated integral of erfc of an order, {@code e^x² erfc(x)} of order 0;
 * DLMF 7.18. Its derivative is {@code -2 (order + 1)} times that of the next order, which loses
 * nothing far out, where {@code 2 x erfcx(x) - 2/√π} does. Off by at most 6 units of the last
 * place, its derivative by 6.
 */
public record Erfcx(int order) implements Unary {
  /**
   * Checks the order.
   *
   * @throws AutodiffException if it is negative
   */
  public Erfcx {
    if (order < 0) {
      throw new AutodiffException("erfcx: negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return "erfcx";
  }

  @Override
  public double applyAsDouble(double x) {
    return ErrorFunctions.erfcx(order, x);
  }

  @Override
  public double derivative(double x, double y) {
    return -2 * (order + 1) * ErrorFunctions.erfcx(order + 1, x);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return scale(g, x.apply(new Erfcx(order + 1)).mul(-2 * (order + 1)));
  }
}
