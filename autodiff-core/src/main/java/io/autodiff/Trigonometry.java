package io.autodiff;

import io.autodiff.op.TrigonometricOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;

/**
 * Circular and hyperbolic functions and their inverses; angles are in radians.
 *
 * @param <V> the kind of value
 */
public sealed interface Trigonometry<V extends Value<V>> permits Arithmetic {

  /**
   * Applies an elementwise operation of one operand.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  V apply(Unary op);

  /** Returns the sine of an angle in radians. */
  default V sin() {
    return apply(UnaryOp.SIN);
  }

  /** Returns the cosine of an angle in radians. */
  default V cos() {
    return apply(UnaryOp.COS);
  }

  /** Returns the tangent of an angle in radians. */
  default V tan() {
    return apply(UnaryOp.TAN);
  }

  /**
   * Returns the inverse sine, in [-π/2, π/2]; NaN outside [-1, 1]. The derivative at ±1 is
   * infinite.
   */
  default V asin() {
    return apply(TrigonometricOp.ASIN);
  }

  /**
   * Returns the inverse cosine, in [0, π]; NaN outside [-1, 1]. The derivative at ±1 is infinite.
   */
  default V acos() {
    return apply(TrigonometricOp.ACOS);
  }

  /** Returns the inverse tangent, in [-π/2, π/2]. */
  default V atan() {
    return apply(TrigonometricOp.ATAN);
  }

  /** Returns the hyperbolic sine. */
  default V sinh() {
    return apply(TrigonometricOp.SINH);
  }

  /** Returns the hyperbolic cosine. */
  default V cosh() {
    return apply(TrigonometricOp.COSH);
  }

  /** Returns the hyperbolic tangent. */
  default V tanh() {
    return apply(UnaryOp.TANH);
  }

  /** Returns the inverse hyperbolic sine. */
  default V asinh() {
    return apply(TrigonometricOp.ASINH);
  }

  /** Returns the inverse hyperbolic cosine; NaN below 1. The derivative at 1 is infinite. */
  default V acosh() {
    return apply(TrigonometricOp.ACOSH);
  }

  /** Returns the inverse hyperbolic tangent; NaN outside [-1, 1], infinite at ±1. */
  default V atanh() {
    return apply(TrigonometricOp.ATANH);
  }
}
