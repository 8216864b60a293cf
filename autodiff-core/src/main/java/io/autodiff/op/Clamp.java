package io.autodiff.op;

import io.autodiff.Value;

/**
 * {@code min(max(x, low), high)}. The derivative is 1 between the bounds and 0 outside; at a bound
 * it is 1, or 0 if {@code open}. Source: PyTorch, whose clamp is closed and whose hardtanh is open.
 */
public record Clamp(double low, double high, boolean open) implements Unary {
  @Override
  public boolean isSelection() {
    return true;
  }

  @Override
  public String label() {
    return open ? "hardTanh" : "clamp";
  }

  @Override
  public double applyAsDouble(double x) {
    return Math.min(Math.max(x, low), high);
  }

  @Override
  public <V extends Value<V>> V define(V x) {
    return x.maximum(low).minimum(high);
  }

  @Override
  public double derivative(double x, double y) {
    boolean inside = open ? x > low && x < high : x >= low && x <= high;
    return inside ? 1 : 0;
  }

  @Override
  public <V extends Value<V>> V propagate(V g, V x, V y) {
    V inside = open ? x.gt(low).mul(x.lt(high)) : x.ge(low).mul(x.le(high));
    return inside.where(g, g.constant(0));
  }
}
