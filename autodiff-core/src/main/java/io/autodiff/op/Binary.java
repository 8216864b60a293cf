package io.autodiff.op;

import io.autodiff.Scalar;
import io.autodiff.Value;
import java.util.function.DoubleBinaryOperator;

/** An elementwise operation {@code z = f(x, y)}. */
public sealed interface Binary extends Elementwise, DoubleBinaryOperator
    permits BinaryOp, ComparisonOp, RuleOp, BinaryCrossEntropy {

  @Override
  default int arity() {
    return 2;
  }

  /** Returns {@code f(x, y)}. */
  @Override
  double applyAsDouble(double x, double y);

  /** Returns {@code ∂f/∂x} as a number, where {@code z = f(x, y)}; the same as the rule. */
  double left(double x, double y, double z);

  /** Returns {@code ∂f/∂y} as a number, where {@code z = f(x, y)}; the same as the rule. */
  double right(double x, double y, double z);

  @Override
  default double value(double x, double y, double z) {
    return applyAsDouble(x, y);
  }

  @Override
  default double derivative(int argument, double x, double y, double z, double w) {
    return argument == 0 ? left(x, y, w) : right(x, y, w);
  }

  @Override
  default Scalar apply(Scalar... in) {
    return in[0].apply(this, in[1]);
  }

  @Override
  default <V extends Value<V>> V propagate(int argument, V g, V out, V[] in) {
    return argument == 0
        ? propagateLeft(g, in[0], in[1], out)
        : propagateRight(g, in[0], in[1], out);
  }

  @Override
  default <V extends Value<V>> V define(V[] in) {
    return define(in[0], in[1]);
  }

  /** Returns {@code g * ∂f/∂x} as a number, as {@link Unary#term}. */
  default double leftTerm(double g, double x, double y, double z) {
    double slope = left(x, y, z);
    return isBlocked(slope) ? 0 : g * slope;
  }

  /** Returns {@code g * ∂f/∂y} as a number, as {@link Unary#term}. */
  default double rightTerm(double g, double x, double y, double z) {
    double slope = right(x, y, z);
    return isBlocked(slope) ? 0 : g * slope;
  }

  /** The derivative rule of the left operand: returns {@code g * ∂f/∂x}, linear in {@code g}. */
  <V extends Value<V>> V propagateLeft(V g, V x, V y, V z);

  /** The derivative rule of the right operand: returns {@code g * ∂f/∂y}, linear in {@code g}. */
  <V extends Value<V>> V propagateRight(V g, V x, V y, V z);

  /** The {@link #define(Value[]) definition} by its operands. */
  default <V extends Value<V>> V define(V x, V y) {
    return x.apply(this, y);
  }
}
