package io.autodiff;

import io.autodiff.op.Extremum;
import io.autodiff.op.Ints;
import io.autodiff.op.LogSoftmax;
import io.autodiff.op.LogSumExp;
import io.autodiff.op.Softmax;
import io.autodiff.op.Sum;

/**
 * The operations of {@link Tensor} along axes. Without axes a reduction takes all elements and
 * returns a {@link Scalar}; negative axes count from the end; {@code keepDims} leaves the reduced
 * axes with size 1.
 *
 * <p>{@code max(1)} is an elementwise comparison with the number 1; the largest element over axis 1
 * is {@code amax(1)}, as it is called in NumPy.
 */
sealed interface TensorReductions permits Tensor {

  /** Returns {@code this} as a tensor. */
  Tensor self();

  /** Returns the sum of all elements; 0 of none. */
  default Scalar sum() {
    return sum(new int[0], false).scalar();
  }

  /** Returns the sum over these axes. */
  default Tensor sum(int... axes) {
    return sum(axes, false);
  }

  /** Returns the sum over these axes. */
  default Tensor sum(int[] axes, boolean keepDims) {
    return Tensor.apply(new Sum(Ints.of(self().shape.axes(axes)), keepDims), self());
  }

  /** Returns the mean of all elements; NaN of none. */
  default Scalar mean() {
    return sum().div(self().size());
  }

  /** Returns the mean over these axes. */
  default Tensor mean(int... axes) {
    return mean(axes, false);
  }

  /** Returns the mean over these axes. */
  default Tensor mean(int[] axes, boolean keepDims) {
    double n = 1;
    for (int axis : self().shape.axes(axes)) {
      n *= self().shape.dim(axis);
    }
    return sum(axes, keepDims).div(n);
  }

  /** Returns the largest element, NaN if any is; ties share the derivative evenly. */
  default Scalar max() {
    return max(new int[0], false).scalar();
  }

  /** Returns the largest element over these axes; ties share the derivative evenly. */
  default Tensor amax(int... axes) {
    return max(axes, false);
  }

  /** Returns the largest element over these axes; ties share the derivative evenly. */
  default Tensor max(int[] axes, boolean keepDims) {
    return extremum("max", true, axes, keepDims);
  }

  /** Returns the smallest element, NaN if any is; ties share the derivative evenly. */
  default Scalar min() {
    return min(new int[0], false).scalar();
  }

  /** Returns the smallest element over these axes; ties share the derivative evenly. */
  default Tensor amin(int... axes) {
    return min(axes, false);
  }

  /** Returns the smallest element over these axes; ties share the derivative evenly. */
  default Tensor min(int[] axes, boolean keepDims) {
    return extremum("min", false, axes, keepDims);
  }

  private Tensor extremum(String name, boolean largest, int[] axes, boolean keepDims) {
    Shape shape = self().shape;
    int[] normal = shape.axes(axes);
    for (int axis : normal) {
      if (shape.dim(axis) == 0) {
        throw new AutodiffException(
            name + ": no element to choose from",
            "shape " + shape + ", axis " + axis,
            "at least one element along every reduced axis",
            null);
      }
    }
    return Tensor.apply(new Extremum(largest, Ints.of(normal), keepDims), self());
  }

  /** Returns {@code log Σ e^x} of all elements, without overflow; -∞ of none. */
  default Scalar logSumExp() {
    return logSumExp(new int[0], false).scalar();
  }

  /** Returns {@code log Σ e^x} over these axes, without overflow. */
  default Tensor logSumExp(int... axes) {
    return logSumExp(axes, false);
  }

  /** Returns {@code log Σ e^x} over these axes, without overflow. */
  default Tensor logSumExp(int[] axes, boolean keepDims) {
    return Tensor.apply(new LogSumExp(Ints.of(self().shape.axes(axes)), keepDims), self());
  }

  /** Returns {@code e^x / Σ e^x} along an axis, without overflow. */
  default Tensor softmax(int axis) {
    return Tensor.apply(new Softmax(self().shape.axis(axis)), self());
  }

  /** Returns {@code x - log Σ e^x} along an axis: the logarithm of {@link #softmax}. */
  default Tensor logSoftmax(int axis) {
    return Tensor.apply(new LogSoftmax(self().shape.axis(axis)), self());
  }
}
