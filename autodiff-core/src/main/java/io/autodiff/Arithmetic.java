package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.TernaryOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;

/**
 * The elementwise operations, one line each, shared by {@link Scalar} and {@link Tensor}. What an
 * operation computes and its derivative are in {@link UnaryOp}, {@link BinaryOp} and {@link
 * TernaryOp}. Tensor operands broadcast as NumPy's do.
 *
 * @param <V> the kind of value
 */
sealed interface Arithmetic<V extends Value<V>> permits Value {

  /** Applies an elementwise operation of one operand. */
  V apply(Unary op);

  /** Applies an elementwise operation of two operands, this one on the left. */
  V apply(Binary op, V right);

  /** Applies an elementwise operation of two operands, this one on the left, to a constant. */
  V apply(Binary op, double right);

  /** Applies an elementwise operation of three operands, this one first. */
  V apply(Ternary op, V second, V third);

  /** Returns the negative, {@code -x}. */
  default V neg() {
    return apply(UnaryOp.NEG);
  }

  /** Returns the square, {@code x * x}. */
  default V square() {
    return apply(UnaryOp.SQUARE);
  }

  /** Returns the square root; NaN below 0. The derivative at 0 is infinite. */
  default V sqrt() {
    return apply(UnaryOp.SQRT);
  }

  /** Returns the absolute value; the derivative at 0 is 0. */
  default V abs() {
    return apply(UnaryOp.ABS);
  }

  /** Returns the exponential, {@code e^x}. */
  default V exp() {
    return apply(UnaryOp.EXP);
  }

  /** Returns {@code e^x - 1}, accurate near 0. */
  default V expm1() {
    return apply(UnaryOp.EXPM1);
  }

  /** Returns the natural logarithm; NaN below 0, -∞ at 0. */
  default V log() {
    return apply(UnaryOp.LOG);
  }

  /** Returns {@code log(1 + x)}, accurate near 0; NaN below -1. */
  default V log1p() {
    return apply(UnaryOp.LOG1P);
  }

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

  /** Returns the hyperbolic tangent. */
  default V tanh() {
    return apply(UnaryOp.TANH);
  }

  /** Returns the logistic function {@code 1 / (1 + e^-x)}; never overflows. */
  default V sigmoid() {
    return apply(UnaryOp.SIGMOID);
  }

  /** Returns {@code log(1 + e^x)}; never overflows. */
  default V softplus() {
    return apply(UnaryOp.SOFTPLUS);
  }

  /** Returns the rectifier {@code max(x, 0)}; the derivative at 0 is 0. */
  default V relu() {
    return apply(UnaryOp.RELU);
  }

  /** Returns the sign: -1, 0 or 1 (NaN stays NaN); the derivative is 0. */
  default V sign() {
    return apply(UnaryOp.SIGN);
  }

  /** Returns the sum. */
  default V add(V other) {
    return apply(BinaryOp.ADD, other);
  }

  /** Returns {@link #add(Value)} of a constant. */
  default V add(double other) {
    return apply(BinaryOp.ADD, other);
  }

  /** Returns the difference. */
  default V sub(V other) {
    return apply(BinaryOp.SUB, other);
  }

  /** Returns {@link #sub(Value)} of a constant. */
  default V sub(double other) {
    return apply(BinaryOp.SUB, other);
  }

  /** Returns the product, element by element. */
  default V mul(V other) {
    return apply(BinaryOp.MUL, other);
  }

  /** Returns {@link #mul(Value)} of a constant. */
  default V mul(double other) {
    return apply(BinaryOp.MUL, other);
  }

  /** Returns the quotient, element by element. */
  default V div(V other) {
    return apply(BinaryOp.DIV, other);
  }

  /** Returns {@link #div(Value)} of a constant. */
  default V div(double other) {
    return apply(BinaryOp.DIV, other);
  }

  /**
   * Returns this to the power of {@code other}; the derivative by the exponent is 0 where the base
   * is 0.
   */
  default V pow(V other) {
    return apply(BinaryOp.POW, other);
  }

  /** Returns {@link #pow(Value)} of a constant. */
  default V pow(double other) {
    return apply(BinaryOp.POW, other);
  }

  /**
   * Returns the larger; where both are equal each gets half of the derivative. NaN if either is
   * NaN.
   */
  default V max(V other) {
    return apply(BinaryOp.MAX, other);
  }

  /** Returns {@link #max(Value)} of a constant. */
  default V max(double other) {
    return apply(BinaryOp.MAX, other);
  }

  /**
   * Returns the smaller; where both are equal each gets half of the derivative. NaN if either is
   * NaN.
   */
  default V min(V other) {
    return apply(BinaryOp.MIN, other);
  }

  /** Returns {@link #min(Value)} of a constant. */
  default V min(double other) {
    return apply(BinaryOp.MIN, other);
  }

  /** Returns 1 where this is greater than {@code other}, else 0; the derivative is 0. */
  default V gt(V other) {
    return apply(BinaryOp.GT, other);
  }

  /** Returns {@link #gt(Value)} of a constant. */
  default V gt(double other) {
    return apply(BinaryOp.GT, other);
  }

  /**
   * Returns 1 where this is greater than or equal to {@code other}, else 0; the derivative is 0.
   */
  default V ge(V other) {
    return apply(BinaryOp.GE, other);
  }

  /** Returns {@link #ge(Value)} of a constant. */
  default V ge(double other) {
    return apply(BinaryOp.GE, other);
  }

  /** Returns 1 where this is less than {@code other}, else 0; the derivative is 0. */
  default V lt(V other) {
    return apply(BinaryOp.LT, other);
  }

  /** Returns {@link #lt(Value)} of a constant. */
  default V lt(double other) {
    return apply(BinaryOp.LT, other);
  }

  /** Returns 1 where this is less than or equal to {@code other}, else 0; the derivative is 0. */
  default V le(V other) {
    return apply(BinaryOp.LE, other);
  }

  /** Returns {@link #le(Value)} of a constant. */
  default V le(double other) {
    return apply(BinaryOp.LE, other);
  }

  /** Returns 1 where this equals {@code other}, else 0; the derivative is 0. */
  default V eq(V other) {
    return apply(BinaryOp.EQ, other);
  }

  /** Returns {@link #eq(Value)} of a constant. */
  default V eq(double other) {
    return apply(BinaryOp.EQ, other);
  }

  /**
   * Returns {@code this * factor}, but 0 wherever this is 0, whatever the factor is. Derivative
   * rules apply a cotangent only so: what no cotangent reaches stays 0 even where a local
   * derivative is infinite or NaN.
   */
  default V scale(V factor) {
    return apply(BinaryOp.SCALE, factor);
  }

  /** Returns {@link #scale(Value)} by a constant. */
  default V scale(double factor) {
    return apply(BinaryOp.SCALE, factor);
  }

  /**
   * Returns {@code ifTrue} where this is not 0, else {@code ifFalse}. The derivative by this is 0;
   * the branch not taken gets a derivative of exactly 0, even where its own derivative is infinite.
   */
  default V where(V ifTrue, V ifFalse) {
    return apply(TernaryOp.WHERE, ifTrue, ifFalse);
  }
}
