package io.autodiff;

import io.autodiff.internal.array.Elements;
import io.autodiff.internal.array.LineChoice;
import io.autodiff.internal.array.StableOrder;

/**
 * The operations of {@link Tensor} that pick elements by their order along an axis. An element that
 * is picked gets the derivative, one that only ties with it gets none; of equal elements the first
 * stands first, forwards and backwards. NaN is larger than any number. An axis that is not there,
 * and no elements where one is to be chosen, are refused with an {@link AutodiffException}.
 *
 * <p>Which elements are picked is read from the numbers, as by {@link Tensor#values()}: a {@link
 * io.autodiff.program.Program} refuses it.
 */
public sealed interface TensorOrder permits Tensor {

  /**
   * Returns the positions along an axis that put its elements in order, the least first, one for
   * each element, row-major; {@code torch.argsort} with {@code stable=True}. They fit {@link
   * Tensor#gather(int, Shape, int...)}.
   */
  default int[] argSort(int axis) {
    return argSort(axis, false);
  }

  /** Returns {@link #argSort(int)}, the largest first if {@code descending}. */
  default int[] argSort(int axis, boolean descending) {
    return positions("argSort", axis, length("argSort", axis), sorting(descending));
  }

  /** Returns the elements along an axis in order, the least first; {@code torch.sort}. */
  default Tensor sort(int axis) {
    return sort(axis, false);
  }

  /** Returns {@link #sort(int)}, the largest first if {@code descending}. */
  default Tensor sort(int axis, boolean descending) {
    return pick("sort", axis, length("sort", axis), sorting(descending));
  }

  /**
   * Returns the {@code k} largest elements along an axis, the largest first; {@code torch.topk}.
   * Where they stood is said by the first of {@link #argSort(int, boolean)}.
   *
   * @throws AutodiffException if the axis has fewer than {@code k}
   */
  default Tensor topK(int k, int axis) {
    int n = length("topK", axis);
    if (k < 0 || k > n) {
      throw new AutodiffException(
          "topK: too many or too few elements",
          k + " on axis " + axis + " of " + self().shape,
          "a number from 0 to " + n,
          null);
    }
    return pick(
        "topK",
        axis,
        k,
        (array, at, step, size, chosen) ->
            System.arraycopy(StableOrder.of(array, at, step, size, true), 0, chosen, 0, k));
  }

  /** Returns the median of all elements; {@code numpy.median}. */
  default Scalar median() {
    return ((TensorOrder) self().flatten()).quantile("median", 0.5, 0, false).scalar();
  }

  /**
   * Returns the median along an axis: of an even number of elements the mean of the two in the
   * middle, as {@code numpy.median}. {@code torch.median} takes the lower.
   */
  default Tensor median(int axis, boolean keepDims) {
    return quantile("median", 0.5, axis, keepDims);
  }

  /** Returns {@link #quantile(double, int, boolean)} of all elements. */
  default Scalar quantile(double q) {
    return self().flatten().quantile(q, 0, false).scalar();
  }

  /**
   * Returns what the share {@code q} of the elements along an axis lies below, between two elements
   * in proportion to the distance; {@code numpy.quantile}, {@code torch.quantile}. NaN if an
   * element is NaN.
   *
   * @throws AutodiffException if {@code q} is not from 0 to 1 or the axis is empty
   */
  default Tensor quantile(double q, int axis, boolean keepDims) {
    return quantile("quantile", q, axis, keepDims);
  }

  private Tensor quantile(String operation, double q, int axis, boolean keepDims) {
    Tensor t = self();
    int at = t.shape.axis(operation, axis);
    int n = t.dim(at);
    if (!(q >= 0 && q <= 1)) {
      throw new AutodiffException(
          operation + ": share out of range", "" + q, "a number from 0 to 1", null);
    }
    t.shape.requireElements(operation, at);
    double place = q * (n - 1);
    int below = (int) place;
    Tensor low = pick(operation, axis, 1, ranked(below));
    if (place > below) {
      Tensor high = pick(operation, axis, 1, ranked(below + 1));
      low = low.mul(1 - (place - below)).add(high.mul(place - below));
    }
    return keepDims || t.rank() == 0 ? low : low.squeeze(at);
  }

  /**
   * Returns the largest element so far along an axis; of equal ones the last gets the derivative.
   * NaN from the first NaN on. {@code torch.cummax}, {@code numpy.maximum.accumulate}.
   */
  default Tensor cumMax(int axis) {
    return pick("cumMax", axis, length("cumMax", axis), running(true));
  }

  /**
   * Returns the smallest element so far along an axis; of equal ones the last gets the derivative.
   * NaN from the first NaN on. {@code torch.cummin}, {@code numpy.minimum.accumulate}.
   */
  default Tensor cumMin(int axis) {
    return pick("cumMin", axis, length("cumMin", axis), running(false));
  }

  private int length(String operation, int axis) {
    return self().dim(self().shape.axis(operation, axis));
  }

  private static LineChoice sorting(boolean descending) {
    return (array, at, step, n, chosen) ->
        System.arraycopy(StableOrder.of(array, at, step, n, descending), 0, chosen, 0, n);
  }

  private static LineChoice ranked(int rank) {
    return (array, at, step, n, chosen) -> {
      int[] order = StableOrder.of(array, at, step, n, false);
      int last = order[n - 1];
      chosen[0] = Double.isNaN(Elements.get(array, at + last * step)) ? last : order[rank];
    };
  }

  private static LineChoice running(boolean largest) {
    return (array, at, step, n, chosen) -> {
      int best = 0;
      double reached = n == 0 ? 0 : Elements.get(array, at);
      for (int i = 0; i < n; i++) {
        double v = Elements.get(array, at + i * step);
        if (!Double.isNaN(reached) && !(largest ? v < reached : v > reached)) {
          best = i;
          reached = v;
        }
        chosen[i] = best;
      }
    };
  }

  private Tensor pick(String name, int axis, int count, LineChoice choice) {
    Tensor t = self();
    int[] positions = positions(name, axis, count, choice);
    int at = t.shape.axis(axis);
    int[] dims = t.shape.dims();
    if (t.rank() > 0) {
      dims[at] = count;
    }
    return count == 0 ? t.slice(at, 0, 0) : t.gather(at, Shape.of(dims), positions);
  }

  /** Returns {@code count} positions for each line along an axis, row-major. */
  private int[] positions(String name, int axis, int count, LineChoice choice) {
    Tensor t = self();
    int at = t.shape.axis(name, axis);
    int n = t.dim(at);
    Object array = t.array();
    int inner = 1;
    for (int i = at + 1; i < t.rank(); i++) {
      inner *= t.dim(i);
    }
    int lines = n == 0 ? 0 : t.size() / n;
    int[] positions = new int[lines * count];
    int[] chosen = new int[count];
    for (int line = 0; line < lines; line++) {
      int outer = line / inner;
      int column = line % inner;
      choice.choose(array, outer * n * inner + column, inner, n, chosen);
      for (int k = 0; k < count; k++) {
        positions[(outer * count + k) * inner + column] = chosen[k];
      }
    }
    return positions;
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
