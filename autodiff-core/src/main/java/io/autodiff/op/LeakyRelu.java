package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Value;

/** {@code x} above 0, else {@code slope * x}; the derivative at 0 is {@code slope}. */
public record LeakyRelu(double slope) implements Unary {
  @Override
  public String label() {
    return "leakyRelu";
  }

  @Override
  public double applyAsDouble(double x) {
    return x > 0 ? x : slope * x;
  }

  @Override
  public <V extends Value<V>> V define(V x) {
    return x.gt(0).where(x, x.mul(slope));
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? 1 : slope;
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    return x.gt(0).where(g, scale(g, slope));
  }
}
