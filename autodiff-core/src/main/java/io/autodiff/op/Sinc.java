package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.SphericalBessel;

/**
 * The spherical Bessel function {@code j_n(πx)}, of order 0 {@code sin(πx) / (πx)}; smooth, and
 * differentiated by DLMF 10.51.2.
 */
public record Sinc(int order) implements Unary {
  /**
   * Checks the order.
   *
   * @throws AutodiffException if it is negative
   */
  public Sinc {
    if (order < 0) {
      throw new AutodiffException("sinc: negative order", "order " + order, "0 or more", null);
    }
  }

  @Override
  public String label() {
    return "sinc";
  }

  @Override
  public double applyAsDouble(double x) {
    return SphericalBessel.ofTurns(order, x);
  }

  @Override
  public double derivative(double x, double y) {
    double above = SphericalBessel.ofTurns(order + 1, x);
    double below = order == 0 ? 0 : SphericalBessel.ofTurns(order - 1, x);
    return Math.PI / (2 * order + 1) * (order * below - (order + 1) * above);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V above = x.sinc(order + 1).mul(-(order + 1));
    V sum = order == 0 ? above : above.add(x.sinc(order - 1).mul(order));
    return g.scale(sum.mul(Math.PI / (2 * order + 1)));
  }
}
