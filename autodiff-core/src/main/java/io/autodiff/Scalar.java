package io.autodiff;

import io.autodiff.op.Binary;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Opcode;
import io.autodiff.op.Ternary;
import io.autodiff.op.Unary;
import io.autodiff.program.Program;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import org.jspecify.annotations.Nullable;

/**
 * A number that remembers how it was computed; an immutable handle of three words. Handles that are
 * used up within one compiled piece of code take no memory at all: no call is handed one, the rare
 * ways through {@link Recording} get copies.
 *
 * {@snippet class="io.autodiff.snippets.ValueSnippetsTest" region="scalar"}
 */
public final class Scalar implements Value<Scalar> {
  private static final Scalar ZERO = new Scalar(0);

  final double value;
  final @Nullable TapeRecord record;
  final int index;
  final int generation;

  private Scalar(double value) {
    this(value, null, NodeDetails.CONSTANT, 0);
  }

  /**
   * The handle of a node.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public Scalar(double value, @Nullable TapeRecord record, int index, int generation) {
    this.value = value;
    this.record = record;
    this.index = index;
    this.generation = generation;
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
    if (record != null && record.life().isAlive(index, generation)) {
      record.noteRead(index);
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
    TapeRecord t = record;
    int at = NodeDetails.CONSTANT;
    int current = 0;
    if (t != null) {
      if (op.opcode() != Elementwise.GENERIC && t.accepts(index, generation)) {
        at = t.append(op.opcode(), index, 0, y);
        current = t.generation();
      } else {
        Scalar recorded = Recording.scalar(op, y, copy(value, t, index, generation));
        t = recorded.record;
        at = recorded.index;
        current = recorded.generation;
      }
    }
    return new Scalar(y, t, at, current);
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Binary op, Scalar right) {
    double z = op.applyAsDouble(value, right.value);
    TapeRecord t = record != null ? record : right.record;
    int at = NodeDetails.CONSTANT;
    int current = 0;
    if (t != null) {
      if (op.opcode() != Elementwise.GENERIC && isFit(t) && right.isFit(t)) {
        at = t.append(op.opcode(), argument(t), right.argument(t), z);
        current = t.generation();
      } else {
        Scalar x = copy(value, record, index, generation);
        Scalar y = copy(right.value, right.record, right.index, right.generation);
        Scalar recorded = Recording.scalar(op, z, x, y);
        t = recorded.record;
        at = recorded.index;
        current = recorded.generation;
      }
    }
    return new Scalar(z, t, at, current);
  }

  /** Returns whether this may surely be an operand on a record: a constant may. */
  private boolean isFit(TapeRecord on) {
    return record == null || (record == on && on.accepts(index, generation));
  }

  /** Returns what denotes this operand in a node. */
  private int argument(TapeRecord on) {
    return record == null ? on.pool(value) : index;
  }

  /** Returns a handle for the rare way, so that the operand itself escapes nowhere. */
  private static Scalar copy(double value, @Nullable TapeRecord record, int index, int generation) {
    return new Scalar(value, record, index, generation);
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Binary op, double right) {
    double z = op.applyAsDouble(value, right);
    TapeRecord t = record;
    int at = NodeDetails.CONSTANT;
    int current = 0;
    if (t != null) {
      if (op.opcode() != Elementwise.GENERIC && t.accepts(index, generation)) {
        at = t.append(op.opcode(), index, t.pool(right), z);
        current = t.generation();
      } else {
        Scalar x = copy(value, t, index, generation);
        Scalar recorded = Recording.scalar(op, z, x, new Scalar(right));
        t = recorded.record;
        at = recorded.index;
        current = recorded.generation;
      }
    }
    return new Scalar(z, t, at, current);
  }

  @Override
  @SuppressWarnings("exports")
  public Scalar apply(Ternary op, Scalar second, Scalar third) {
    double w = op.applyAsDouble(value, second.value, third.value);
    if (record == null && second.record == null && third.record == null) {
      return new Scalar(w);
    }
    return Recording.scalar(op, w, this, second, third);
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
      record.checkLive(index, generation);
    }
    return record;
  }

  @Override
  @SuppressWarnings("exports")
  public int index(TapeRecord on) {
    return index;
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
