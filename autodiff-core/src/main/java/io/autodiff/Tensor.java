package io.autodiff;

import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Binary;
import io.autodiff.op.Concat;
import io.autodiff.op.Structure;
import io.autodiff.op.Ternary;
import io.autodiff.op.To;
import io.autodiff.op.Unary;
import io.autodiff.tape.NodeDetails;
import io.autodiff.tape.OpRunner;
import io.autodiff.tape.Recording;
import io.autodiff.tape.TapeRecord;
import io.autodiff.tape.TapeWorkspace;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers with a shape that remembers how it was computed; an immutable handle. The
 * elements are contiguous and row-major, in one {@code double[]} or {@code float[]}.
 *
 * <p>Elementwise operations broadcast as NumPy's: ones are prepended to the shorter shape, axes of
 * size 1 stretch, anything else is an error.
 */
public final class Tensor extends TensorCreation
    implements Value<Tensor>,
        TensorElements,
        TensorReductions,
        TensorShaping,
        TensorIndexing,
        TensorOrder,
        TensorProducts,
        TensorMatrices,
        TensorDecompositions,
        TensorFourier,
        TensorLosses,
        TensorLayers,
        TensorConvolutions {
  private static final int UNRECORDED = NodeDetails.CONSTANT;

  final Shape shape;
  final Object array;

  /** The tape that recorded this value or, if the index is {@link #UNRECORDED}, computed it. */
  final @Nullable TapeRecord record;

  final int index;
  final int generation;

  /**
   * The handle of a node or, without one, of an array that belongs to the record's workspace.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public Tensor(Shape shape, Object array, @Nullable TapeRecord record, int index, int generation) {
    this.shape = shape;
    this.array = array;
    this.record = record;
    this.index = index;
    this.generation = generation;
  }

  /** Returns the scalars as a float64 tensor of rank 1, recorded if one of them is. */
  public static Tensor stack(Scalar... scalars) {
    return stack(DType.FLOAT64, Shape.of(scalars.length), scalars);
  }

  /**
   * Returns the scalars laid into a tensor, row-major, recorded if one of them is.
   *
   * @throws AutodiffException if their number is not the shape's size
   */
  public static Tensor stack(DType dtype, Shape shape, Scalar... scalars) {
    Object array = dtype.newArray(scalars.length);
    for (int i = 0; i < scalars.length; i++) {
      Elements.set(array, i, scalars[i].value);
    }
    Tensor value = wrap(shape, array);
    return Recording.stack(value, scalars);
  }

  /**
   * Returns the tensors one after the other along an axis; all other sizes are equal.
   *
   * @throws AutodiffException if there are none or their shapes do not fit
   */
  public static Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new AutodiffException("concat: nothing given", "0 tensors", "at least one", null);
    }
    return Recording.apply(new Concat(parts[0].shape.ownAxis("concat", axis)), parts);
  }

  /**
   * Returns the tensors, all of one shape, along a new axis.
   *
   * @param axis where the new axis stands in the result
   * @throws AutodiffException if there are none or their shapes differ
   */
  public static Tensor stack(int axis, Tensor... parts) {
    if (parts.length == 0) {
      throw new AutodiffException("stack: nothing given", "0 tensors", "at least one", null);
    }
    int at = parts[0].shape.newAxis("stack", axis);
    Tensor[] widened = new Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].shape.equals(parts[0].shape)) {
        throw new AutodiffException(
            "stack: shapes differ",
            "tensor 0 " + parts[0].shape + ", tensor " + i + " " + parts[i].shape,
            "tensors of one shape",
            null);
      }
      widened[i] = parts[i].unsqueeze(at);
    }
    OpRunner.requireOneType("stack", parts);
    return concat(at, widened);
  }

  /**
   * Returns a sum of products in Einstein's notation, {@code einsum("ij,jk->ik", a, b)} a product
   * of matrices. Each operand names its axes by letters; a letter that the result lacks is summed
   * over, one that an operand repeats takes its diagonal, {@code ...} stands for the axes that
   * broadcast. Without {@code ->} the result has the letters that occur once, in alphabetical
   * order.
   *
   * @throws AutodiffException if the notation does not fit the operands
   */
  public static Tensor einsum(String notation, Tensor... operands) {
    return Einsum.parse(notation, operands).run();
  }

  /** Returns the element type. */
  public DType dtype() {
    return array instanceof double[] ? DType.FLOAT64 : DType.FLOAT32;
  }

  /**
   * The shapes are the same here: a loss never broadcasts.
   *
   * @throws AutodiffException if shapes or element types differ
   */
  @Override
  public Tensor binaryCrossEntropyOnLogits(Tensor target) {
    return TensorLosses.super.binaryCrossEntropyOnLogits(target);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** Returns the number of axes. */
  public int rank() {
    return shape.rank();
  }

  /** Returns the number of elements. */
  public int size() {
    return shape.size();
  }

  /**
   * Returns the size of an axis; negative axes count from the end.
   *
   * @throws AutodiffException if the axis is not there
   */
  public int dim(int axis) {
    return shape.dim(axis);
  }

  /**
   * Returns the same numbers in another element type, recorded if this is; {@code this} if it has
   * that type. The derivative is converted back.
   */
  public Tensor to(DType dtype) {
    return dtype == dtype() ? this : Recording.apply(new To(dtype), this);
  }

  @Override
  @SuppressWarnings("exports")
  public Tensor apply(Unary op) {
    return index == UNRECORDED
        ? ElementwiseKernels.of(op).apply(workspace(), this)
        : Recording.apply(op, this);
  }

  @Override
  @SuppressWarnings("exports")
  public Tensor apply(Binary op, Tensor right) {
    if (index != UNRECORDED
        || right.index != UNRECORDED
        || array.getClass() != right.array.getClass()) {
      return Recording.apply(op, this, right);
    }
    return ElementwiseKernels.of(op)
        .apply(right.record == null ? workspace() : right.workspace(), this, right);
  }

  @Override
  @SuppressWarnings("exports")
  public Tensor apply(Binary op, double right) {
    return apply(op, constant(right));
  }

  @Override
  @SuppressWarnings("exports")
  public Tensor apply(Ternary op, Tensor second, Tensor third) {
    return Recording.apply(op, this, second, third);
  }

  /** Returns {@code this + other}, element by element. */
  public Tensor add(Scalar other) {
    return add(other.toTensor(dtype()));
  }

  /** Returns {@code this - other}, element by element. */
  public Tensor sub(Scalar other) {
    return sub(other.toTensor(dtype()));
  }

  /** Returns {@code this * other}, element by element. */
  public Tensor mul(Scalar other) {
    return mul(other.toTensor(dtype()));
  }

  /** Returns {@code this / other}, element by element. */
  public Tensor div(Scalar other) {
    return div(other.toTensor(dtype()));
  }

  /** Returns {@code this} to the power of {@code other}, element by element. */
  public Tensor pow(Scalar other) {
    return pow(other.toTensor(dtype()));
  }

  @Override
  public boolean isConstant() {
    return index == UNRECORDED;
  }

  @Override
  @SuppressWarnings("exports")
  public @Nullable TapeRecord record() {
    return index == UNRECORDED ? null : record;
  }

  @Override
  @SuppressWarnings("exports")
  public @Nullable TapeRecord liveRecord() {
    checkLive();
    return record();
  }

  @Override
  @SuppressWarnings("exports")
  public int index(TapeRecord on) {
    return index;
  }

  /**
   * Returns whether this is a node of {@code on} that was not rewound.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public boolean isAlive(TapeRecord on) {
    return record == on && on.life().isAlive(index, generation);
  }

  /**
   * Returns whether this is a constant, or surely a live node of {@code on}: by a look, without a
   * search.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public boolean isAccepted(TapeRecord on) {
    return index == UNRECORDED || (record == on && on.accepts(index, generation));
  }

  /**
   * Returns where operations on this value are computed if they are not recorded.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public TapeWorkspace workspace() {
    return record == null ? TapeWorkspace.CONSTANTS : record.workspace();
  }

  @Override
  public Tensor detach() {
    if (record == null) {
      return this;
    }
    checkReadable();
    return snapshot();
  }

  @Override
  public Tensor snapshot() {
    checkLive();
    return record == null ? this : new Tensor(shape, Elements.copy(storage()), null, UNRECORDED, 0);
  }

  /**
   * Returns the array that holds the elements, as {@link #array} does, for the library, which may
   * read where a caller's function may not.
   *
   * @hidden
   */
  @SuppressWarnings("InvalidBlockTag")
  public Object storage() {
    return array;
  }

  /**
   * Returns the same numbers, in the same array, as a value of the given record's workspace.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  public Tensor looseOn(TapeRecord owner) {
    return index == UNRECORDED && record == owner
        ? this
        : new Tensor(shape, array, owner, UNRECORDED, 0);
  }

  @Override
  public Tensor constant(double c) {
    Object one = dtype().newArray(1);
    Elements.set(one, 0, c);
    return new Tensor(Shape.SCALAR, one, null, UNRECORDED, 0);
  }

  @Override
  public Tensor stopGradient() {
    return record == null || index == UNRECORDED ? this : Recording.repeated(Structure.STOP, this);
  }

  @Override
  public Tensor zerosLike() {
    return new Tensor(shape, dtype().newArray(size()), null, UNRECORDED, 0);
  }

  @Override
  public Tensor fullLike(double c) {
    Object elements = dtype().newArray(size());
    Elements.fill(elements, c);
    return new Tensor(shape, elements, null, UNRECORDED, 0);
  }

  /** Checks that the handle is alive and that its numbers may be read. */
  void checkReadable() {
    checkLive();
    if (index != UNRECORDED && record != null) {
      record.noteRead(index);
    }
  }

  private void checkLive() {
    if (record != null && index != UNRECORDED) {
      record.checkLive(index, generation);
    }
  }

  /**
   * Returns shape, type and elements, laid out as rows; a large tensor's middle is left out:
   *
   * <pre>
   * Tensor(2, 3) float64
   *  [[1.0000  2.0000  3.0000]
   *   [4.0000  5.0000  6.0000]]
   * </pre>
   */
  @Override
  public String toString() {
    try {
      checkLive();
    } catch (TapeException _) {
      return "Tensor" + shape + " " + dtype() + " of a tape that was rewound or closed";
    }
    return TensorFormat.format(this);
  }
}
