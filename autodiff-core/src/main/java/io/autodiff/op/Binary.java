package io.autodiff.op;

import io.autodiff.Value;
import java.util.function.DoubleBinaryOperator;

/** An elementwise operation {@code z = f(x, y)}. */
public sealed interface Binary extends Elementwise, DoubleBinaryOperator
    permits BinaryOp, ComparisonOp, RuleOp, BinaryCrossEntropy {

  /** Returns {@code f(x, y)}. */
  @Override
  double applyAsDouble(double x, double y);

  /** Returns {@code ∂f/∂x} as a number, where {@code z = f(x, y)}; the same as the rule. */
  double left(double x, double y, double z);

  /** Returns {@code ∂f/∂y} as a number, where {@code z = f(x, y)}; the same as the rule. */
  double right(double x, double y, double z);

  /** Returns {@code g * ∂f/∂x} as a number, as {@link Unary#term}. */
  default double leftTerm(double g, double x, double y, double z) {
    double slope = left(x, y, z);
    return slope == 0 && isSelection() ? 0 : g * slope;
  }

  /** Returns {@code g * ∂f/∂y} as a number, as {@link Unary#term}. */
  default double rightTerm(double g, double x, double y, double z) {
    double slope = right(x, y, z);
    return slope == 0 && isSelection() ? 0 : g * slope;
  }

  /** The derivative rule of the left operand: returns {@code g * ∂f/∂x}, linear in {@code g}. */
  <V extends Value<V>> V propagateLeft(V g, V x, V y, V z);

  /** The derivative rule of the right operand: returns {@code g * ∂f/∂y}, linear in {@code g}. */
  <V extends Value<V>> V propagateRight(V g, V x, V y, V z);

  /**
   * The definition in other operations, if there is one as accurate as {@link #applyAsDouble}; else
   * this operation itself. Loops are written from it.
   */
  default <V extends Value<V>> V define(V x, V y) {
    return x.apply(this, y);
  }
}
