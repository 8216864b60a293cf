package io.autodiff;

import io.autodiff.internal.array.Elements;
import java.util.function.Consumer;

/**
 * A named tensor that changes between steps: the weights of a layer. A tape borrows its current
 * value by {@link Tape#use}; an optimiser changes it in place by {@link #update}, and every change
 * makes a new version, so that a traversal that meets an outdated value fails instead of being
 * wrong.
 */
public final class Parameter {
  private final String name;
  private final Shape shape;
  private final Object array;
  private long version;

  /** Creates a parameter with a copy of these numbers. */
  public Parameter(String name, Tensor initial) {
    this.name = name;
    this.shape = initial.shape();
    this.array = Elements.copy(initial.array());
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the shape. */
  public Shape shape() {
    return shape;
  }

  /** Returns the element type. */
  public DType dtype() {
    return DType.of(array);
  }

  /** Returns how often the value was changed. */
  public long version() {
    return version;
  }

  /** Returns a copy of the current value. */
  public Tensor value() {
    return Tensor.wrap(shape, Elements.copy(array));
  }

  /**
   * Returns the current value in the parameter's own array, not a copy: a constant that changes
   * with the parameter. {@link #value} copies.
   */
  public Tensor borrow() {
    return Tensor.wrap(shape, array);
  }

  /**
   * Replaces the value.
   *
   * @throws AutodiffException if shape or element type differ
   */
  public void set(Tensor value) {
    if (!value.shape().equals(shape) || value.dtype() != dtype()) {
      throw new AutodiffException(
          "parameter " + name + ": value does not fit",
          value.dtype() + " of shape " + value.shape(),
          dtype() + " of shape " + shape,
          null);
    }
    update(own -> System.arraycopy(value.array(), 0, own, 0, shape.size()));
  }

  /**
   * Changes the value in place.
   *
   * @param change is given the parameter's own {@code double[]} or {@code float[]}, row-major, and
   *     must not keep it
   */
  public void update(Consumer<Object> change) {
    version++;
    change.accept(array);
  }

  @Override
  public String toString() {
    return "Parameter(" + name + " " + shape + " " + dtype() + ")";
  }
}
