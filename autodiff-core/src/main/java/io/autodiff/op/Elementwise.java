package io.autodiff.op;

/**
 * An operation on numbers, applied to each element. One definition serves scalars and tensors, and
 * one derivative rule serves reverse mode, forward mode and any higher order: since the Jacobian is
 * diagonal, the same product takes a cotangent back and a tangent forward.
 */
public sealed interface Elementwise extends Op permits Unary, Binary, Ternary {

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

  /** Returns whether the derivative is 0 wherever it exists, as a comparison's is. */
  default boolean isPiecewiseConstant() {
    return false;
  }
}
