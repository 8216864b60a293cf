package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.ComparisonOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.TernaryOp;

/**
 * Comparisons, which are 1 where they hold and else 0, and choices by them. Tensors whose shapes do
 * not broadcast, or whose element types differ, are refused with an {@link AutodiffException}.
 *
 * @param <V> the kind of value
 */
public sealed interface Comparisons<V extends Value<V>> permits Arithmetic {

  /**
   * Applies an elementwise operation of two operands, this one on the left.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  V apply(Binary op, V right);

  /**
   * Applies an elementwise operation of two operands, this one on the left, to a constant.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  V apply(Binary op, double right);

  /**
   * Applies an elementwise operation of three operands, this one first.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  V apply(Ternary op, V second, V third);

  /** Returns 1 where this is greater than {@code other}, else 0; the derivative is 0. */
  default V gt(V other) {
    return apply(ComparisonOp.GT, other);
  }

  /** Returns {@link #gt(Value)} of a constant. */
  default V gt(double other) {
    return apply(ComparisonOp.GT, other);
  }

  /**
   * Returns 1 where this is greater than or equal to {@code other}, else 0; the derivative is 0.
   */
  default V ge(V other) {
    return apply(ComparisonOp.GE, other);
  }

  /** Returns {@link #ge(Value)} of a constant. */
  default V ge(double other) {
    return apply(ComparisonOp.GE, other);
  }

  /** Returns 1 where this is less than {@code other}, else 0; the derivative is 0. */
  default V lt(V other) {
    return apply(ComparisonOp.LT, other);
  }

  /** Returns {@link #lt(Value)} of a constant. */
  default V lt(double other) {
    return apply(ComparisonOp.LT, other);
  }

  /** Returns 1 where this is less than or equal to {@code other}, else 0; the derivative is 0. */
  default V le(V other) {
    return apply(ComparisonOp.LE, other);
  }

  /** Returns {@link #le(Value)} of a constant. */
  default V le(double other) {
    return apply(ComparisonOp.LE, other);
  }

  /** Returns 1 where this equals {@code other}, else 0; the derivative is 0. */
  default V eq(V other) {
    return apply(ComparisonOp.EQ, other);
  }

  /** Returns {@link #eq(Value)} of a constant. */
  default V eq(double other) {
    return apply(ComparisonOp.EQ, other);
  }

  /**
   * Returns 1 where this differs from {@code other}, else 0; NaN differs from everything. The
   * derivative is 0. {@code torch.ne}.
   */
  default V ne(V other) {
    return eq(other).not();
  }

  /** Returns {@link #ne(Value)} of a constant. */
  default V ne(double other) {
    return eq(other).not();
  }

  /** Returns 1 where this is 0, else 0; the derivative is 0. {@code torch.logical_not}. */
  default V not() {
    return eq(0);
  }

  /**
   * Returns 1 where neither this nor {@code other} is 0, else 0; the derivative is 0. {@code
   * torch.logical_and}.
   */
  default V and(V other) {
    return where(other.ne(0), self().constant(0));
  }

  /**
   * Returns 1 where this or {@code other} is not 0, else 0; the derivative is 0. {@code
   * torch.logical_or}.
   */
  default V or(V other) {
    return where(self().constant(1), other.ne(0));
  }

  /** Returns 1 where this is NaN, else 0; the derivative is 0. {@code torch.isnan}. */
  default V isNaN() {
    return ne(self());
  }

  /**
   * Returns 1 where this is neither infinite nor NaN, else 0; the derivative is 0. {@code
   * torch.isfinite}.
   */
  default V isFinite() {
    return self().abs().lt(Double.POSITIVE_INFINITY);
  }

  /**
   * Returns {@code ifTrue} where this is not 0, else {@code ifFalse}; {@code torch.where}. The
   * derivative by this is 0; the branch not taken gets a derivative of exactly 0, even where its
   * own derivative is infinite.
   */
  default V where(V ifTrue, V ifFalse) {
    return apply(TernaryOp.WHERE, ifTrue, ifFalse);
  }

  /** Returns {@link #where(Value, Value)} of constants. */
  default V where(double ifTrue, double ifFalse) {
    return where(self().constant(ifTrue), self().constant(ifFalse));
  }

  /** Returns {@link #where(Value, Value)} whose second branch is constant. */
  default V where(V ifTrue, double ifFalse) {
    return where(ifTrue, self().constant(ifFalse));
  }

  /** Returns {@link #where(Value, Value)} whose first branch is constant. */
  default V where(double ifTrue, V ifFalse) {
    return where(self().constant(ifTrue), ifFalse);
  }

  @SuppressWarnings("unchecked") // V is the kind of value itself
  private V self() {
    return (V) this;
  }
}
