package io.autodiff;

import io.autodiff.op.CumProd;
import io.autodiff.op.CumSum;
import io.autodiff.op.Extremum;
import io.autodiff.op.Ints;
import io.autodiff.op.LogCumSumExp;
import io.autodiff.op.LogSoftmax;
import io.autodiff.op.LogSumExp;
import io.autodiff.op.Norm;
import io.autodiff.op.Prod;
import io.autodiff.op.Softmax;
import io.autodiff.op.Sum;
import io.autodiff.tape.Recording;

/**
 * The operations of {@link Tensor} along axes, under their names in NumPy and PyTorch. Without axes
 * a reduction takes all elements and returns a {@link Scalar}; negative axes count from the end;
 * {@code keepDims} leaves the reduced axes with size 1. An axis that is not there, and no elements
 * where one is to be chosen, are refused with an {@link AutodiffException}.
 *
 * <p>{@code max(1)} is the largest element over axis 1, as in NumPy; the larger of each element and
 * the number 1 is {@code maximum(1)}.
 */
public sealed interface TensorReductions permits Tensor {

  /** Returns the sum of all elements; 0 of none. */
  default Scalar sum() {
    return sum(new int[0], false).scalar();
  }

  /** Returns the sum over these axes. */
  default Tensor sum(int... axes) {
    return sum(axes, false);
  }

  /** Returns {@link #sum(int[], boolean)} over one axis. */
  default Tensor sum(int axis, boolean keepDims) {
    return sum(new int[] {axis}, keepDims);
  }

  /** Returns the sum over these axes. */
  default Tensor sum(int[] axes, boolean keepDims) {
    return Recording.apply(new Sum(Ints.wrap(self().shape.axes("sum", axes)), keepDims), self());
  }

  /** Returns the mean of all elements; NaN of none. */
  default Scalar mean() {
    return sum().div(self().size());
  }

  /** Returns the mean over these axes. */
  default Tensor mean(int... axes) {
    return mean(axes, false);
  }

  /** Returns {@link #mean(int[], boolean)} over one axis. */
  default Tensor mean(int axis, boolean keepDims) {
    return mean(new int[] {axis}, keepDims);
  }

  /** Returns the mean over these axes. */
  default Tensor mean(int[] axes, boolean keepDims) {
    int[] over = self().shape.axes("mean", axes);
    return sum(over, keepDims).div(count(over));
  }

  /** Returns the largest element, NaN if any is; ties share the derivative evenly. */
  default Scalar max() {
    return max(new int[0], false).scalar();
  }

  /** Returns the largest element over these axes; ties share the derivative evenly. */
  default Tensor max(int... axes) {
    return max(axes, false);
  }

  /** Returns {@link #max(int[], boolean)} over one axis. */
  default Tensor max(int axis, boolean keepDims) {
    return max(new int[] {axis}, keepDims);
  }

  /**
   * Returns the largest element over these axes; ties share the derivative evenly. {@code
   * numpy.amax}, {@code torch.amax}.
   */
  default Tensor max(int[] axes, boolean keepDims) {
    return extremum("max", true, axes, keepDims);
  }

  /** Returns the smallest element, NaN if any is; ties share the derivative evenly. */
  default Scalar min() {
    return min(new int[0], false).scalar();
  }

  /** Returns the smallest element over these axes; ties share the derivative evenly. */
  default Tensor min(int... axes) {
    return min(axes, false);
  }

  /** Returns {@link #min(int[], boolean)} over one axis. */
  default Tensor min(int axis, boolean keepDims) {
    return min(new int[] {axis}, keepDims);
  }

  /** Returns the smallest element over these axes; ties share the derivative evenly. */
  default Tensor min(int[] axes, boolean keepDims) {
    return extremum("min", false, axes, keepDims);
  }

  /**
   * Returns where along an axis the smallest element stands, the first of several, the first NaN if
   * any: a position for each line along the axis, row-major. With {@link Tensor#take} these pick
   * what belongs to it.
   *
   * @throws AutodiffException if the axis is empty
   */
  default int[] argMin(int axis) {
    return choose("argMin", false, axis);
  }

  /**
   * Returns where along an axis the largest element stands, the first of several, the first NaN if
   * any: a position for each line along the axis, row-major.
   *
   * @throws AutodiffException if the axis is empty
   */
  default int[] argMax(int axis) {
    return choose("argMax", true, axis);
  }

  private int[] choose(String name, boolean largest, int axis) {
    Tensor t = self();
    int at = t.shape.axis(name, axis);
    t.shape.requireElements(name, at);
    Object array = t.array();
    int[] positions = new int[t.size() / t.shape.dim(at)];
    int inner = 1;
    for (int i = at + 1; i < t.rank(); i++) {
      inner *= t.shape.dim(i);
    }
    if (positions.length > 0) {
      Workspace w = t.workspace();
      w.kernels()
          .choose(largest, array, positions.length / inner, t.shape.dim(at), inner, positions);
    }
    return positions;
  }

  private Tensor extremum(String name, boolean largest, int[] axes, boolean keepDims) {
    Shape shape = self().shape;
    int[] normal = shape.axes(name, axes);
    for (int axis : normal) {
      shape.requireElements(name, axis);
    }
    return Recording.apply(new Extremum(largest, Ints.wrap(normal), keepDims), self());
  }

  /** Returns the product of all elements; 1 of none. Right derivatives where elements are 0. */
  default Scalar prod() {
    return self().flatten().prod(0).scalar();
  }

  /** Returns the product over these axes; 1 of nothing. */
  default Tensor prod(int... axes) {
    return prod(axes, false);
  }

  /** Returns {@link #prod(int[], boolean)} over one axis. */
  default Tensor prod(int axis, boolean keepDims) {
    return prod(new int[] {axis}, keepDims);
  }

  /** Returns the product over these axes; 1 of nothing. */
  default Tensor prod(int[] axes, boolean keepDims) {
    Tensor t = self();
    int[] normal = t.shape.axes("prod", axes);
    for (int i = normal.length - 1; i >= 0; i--) {
      t = Recording.apply(new Prod(normal[i]), t);
    }
    return keepDims ? t.reshape(self().shape.reduce(normal, true)) : t;
  }

  /**
   * Returns the variance of all elements, {@code Σ (x - mean)² / n}: NumPy's {@code var}. PyTorch's
   * divides by {@code n - 1}.
   */
  default Scalar var() {
    return var(new int[0], false, 0).scalar();
  }

  /**
   * Returns the variance over these axes, {@code Σ (x - mean)² / (n - correction)}.
   *
   * <ul>
   *   <li>Correction 0 is the variance of the elements: {@code numpy.var(x)}, {@code torch.var(x,
   *       correction=0)}.
   *   <li>Correction 1 is the unbiased estimate from a sample: {@code numpy.var(x, ddof=1)}, {@code
   *       torch.var(x)}.
   * </ul>
   */
  default Tensor var(int[] axes, boolean keepDims, double correction) {
    int[] over = self().shape.axes("var", axes);
    Tensor rest = self().sub(mean(over, true));
    return rest.square().sum(over, keepDims).div(count(over) - correction);
  }

  /** Returns {@link #var(int[], boolean, double)} over one axis. */
  default Tensor var(int axis, boolean keepDims, double correction) {
    return var(new int[] {axis}, keepDims, correction);
  }

  /** Returns the square root of {@link #var()}; the derivative where it is 0 is 0. */
  default Scalar std() {
    return std(new int[0], false, 0).scalar();
  }

  /**
   * Returns the square root of {@link #var(int[], boolean, double)}, with NumPy's correction 0 or
   * PyTorch's 1; the derivative where it is 0 is 0.
   */
  default Tensor std(int[] axes, boolean keepDims, double correction) {
    int[] over = self().shape.axes("std", axes);
    Tensor rest = self().sub(mean(over, true));
    return rest.norm(2, over, keepDims).div(Math.sqrt(count(over) - correction));
  }

  /** Returns {@link #std(int[], boolean, double)} over one axis. */
  default Tensor std(int axis, boolean keepDims, double correction) {
    return std(new int[] {axis}, keepDims, correction);
  }

  private double count(int... axes) {
    double n = 1;
    for (int axis : self().shape.axes(axes)) {
      n *= self().shape.dim(axis);
    }
    return n;
  }

  /** Returns the Euclidean norm of all elements, without overflow; the derivative at 0 is 0. */
  default Scalar norm() {
    return norm(2, new int[0], false).scalar();
  }

  /** Returns the p-norm of all elements; see {@link #norm(double, int[], boolean)}. */
  default Scalar norm(double p) {
    return norm(p, new int[0], false).scalar();
  }

  /**
   * Returns the p-norm over these axes, {@code (Σ |x|^p)^(1/p)}: for p infinite the largest {@code
   * |x|}, for p minus infinity the smallest, for p 0 how many are not 0. The derivative by an
   * element that is 0 is 0; elements that tie for the largest share it evenly.
   */
  default Tensor norm(double p, int[] axes, boolean keepDims) {
    Tensor t = self();
    int[] over = t.shape.axes("norm", axes);
    if (Double.isInfinite(p)) {
      return p > 0 ? t.abs().max(over, keepDims) : t.abs().min(over, keepDims);
    }
    if (p == 1 || p == 0) {
      Tensor size = p == 1 ? t.abs() : t.constant(1).sub(t.eq(0));
      return size.sum(over, keepDims);
    }
    return Recording.apply(new Norm(p, Ints.wrap(over), keepDims), t);
  }

  /** Returns {@link #norm(double, int[], boolean)} over one axis. */
  default Tensor norm(double p, int axis, boolean keepDims) {
    return norm(p, new int[] {axis}, keepDims);
  }

  /** Returns the running sums along an axis: {@code y_k = x_0 + … + x_k}. */
  default Tensor cumSum(int axis) {
    return cumSum(axis, false);
  }

  /** Returns the running sums along an axis, from its end if {@code backwards}. */
  default Tensor cumSum(int axis, boolean backwards) {
    return Recording.apply(new CumSum(self().shape.axis("cumSum", axis), backwards), self());
  }

  /** Returns the running products along an axis; right derivatives where elements are 0. */
  default Tensor cumProd(int axis) {
    return Recording.apply(new CumProd(self().shape.axis("cumProd", axis)), self());
  }

  /** Returns {@code y_k = log(e^x_0 + … + e^x_k)} along an axis, without overflow. */
  default Tensor logCumSumExp(int axis) {
    return Recording.apply(new LogCumSumExp(self().shape.axis("logCumSumExp", axis)), self());
  }

  /** Returns {@code log Σ e^x} of all elements, without overflow; -∞ of none. */
  default Scalar logSumExp() {
    return logSumExp(new int[0], false).scalar();
  }

  /** Returns {@code log Σ e^x} over these axes, without overflow. */
  default Tensor logSumExp(int... axes) {
    return logSumExp(axes, false);
  }

  /** Returns {@link #logSumExp(int[], boolean)} over one axis. */
  default Tensor logSumExp(int axis, boolean keepDims) {
    return logSumExp(new int[] {axis}, keepDims);
  }

  /** Returns {@code log Σ e^x} over these axes, without overflow. */
  default Tensor logSumExp(int[] axes, boolean keepDims) {
    return Recording.apply(
        new LogSumExp(Ints.wrap(self().shape.axes("logSumExp", axes)), keepDims), self());
  }

  /** Returns {@code e^x / Σ e^x} along an axis, without overflow. */
  default Tensor softmax(int axis) {
    return Recording.apply(new Softmax(self().shape.axis("softmax", axis), false), self());
  }

  /** Returns {@code x - log Σ e^x} along an axis: the logarithm of {@link #softmax}. */
  default Tensor logSoftmax(int axis) {
    return Recording.apply(new LogSoftmax(self().shape.axis("logSoftmax", axis)), self());
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
