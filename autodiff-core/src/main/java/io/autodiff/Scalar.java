package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.Opcode;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.program.Program;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.NodeStore;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import org.jspecify.annotations.Nullable;

/**
 * A number that remembers how it was computed; an immutable handle of three words. Handles that are
 * used up within one compiled piece of code take no memory at all: what records an operation is
 * handed their parts, never a handle. It returns the record, whose last node the result is, so that
 * an operation takes little of what the compiler puts in line.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="scalar"}
 */
public final class Scalar implements Value<Scalar> {
  private static final Scalar ZERO = new Scalar(0);

  final double value;
  final @Nullable TapeRecord record;

  /** What {@link NodeStore#handle} makes of the node; of a constant the bits of its value. */
  final long node;

  private Scalar(double value) {
    this(value, null, Double.doubleToRawLongBits(value));
  }

  /**
   * The handle of a node.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public Scalar(double value, @Nullable TapeRecord record, long node) {
    this.value = value;
    this.record = record;
    this.node = node;
  }

  /**
   * Returns a handle of the node that was recorded last or, if there is no record, a constant. All
   * is known before the handle is made, so that its fields are written without barriers.
   */
  private static Scalar recorded(double value, @Nullable TapeRecord record) {
    long node = record == null ? Double.doubleToRawLongBits(value) : record.last();
    return new Scalar(value, record, node);
  }

  /** Returns a constant. */
  public static Scalar of(double value) {
    return new Scalar(value);
  }

  /** Returns constants. */
  public static Scalar[] of(double... values) {
    Scalar[] constants = new Scalar[values.length];
    for (int i = 0; i < values.length; i++) {
      constants[i] = new Scalar(values[i]);
    }
    return constants;
  }

  /** Returns the sum, 0 of none; Python's {@code sum}. */
  public static Scalar sum(Scalar... terms) {
    Scalar sum = terms.length == 0 ? ZERO : terms[0];
    for (int i = 1; i < terms.length; i++) {
      sum = sum.add(terms[i]);
    }
    return sum;
  }

  /** Returns the product, 1 of none; Python's {@code math.prod}. */
  public static Scalar product(Scalar... factors) {
    Scalar product = factors.length == 0 ? new Scalar(1) : factors[0];
    for (int i = 1; i < factors.length; i++) {
      product = product.mul(factors[i]);
    }
    return product;
  }

  /** Returns the numbers of some scalars. */
  public static double[] values(Scalar... scalars) {
    double[] values = new double[scalars.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scalars[i].value();
    }
    return values;
  }

  /**
   * Returns the number.
   *
   * @throws AutodiffException if this is recorded for a {@link Program} or its like, or by a rule
   *     whose derivative is taken, where what is made of the number would stay as it is
   */
  public double value() {
    if (record != null && record.isAlive(node)) {
      record.noteRead(NodeStore.index(node));
    }
    return value;
  }

  /**
   * Returns the number, as {@link #value} does, for the library, which may read where a caller's
   * function may not.
   *
   * @hidden
   */
  @SuppressWarnings("InvalidBlockTag")
  public double number() {
    return value;
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Unary op) {
    double y = op.applyAsDouble(value);
    return recorded(y, TapeRecord.append(op, y, record, node));
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Binary op, Scalar right) {
    double z = op.applyAsDouble(value, right.value);
    return recorded(z, TapeRecord.append(op, z, record, node, right.record, right.node));
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Binary op, double right) {
    double z = op.applyAsDouble(value, right);
    return recorded(z, TapeRecord.append(op, z, record, node, right));
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Ternary op, Scalar second, Scalar third) {
    double w = op.applyAsDouble(value, second.value, third.value);
    if (record == null && second.record == null && third.record == null) {
      return new Scalar(w);
    }
    return recorded(w, Recording.scalar(op, w, this, second, third));
  }

  /** Returns the tensor {@code this + other}, element by element. */
  public Tensor add(Tensor other) {
    return toTensor(other.dtype()).add(other);
  }

  /** Returns the tensor {@code this - other}, element by element. */
  public Tensor sub(Tensor other) {
    return toTensor(other.dtype()).sub(other);
  }

  /** Returns the tensor {@code this * other}, element by element. */
  public Tensor mul(Tensor other) {
    return toTensor(other.dtype()).mul(other);
  }

  /** Returns the tensor {@code this / other}, element by element. */
  public Tensor div(Tensor other) {
    return toTensor(other.dtype()).div(other);
  }

  /** Returns the tensor {@code this} to the power of {@code other}, element by element. */
  public Tensor pow(Tensor other) {
    return toTensor(other.dtype()).pow(other);
  }

  /** Returns this number as a tensor of shape {@code ()}. */
  public Tensor toTensor(DType dtype) {
    return Tensor.stack(dtype, Shape.SCALAR, this);
  }

  @Override
  public boolean isConstant() {
    return record == null;
  }

  @Override
  @SuppressWarnings("exports")
  public @Nullable TapeRecord record() {
    return record;
  }

  @Override
  @SuppressWarnings("exports")
  public @Nullable TapeRecord liveRecord() {
    if (record != null) {
      record.checkLive(NodeStore.index(node), NodeStore.generation(node));
    }
    return record;
  }

  @Override
  @SuppressWarnings("exports")
  public int index(TapeRecord on) {
    return record == null ? NodeDetails.CONSTANT : NodeStore.index(node);
  }

  @Override
  public Shape shape() {
    return Shape.SCALAR;
  }

  @Override
  public Scalar detach() {
    return record == null ? this : new Scalar(value());
  }

  @Override
  public Scalar snapshot() {
    return record == null ? this : new Scalar(value);
  }

  @Override
  public Scalar constant(double c) {
    return new Scalar(c);
  }

  @Override
  public Scalar stopGradient() {
    return record == null ? this : Recording.repeated(Opcode.STOP, this);
  }

  /**
   * Returns whether this is greater than {@code other}, for a branch in a program: the comparison
   * is recorded, so that a {@link Program} can tell when it goes the other way.
   */
  public boolean isGreaterThan(Scalar other) {
    return guarded(gt(other));
  }

  /** Returns {@link #isGreaterThan(Scalar)} of a constant. */
  public boolean isGreaterThan(double other) {
    return guarded(gt(other));
  }

  /** Returns whether this is at least {@code other}; recorded as {@link #isGreaterThan(Scalar)}. */
  public boolean isAtLeast(Scalar other) {
    return guarded(ge(other));
  }

  /** Returns {@link #isAtLeast(Scalar)} of a constant. */
  public boolean isAtLeast(double other) {
    return guarded(ge(other));
  }

  /**
   * Returns whether this is less than {@code other}; recorded as {@link #isGreaterThan(Scalar)}.
   */
  public boolean isLessThan(Scalar other) {
    return guarded(lt(other));
  }

  /** Returns {@link #isLessThan(Scalar)} of a constant. */
  public boolean isLessThan(double other) {
    return guarded(lt(other));
  }

  /** Returns whether this is at most {@code other}; recorded as {@link #isGreaterThan(Scalar)}. */
  public boolean isAtMost(Scalar other) {
    return guarded(le(other));
  }

  /** Returns {@link #isAtMost(Scalar)} of a constant. */
  public boolean isAtMost(double other) {
    return guarded(le(other));
  }

  private static boolean guarded(Scalar comparison) {
    if (comparison.record != null) {
      Recording.repeated(Opcode.GUARD, comparison);
    }
    return comparison.value != 0;
  }

  @Override
  public Scalar zerosLike() {
    return ZERO;
  }

  @Override
  public Scalar fullLike(double c) {
    return new Scalar(c);
  }

  /** Returns the number as Java prints it. */
  @Override
  public String toString() {
    return Double.toString(value);
  }
}
