package io.autodiff.op;

import io.autodiff.Scalar;
import io.autodiff.Value;

/**
 * An operation on numbers, applied to each element. One definition serves scalars and tensors, and
 * one derivative rule serves reverse mode, forward mode and any higher order: since the Jacobian is
 * diagonal, the same product takes a cotangent back and a tangent forward.
 */
public sealed interface Elementwise extends Op permits Unary, Binary, Ternary {

  /** Returns the number of operands. */
  int arity();

  /** Returns the value on numbers; those beyond the {@link #arity} are ignored. */
  double value(double x, double y, double z);

  /**
   * Returns the derivative by an operand as a number, where the operation's value is {@code w}; the
   * same function as the rule.
   */
  double derivative(int argument, double x, double y, double z, double w);

  /** Applies the operation to as many numbers as it takes. */
  Scalar apply(Scalar... in);

  /**
   * The derivative rule: returns {@code g} times the derivative by an operand, linear in {@code g};
   * it may be broader than the operand.
   *
   * @param g a cotangent of the result, or a tangent of the operand
   * @param out the result
   * @param in the operands
   */
  <V extends Value<V>> V propagate(int argument, V g, V out, V[] in);

  /**
   * The definition in other operations, if there is one as accurate as {@link #value}; else this
   * operation itself. Loops are written from it.
   */
  <V extends Value<V>> V define(V[] in);

  /** The code of every operation that has no case of its own in the scalar sweep. */
  int GENERIC = 0;

  /**
   * Returns this operation's code in the scalar tape, one of {@link Opcode}, or {@link #GENERIC}.
   */
  default int opcode() {
    return GENERIC;
  }

  /**
   * Returns whether the rule chooses rather than scales, so that where the derivative is 0 nothing
   * passes, not even an infinite cotangent: {@code x.clamp(0, 1).sqrt()} has derivative 0 below 0.
   */
  default boolean isSelection() {
    return isPiecewiseConstant();
  }

  /** Returns whether nothing passes where the derivative is this one. */
  default boolean isBlocked(double derivative) {
    return derivative == 0 && isSelection();
  }

  /** Returns whether the derivative is 0 wherever it exists, as a comparison's is. */
  default boolean isPiecewiseConstant() {
    return false;
  }
}
