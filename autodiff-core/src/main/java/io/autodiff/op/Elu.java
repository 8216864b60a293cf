package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;

/**
 * {@code x} above 0, else {@code alpha (e^x - 1)}; the derivative at 0 is {@code alpha}. Off by at
 * most 2 units of the last place, its derivative by 2.
 */
public record Elu(double alpha) implements Unary {
  @Override
  public String label() {
    return "elu";
  }

  @Override
  public double applyAsDouble(double x) {
    return x > 0 ? x : alpha * Math.expm1(x);
  }

  @Override
  public <V extends Value<V>> V define(V x) {
    return x.gt(0).where(x, x.expm1().mul(alpha));
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? 1 : alpha * Math.exp(x);
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return x.gt(0).where(g, scale(g, x.exp().mul(alpha)));
  }
}
