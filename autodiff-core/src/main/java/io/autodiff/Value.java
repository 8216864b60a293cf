package io.autodiff;

import io.autodiff.program.Program;
import io.autodiff.tape.TapeRecord;
import org.jspecify.annotations.Nullable;

/**
 * A number ({@link Scalar}) or an array of numbers ({@link Tensor}) that remembers how it was
 * computed. Values are immutable handles: an operation returns a new value and, when one of its
 * operands is recorded on a {@link Tape}, records itself there.
 *
 * <p>A <em>constant</em> belongs to no tape; operations on constants alone are computed and not
 * recorded.
 *
 * @param <V> the kind of value itself, so that derivative rules are written once for both kinds
 */
public sealed interface Value<V extends Value<V>> extends Arithmetic<V> permits Scalar, Tensor {

  /** Returns whether this value is recorded on no tape. */
  boolean isConstant();

  /** Returns the shape; {@code ()} for a scalar. */
  Shape shape();

  /**
   * Returns the same numbers as a constant that owns its storage.
   *
   * @throws AutodiffException if this is recorded for a {@link Program} or its like, or by a rule
   *     whose derivative is taken, where the constant would stay as it is; {@link #stopGradient} is
   *     recorded
   */
  V detach();

  /**
   * Returns the same numbers as a constant that owns its storage, as {@link #detach} does, for the
   * library, which may read where a caller's function may not.
   *
   * @hidden
   */
  @SuppressWarnings("InvalidBlockTag")
  V snapshot();

  /**
   * Returns a constant of this kind and type that is {@code value}, of shape {@code ()}, which
   * broadcasts.
   */
  V constant(double value);

  /**
   * Returns the same numbers, held constant by every derivative. Unlike {@link #detach} it is
   * recorded, so that a {@link Program} computes it anew.
   */
  V stopGradient();

  /** Returns a constant of this shape and type that is 0 everywhere; {@code torch.zeros_like}. */
  V zerosLike();

  /** Returns a constant of this shape and type that is 1 everywhere; {@code torch.ones_like}. */
  default V onesLike() {
    return fullLike(1);
  }

  /**
   * Returns a constant of this shape and type that is {@code value} everywhere; {@code
   * torch.full_like}.
   */
  V fullLike(double value);

  /**
   * Returns the record that this handle is on, or null for a constant.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  @Nullable TapeRecord record();

  /**
   * Returns {@link #record} after a check that this handle may still be used.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  @Nullable TapeRecord liveRecord();

  /**
   * Returns the number of this value's node in the record that it is on.
   *
   * @hidden
   */
  @SuppressWarnings({"exports", "InvalidBlockTag"})
  int index(TapeRecord record);
}
