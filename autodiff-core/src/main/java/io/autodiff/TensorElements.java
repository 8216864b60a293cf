package io.autodiff;

import io.autodiff.internal.array.Elements;
import io.autodiff.tape.Recording;
import java.util.Arrays;

/** What {@link Tensor} says about its elements: as numbers, as an array, as scalars. */
public sealed interface TensorElements permits Tensor {

  /** Returns the elements, row-major, as a new array. */
  default double[] values() {
    self().checkReadable();
    return Elements.toDoubles(self().array);
  }

  /** Returns the elements, row-major, as a new array of floats, rounded if they are doubles. */
  default float[] floats() {
    self().checkReadable();
    return Elements.toFloats(self().array);
  }

  /**
   * Returns the array that holds the elements, row-major, not a copy: a {@code double[]} or {@code
   * float[]}. It must not be changed, and is valid until the tape is rewound or closed.
   */
  default Object array() {
    self().checkReadable();
    return self().array;
  }

  /**
   * Returns one element as a number.
   *
   * @param index a position for each axis
   * @throws AutodiffException if there is no such element
   */
  default double at(int... index) {
    self().checkReadable();
    return Elements.get(self().array, self().shape.position(index));
  }

  /**
   * Returns the only element as a number.
   *
   * @throws AutodiffException if there is not exactly one
   */
  default double item() {
    self().checkReadable();
    requireSingle("item");
    return Elements.get(self().array, 0);
  }

  /**
   * Returns one element as a scalar, recorded if this is.
   *
   * @param index a position for each axis
   * @throws AutodiffException if there is no such element
   */
  default Scalar element(int... index) {
    return Recording.element(self(), self().shape.position(index));
  }

  /**
   * Returns the only element as a scalar, recorded if this is.
   *
   * @throws AutodiffException if there is not exactly one
   */
  default Scalar scalar() {
    requireSingle("scalar");
    return Recording.element(self(), 0);
  }

  /** Returns all elements, row-major, as scalars, recorded if this is. */
  default Scalar[] scalars() {
    Scalar[] all = new Scalar[self().size()];
    Arrays.setAll(all, i -> Recording.element(self(), i));
    return all;
  }

  /**
   * Returns whether all numbers are close to those of {@code other}: equal, or both finite and
   * apart by at most {@code absolute + relative |other|}; {@code torch.allclose}. NaN is close to
   * nothing; shapes broadcast.
   *
   * @throws AutodiffException if the shapes do not broadcast or the element types differ
   */
  default boolean allClose(Tensor other, double relative, double absolute) {
    Tensor x = self().detach();
    Tensor y = other.detach();
    Tensor near = x.sub(y).abs().le(y.abs().mul(relative).add(absolute)).and(y.isFinite());
    return x.eq(y).or(near).sum().value() == Shape.broadcast("allClose", x.shape, y.shape).size();
  }

  /** Returns {@link #allClose(Tensor, double, double)} to 1e-5 of {@code other} and 1e-8. */
  default boolean allClose(Tensor other) {
    return allClose(other, 1e-5, 1e-8);
  }

  private void requireSingle(String operation) {
    if (self().size() != 1) {
      throw new AutodiffException(
          operation + ": not a single element",
          "shape " + self().shape,
          "a tensor of one element",
          self().size() > 1
              ? "sum() and mean() reduce to a scalar, element(...) takes one out"
              : null);
    }
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
