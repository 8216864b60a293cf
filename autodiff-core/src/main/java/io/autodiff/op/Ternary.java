package io.autodiff.op;

import io.autodiff.Scalar;
import io.autodiff.Value;

/** An elementwise operation {@code w = f(x, y, z)}. */
public sealed interface Ternary extends Elementwise permits TernaryOp {

  @Override
  default int arity() {
    return 3;
  }

  /** Returns {@code f(x, y, z)}. */
  double applyAsDouble(double x, double y, double z);

  /** Returns the derivative by operand {@code argument} as a number; the same as the rule. */
  double derivative(int argument, double x, double y, double z);

  @Override
  default double value(double x, double y, double z) {
    return applyAsDouble(x, y, z);
  }

  @Override
  default double derivative(int argument, double x, double y, double z, double w) {
    return derivative(argument, x, y, z);
  }

  @Override
  default Scalar apply(Scalar... in) {
    return in[0].apply(this, in[1], in[2]);
  }

  @Override
  default <V extends Value<V>> V propagate(int argument, V g, V out, V[] in) {
    return propagate(argument, g, in[0], in[1], in[2]);
  }

  @Override
  default <V extends Value<V>> V define(V[] in) {
    return define(in[0], in[1], in[2]);
  }

  /**
   * Returns {@code g} times the derivative by operand {@code argument} as a number, as {@link
   * Unary#term}.
   */
  default double term(int argument, double g, double x, double y, double z) {
    double slope = derivative(argument, x, y, z);
    return isBlocked(slope) ? 0 : g * slope;
  }

  /**
   * The derivative rule: returns {@code g} times the derivative by operand {@code argument}, linear
   * in {@code g}.
   */
  <V extends Value<V>> V propagate(int argument, V g, V x, V y, V z);

  /** The {@link #define(Value[]) definition} by its operands. */
  default <V extends Value<V>> V define(V x, V y, V z) {
    return x.apply(this, y, z);
  }
}
