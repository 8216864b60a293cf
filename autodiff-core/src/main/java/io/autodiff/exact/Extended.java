package io.autodiff.exact;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A number of 60 digits and any size, or an infinity, or NaN; immutable. A zero has no sign.
 *
 * <p>Operations on what is not finite go by the rules of IEEE 754.
 */
public final class Extended {
  public static final Extended ZERO = new Extended(BigDecimal.ZERO, 0);
  public static final Extended ONE = new Extended(BigDecimal.ONE, 0);

  /** The number, or null if it is not finite. */
  private final @Nullable BigDecimal finite;

  /** The infinity or NaN if it is not finite, else 0. */
  private final double limit;

  private Extended(@Nullable BigDecimal finite, double limit) {
    this.finite = finite;
    this.limit = limit;
  }

  /** Returns a number, exactly. */
  public static Extended of(double x) {
    return Double.isFinite(x) ? new Extended(new BigDecimal(x), 0) : new Extended(null, x);
  }

  /** Returns a finite number. */
  public static Extended of(BigDecimal x) {
    return new Extended(x, 0);
  }

  /** Returns 1 for true, 0 for false. */
  static Extended of(boolean holds) {
    return holds ? ONE : ZERO;
  }

  /** Returns whether this is neither infinite nor NaN. */
  public boolean isFinite() {
    return finite != null;
  }

  boolean isNan() {
    return Double.isNaN(limit);
  }

  boolean isZero() {
    return finite != null && finite.signum() == 0;
  }

  /**
   * Returns the number.
   *
   * @throws ArithmeticException if it is not finite
   */
  public BigDecimal number() {
    if (finite == null) {
      throw new ArithmeticException("no number, but " + limit);
    }
    return finite;
  }

  /** Returns the nearest double, infinite beyond their range. */
  public double doubleValue() {
    return finite == null ? limit : finite.doubleValue();
  }

  /** Returns a function of this number; NaN stands for a finite one outside its domain. */
  Extended map(UnaryOperator<BigDecimal> f) {
    return finite == null ? this : of(f.apply(finite));
  }

  /** Returns a number of the same sign and kind in few digits: 0, ±1, ±∞ or NaN. */
  private double kind() {
    return finite == null ? limit : finite.signum();
  }

  Extended neg() {
    return finite == null ? of(-limit) : of(finite.negate());
  }

  Extended abs() {
    return kind() < 0 ? neg() : this;
  }

  /** Returns the sum. */
  public Extended add(Extended y) {
    return finite != null && y.finite != null
        ? of(Exact.add(finite, y.finite))
        : of(kind() + y.kind());
  }

  /** Returns the difference. */
  public Extended sub(Extended y) {
    return add(y.neg());
  }

  /** Returns the product. */
  public Extended mul(Extended y) {
    return finite != null && y.finite != null
        ? of(Exact.mul(finite, y.finite))
        : of(kind() * y.kind());
  }

  /** Returns the quotient. */
  public Extended div(Extended y) {
    return finite != null && y.finite != null && y.finite.signum() != 0
        ? of(Exact.div(finite, y.finite))
        : of(kind() / y.kind());
  }

  /** Returns the square root; NaN below 0. */
  Extended sqrt() {
    return kind() < 0 ? of(Double.NaN) : map(Exact::sqrt);
  }

  /** Returns -1, 0 or 1 as this is less than, equal to or greater than another; NaN with NaN. */
  double compare(Extended y) {
    if (isNan() || y.isNan()) {
      return Double.NaN;
    }
    return finite != null && y.finite != null
        ? finite.compareTo(y.finite)
        : Double.compare(limit, y.limit);
  }

  boolean isBelow(Extended y) {
    return compare(y) < 0;
  }

  /** Returns the larger of two numbers, NaN if either is. */
  Extended max(Extended y) {
    return isNan() || y.isBelow(this) ? this : y;
  }

  /** Returns the smaller of two numbers, NaN if either is. */
  Extended min(Extended y) {
    return isNan() || isBelow(y) ? this : y;
  }

  @Override
  public String toString() {
    return finite == null ? "" + limit : finite.toString();
  }
}
