package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.BinaryCrossEntropy;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.Clamp;
import io.autodiff.op.RoundingOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.TernaryOp;
import io.autodiff.op.Unary;
import io.autodiff.op.UnaryOp;

/**
 * The elementwise operations, one line each, shared by {@link Scalar} and {@link Tensor}; grouped
 * as arithmetic, {@link Trigonometry}, {@link Comparisons}, {@link Activations} and {@link
 * SpecialFunctions}. Tensor operands broadcast as NumPy's do; two whose shapes do not broadcast, or
 * whose element types differ, are refused with an {@link AutodiffException}.
 *
 * @param <V> the kind of value
 */
public sealed interface Arithmetic<V extends Value<V>>
    extends Trigonometry<V>, Comparisons<V>, Activations<V>, SpecialFunctions<V> permits Value {

  /**
   * Applies an elementwise operation of one operand.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  @Override
  V apply(Unary op);

  /**
   * Applies an elementwise operation of two operands, this one on the left.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  @Override
  V apply(Binary op, V right);

  /**
   * Applies an elementwise operation of two operands, this one on the left, to a constant.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  @Override
  V apply(Binary op, double right);

  /**
   * Applies an elementwise operation of three operands, this one first.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  @Override
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

  /** Returns {@code log(1 + x)}, accurate near 0; NaN below -1, -∞ at -1. */
  default V log1p() {
    return apply(UnaryOp.LOG1P);
  }

  /** Returns the sign: -1, 0 or 1 (NaN stays NaN); the derivative is 0. */
  default V sign() {
    return apply(UnaryOp.SIGN);
  }

  /** Returns {@code 1 / x}; ∞ at 0. */
  default V reciprocal() {
    return apply(UnaryOp.RECIPROCAL);
  }

  /** Returns {@code 1 / sqrt(x)}; NaN below 0, infinite at 0. */
  default V rsqrt() {
    return apply(UnaryOp.RSQRT);
  }

  /** Returns the cube root, negative below 0. The derivative at 0 is infinite. */
  default V cbrt() {
    return apply(UnaryOp.CBRT);
  }

  /** Returns {@code 2^x}. */
  default V exp2() {
    return apply(UnaryOp.EXP2);
  }

  /** Returns the logarithm to base 2, exact for powers of 2; NaN below 0, -∞ at 0. */
  default V log2() {
    return apply(UnaryOp.LOG2);
  }

  /** Returns the logarithm to base 10; NaN below 0, -∞ at 0. */
  default V log10() {
    return apply(UnaryOp.LOG10);
  }

  /** Returns the largest whole number that is not above this; the derivative is 0. */
  default V floor() {
    return apply(RoundingOp.FLOOR);
  }

  /** Returns the smallest whole number that is not below this; the derivative is 0. */
  default V ceil() {
    return apply(RoundingOp.CEIL);
  }

  /** Returns the nearest whole number, of two the even one; the derivative is 0. */
  default V round() {
    return apply(RoundingOp.ROUND);
  }

  /** Returns the whole part, rounded towards 0; the derivative is 0. */
  default V trunc() {
    return apply(RoundingOp.TRUNC);
  }

  /**
   * Returns {@code min(max(x, low), high)}; the derivative is 1 from {@code low} to {@code high},
   * both included, and 0 outside.
   */
  default V clamp(double low, double high) {
    return apply(new Clamp(low, high, false));
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

  /** Returns {@code left - x} of a constant {@code left}; {@code torch.rsub}. */
  default V rsub(double left) {
    return self().constant(left).sub(self());
  }

  /** Returns the product, element by element. */
  default V mul(V other) {
    return apply(BinaryOp.MUL, other);
  }

  /** Returns {@link #mul(Value)} of a constant. */
  default V mul(double other) {
    return apply(BinaryOp.MUL, other);
  }

  /** Returns {@code this * factor + term}, rounded once. */
  default V fma(V factor, V term) {
    return apply(TernaryOp.FMA, factor, term);
  }

  /** Returns the quotient, element by element; by 0 infinite, and NaN of 0 by 0. */
  default V div(V other) {
    return apply(BinaryOp.DIV, other);
  }

  /** Returns {@link #div(Value)} of a constant. */
  default V div(double other) {
    return apply(BinaryOp.DIV, other);
  }

  /**
   * Returns {@code left / x} of a constant {@code left}, at 0 infinite, and NaN of 0 by 0; Python's
   * {@code left / x}.
   */
  default V rdiv(double left) {
    return self().constant(left).div(self());
  }

  /**
   * Returns the polynomial {@code c₀ + c₁ x + c₂ x² + …} by Horner's rule, 0 without coefficients;
   * {@code numpy.polynomial.polynomial.polyval}.
   */
  default V polynomial(double... coefficients) {
    V x = self();
    int n = coefficients.length;
    if (n < 2) {
      return x.fullLike(n == 0 ? 0 : coefficients[0]);
    }
    V y = x.mul(coefficients[n - 1]).add(coefficients[n - 2]);
    for (int i = n - 3; i >= 0; i--) {
      y = y.mul(x).add(coefficients[i]);
    }
    return y;
  }

  /**
   * Returns this to the power of {@code other}; NaN of a negative base where the exponent is no
   * whole number, infinite of 0 where it is negative. The derivative by the exponent is 0 where
   * both are 0.
   */
  default V pow(V other) {
    return apply(BinaryOp.POW, other);
  }

  /** Returns {@link #pow(Value)} of a constant: {@link #square} of 2, {@link #reciprocal} of -1. */
  default V pow(double other) {
    if (other == 2) {
      return square();
    }
    return other == -1 ? reciprocal() : apply(BinaryOp.POW, other);
  }

  /**
   * Returns the larger; where both are equal each gets half of the derivative. NaN if either is
   * NaN. {@code numpy.maximum}; {@link Tensor#max(int...)} reduces.
   */
  default V maximum(V other) {
    return apply(BinaryOp.MAXIMUM, other);
  }

  /** Returns {@link #maximum(Value)} of a constant. */
  default V maximum(double other) {
    return apply(BinaryOp.MAXIMUM, other);
  }

  /**
   * Returns the smaller; where both are equal each gets half of the derivative. NaN if either is
   * NaN. {@code numpy.minimum}; {@link Tensor#min(int...)} reduces.
   */
  default V minimum(V other) {
    return apply(BinaryOp.MINIMUM, other);
  }

  /** Returns {@link #minimum(Value)} of a constant. */
  default V minimum(double other) {
    return apply(BinaryOp.MINIMUM, other);
  }

  /**
   * Returns {@code sqrt(x² + y²)} without overflow; the derivatives at the origin are 0, by an
   * infinite operand ±1.
   */
  default V hypot(V other) {
    return apply(BinaryOp.HYPOT, other);
  }

  /**
   * Returns the angle of the point {@code (other, this)}, in [-π, π], as {@link Math#atan2}; the
   * derivatives at the origin are 0.
   */
  default V atan2(V other) {
    return apply(BinaryOp.ATAN2, other);
  }

  /**
   * Returns the remainder of the division rounded towards 0, as Java's {@code %}: with the sign of
   * this; NaN of the divisor 0. The derivative by this is 1, also where the value jumps, at
   * multiples of the divisor.
   */
  default V rem(V other) {
    return apply(BinaryOp.REM, other);
  }

  /** Returns {@link #rem(Value)} of a constant. */
  default V rem(double other) {
    return apply(BinaryOp.REM, other);
  }

  /**
   * Returns the remainder of the division rounded down, as {@link Math#floorMod}: with the sign of
   * {@code other}; NaN of the divisor 0. The derivative by this is 1, also where the value jumps,
   * at multiples of the divisor.
   */
  default V floorMod(V other) {
    return apply(BinaryOp.FLOOR_MOD, other);
  }

  /** Returns {@link #floorMod(Value)} of a constant. */
  default V floorMod(double other) {
    return apply(BinaryOp.FLOOR_MOD, other);
  }

  /** Returns {@code log(e^x + e^y)} without overflow. */
  default V logAddExp(V other) {
    return apply(BinaryOp.LOG_ADD_EXP, other);
  }

  /**
   * Returns {@code -t log σ(x) - (1 - t) log(1 - σ(x))} of a logit {@code x}, without overflow or
   * loss.
   *
   * @param target a probability, in [0, 1]
   */
  default V binaryCrossEntropyOnLogits(V target) {
    return apply(BinaryCrossEntropy.ON_LOGITS, target);
  }

  @SuppressWarnings("unchecked") // V is the kind of value itself
  private V self() {
    return (V) this;
  }
}
