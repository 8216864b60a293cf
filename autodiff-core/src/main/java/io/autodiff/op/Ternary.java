package io.autodiff.op;

import io.autodiff.Value;

/** An elementwise operation {@code w = f(x, y, z)}. */
public sealed interface Ternary extends Elementwise permits TernaryOp {

  /** Returns {@code f(x, y, z)}. */
  double applyAsDouble(double x, double y, double z);

  /** Returns the derivative by operand {@code argument} as a number; the same as the rule. */
  double derivative(int argument, double x, double y, double z);

  /**
   * Returns {@code g} times the derivative by operand {@code argument} as a number, as {@link
   * Unary#term}.
   */
  default double term(int argument, double g, double x, double y, double z) {
    double slope = derivative(argument, x, y, z);
    return slope == 0 && isSelection() ? 0 : g * slope;
  }

  /**
   * The derivative rule: returns {@code g} times the derivative by operand {@code argument}, linear
   * in {@code g}.
   */
  <V extends Value<V>> V propagate(int argument, V g, V x, V y, V z);

  /**
   * The definition in other operations, if there is one as accurate as {@link #applyAsDouble}; else
   * this operation itself. Loops are written from it.
   */
  default <V extends Value<V>> V define(V x, V y, V z) {
    return x.apply(this, y, z);
  }
}
