package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.AutodiffException;
import io.autodiff.Value;
import io.autodiff.internal.math.SphericalBessel;

/**
 * The spherical Bessel function {@code j_n(πx)}, of order 0 {@code sin(πx) / (πx)}; smooth, and
 * differentiated by DLMF 10.51.2. Off by at most 3 of order 0 units of the last place, its
 * derivative by 5.
 */
public record Sinc(int order) implements Unary {
  private static final int SERIES_TERMS = 12;

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

  /** Orders 0 and 1 in other operations: the same formulas, near 0 of order 1 its power series. */
  @Override
  public <V extends Value<V>> V define(V x) {
    if (order > 1) {
      return x.apply(this);
    }
    V whole = x.round();
    V half = whole.mul(0.5);
    V sign = half.sub(half.round()).abs().mul(-4).add(1); // -1 of an odd whole number
    V rest = x.sub(whole);
    V u = x.mul(Math.PI);
    V end = x.abs().eq(Double.POSITIVE_INFINITY);
    V zeroth = rest.mul(Math.PI).sin().mul(sign).div(u);
    if (order == 0) {
      return x.eq(0).where(x.constant(1), end.where(x.constant(0), zeroth));
    }
    V cosine = rest.abs().neg().add(0.5).mul(Math.PI).sin().mul(sign);
    V far = end.where(x.constant(0), zeroth.sub(cosine).div(x).div(Math.PI)); // πx may overflow
    return u.abs().lt(2).where(series(u), far);
  }

  /** Returns {@code j₁(u)} by DLMF 10.53.1. */
  private static <V extends Value<V>> V series(V u) {
    V square = u.square();
    V sum = u.constant(1);
    for (int k = SERIES_TERMS; k >= 1; k--) {
      sum = sum.mul(square).mul(-0.5 / (k * (2 * k + 3.0))).add(1);
    }
    return sum.mul(u).div(3);
  }

  @Override
  public double derivative(double x, double y) {
    double above = SphericalBessel.ofTurns(order + 1, x);
    double below = order == 0 ? 0 : SphericalBessel.ofTurns(order - 1, x);
    return Math.PI / (2 * order + 1) * (order * below - (order + 1) * above);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V above = x.apply(new Sinc(order + 1)).mul(-(order + 1));
    V sum = order == 0 ? above : above.add(x.apply(new Sinc(order - 1)).mul(order));
    return scale(g, sum.mul(Math.PI / (2 * order + 1)));
  }
}
