package io.autodiff;

import io.autodiff.op.BroadcastTo;
import io.autodiff.op.Ints;
import io.autodiff.op.Permute;
import io.autodiff.op.Reshape;
import io.autodiff.op.Slice;
import io.autodiff.tape.Recording;
import java.util.Arrays;

/**
 * The operations of {@link Tensor} that move elements and compute nothing. Negative axes count from
 * the end; an axis that is not there is refused with an {@link AutodiffException}.
 */
public sealed interface TensorShaping permits Tensor {

  /** Returns the matrix with rows and columns exchanged; of any rank, the axes in reverse. */
  default Tensor transpose() {
    int rank = self().rank();
    int[] order = new int[rank];
    Arrays.setAll(order, i -> rank - 1 - i);
    return permute(order);
  }

  /** Returns the tensor with two axes exchanged. */
  default Tensor transpose(int first, int second) {
    int[] order = self().shape.axes();
    int a = self().shape.axis("transpose", first);
    int b = self().shape.axis("transpose", second);
    if (order.length > 0) {
      order[a] = b;
      order[b] = a;
    }
    return permute(order);
  }

  /**
   * Returns the axes in another order: axis {@code i} of the result is axis {@code order[i]}.
   *
   * @throws AutodiffException if {@code order} does not name every axis once
   */
  default Tensor permute(int... order) {
    Tensor t = self();
    int[] normal = new int[order.length];
    Arrays.setAll(normal, i -> t.shape.axis("permute", order[i]));
    int[] sorted = normal.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, t.shape.axes())) {
      throw new AutodiffException(
          "permute: not an order of the axes",
          Arrays.toString(order) + " of shape " + t.shape,
          "every axis from 0 to " + (t.rank() - 1) + " once",
          null);
    }
    boolean same = Arrays.equals(sorted, normal);
    return same ? t : Recording.apply(new Permute(Ints.wrap(normal)), t);
  }

  /**
   * Returns the same elements, row-major, under another shape.
   *
   * @param dims the sizes; one of them may be -1 and is then computed
   * @throws AutodiffException if the number of elements differs
   */
  default Tensor reshape(int... dims) {
    int[] sizes = dims.clone();
    if (Arrays.stream(dims).filter(size -> size == -1).count() > 1) {
      throw new AutodiffException(
          "reshape: more than one size is to be computed",
          "shape " + self().shape + " to " + Arrays.toString(dims),
          "-1 for one axis at most",
          null);
    }
    int known = 1;
    int unknown = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1) {
        unknown = i;
      } else {
        known *= sizes[i];
      }
    }
    if (unknown >= 0) {
      if (known <= 0 || self().size() % known != 0) {
        throw new AutodiffException(
            "reshape: no size fits for -1",
            "shape " + self().shape + " to " + Arrays.toString(dims),
            "known sizes whose product divides " + self().size(),
            null);
      }
      sizes[unknown] = self().size() / known;
    }
    return reshape(Shape.of(sizes));
  }

  /**
   * Returns the same elements, row-major, under another shape of the same size.
   *
   * @throws AutodiffException if the number of elements differs
   */
  default Tensor reshape(Shape to) {
    Tensor t = self();
    if (to.equals(t.shape)) {
      return t;
    }
    if (to.size() != t.size()) {
      throw new AutodiffException(
          "reshape: number of elements differs",
          "shape " + t.shape + " with " + t.size() + " elements to " + to,
          "a shape of " + t.size() + " elements",
          null);
    }
    return Recording.apply(new Reshape(to), t);
  }

  /** Returns all elements, row-major, as rank 1. */
  default Tensor flatten() {
    return reshape(Shape.of(self().size()));
  }

  /** Returns the tensor with a new axis of size 1, which becomes axis {@code axis}. */
  default Tensor unsqueeze(int axis) {
    int[] dims = Arrays.copyOf(self().shape.dims(), self().rank() + 1);
    int at = self().shape.newAxis("unsqueeze", axis);
    System.arraycopy(dims, at, dims, at + 1, self().rank() - at);
    dims[at] = 1;
    return reshape(Shape.of(dims));
  }

  /** Returns the tensor without its axes of size 1. */
  default Tensor squeeze() {
    return reshape(Shape.of(Arrays.stream(self().shape.dims()).filter(n -> n != 1).toArray()));
  }

  /**
   * Returns the tensor without these axes.
   *
   * @throws AutodiffException if one has not size 1
   */
  default Tensor squeeze(int... axes) {
    Tensor t = self();
    if (axes.length == 0) {
      return squeeze();
    }
    int[] normal = t.shape.axes("squeeze", axes);
    for (int axis : normal) {
      if (t.shape.dim(axis) != 1) {
        throw new AutodiffException(
            "squeeze: axis is not of size 1",
            "axis " + axis + " of shape " + t.shape,
            "axes of size 1",
            "select(" + axis + ", position) takes one position of it");
      }
    }
    return reshape(t.shape.reduce(normal, false));
  }

  /** Returns the tensor with an axis moved to another place, the others in their order. */
  default Tensor moveAxis(int from, int to) {
    Tensor t = self();
    int a = t.shape.axis("moveAxis", from);
    int b = t.shape.axis("moveAxis", to);
    int[] order = new int[t.rank()];
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      next += next == a ? 1 : 0;
      order[i] = i == b ? a : next++;
    }
    return permute(order);
  }

  /**
   * Returns copies of the whole tensor side by side, on each axis as many as given; fewer numbers
   * than axes belong to the last ones, more add axes in front.
   *
   * @throws AutodiffException if a number is negative
   */
  default Tensor tile(int... times) {
    Tensor t = self();
    int rank = Math.max(times.length, t.rank());
    int[] lone = new int[2 * rank];
    int[] wide = new int[2 * rank];
    int[] whole = new int[rank];
    for (int i = 0; i < rank; i++) {
      int axis = i - (rank - t.rank());
      int given = i - (rank - times.length);
      int n = axis < 0 ? 1 : t.dim(axis);
      int copies = given < 0 ? 1 : times[given];
      lone[2 * i] = 1;
      lone[2 * i + 1] = n;
      wide[2 * i] = copies;
      wide[2 * i + 1] = n;
      whole[i] = copies * n;
    }
    return t.reshape(Shape.of(lone)).broadcastTo(Shape.of(wide)).reshape(Shape.of(whole));
  }

  /**
   * Returns the tensor with each position of an axis {@code times} times in a row.
   *
   * @throws AutodiffException if {@code times} is negative or this is of rank 0
   */
  default Tensor repeat(int axis, int times) {
    Tensor t = self();
    int at = t.shape.ownAxis("repeat", axis);
    int[] whole = t.shape.dims();
    Tensor wide = t.unsqueeze(at + 1);
    int[] dims = wide.shape.dims();
    dims[at + 1] = times;
    whole[at] *= times;
    return wide.broadcastTo(Shape.of(dims)).reshape(Shape.of(whole));
  }

  /**
   * Returns the parts of an axis of these sizes, one after the other.
   *
   * @throws AutodiffException if the sizes do not add up to that of the axis
   */
  default Tensor[] split(int axis, int... sizes) {
    int n = self().dim(self().shape.ownAxis("split", axis));
    if (Arrays.stream(sizes).sum() != n || Arrays.stream(sizes).anyMatch(size -> size < 0)) {
      throw new AutodiffException(
          "split: sizes do not fit",
          Arrays.toString(sizes) + " of axis " + axis + " of " + self().shape,
          "sizes that add up to " + n,
          null);
    }
    Tensor[] parts = new Tensor[sizes.length];
    int from = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = slice(axis, from, from + sizes[i]);
      from += sizes[i];
    }
    return parts;
  }

  /**
   * Returns the sub-tensors at all positions of an axis, without that axis; {@code torch.unbind}.
   * Undoes {@link Tensor#stack(int, Tensor...)}.
   */
  default Tensor[] unbind(int axis) {
    int at = self().shape.ownAxis("unbind", axis);
    Tensor[] parts = new Tensor[self().dim(at)];
    unbind(self(), at, 0, parts);
    return parts;
  }

  /** Halves again and again: so a gradient is put together of few large parts. */
  private static void unbind(Tensor t, int axis, int first, Tensor[] parts) {
    int n = t.dim(axis);
    if (n == 1) {
      parts[first] = t.squeeze(axis);
    } else if (n > 1) {
      unbind(t.slice(axis, 0, n / 2), axis, first, parts);
      unbind(t.slice(axis, n / 2, n), axis, first + n / 2, parts);
    }
  }

  /**
   * Returns the tensor stretched to a shape by broadcasting.
   *
   * @throws AutodiffException if this shape cannot be stretched to that
   */
  default Tensor broadcastTo(int... dims) {
    return broadcastTo(Shape.of(dims));
  }

  /**
   * Returns the tensor stretched to a shape by broadcasting.
   *
   * @throws AutodiffException if broadcasting does not lead there
   * @throws AutodiffException if this shape cannot be stretched to that
   */
  default Tensor broadcastTo(Shape to) {
    Tensor t = self();
    if (to.equals(t.shape)) {
      return t;
    }
    if (!t.shape.broadcastsTo(to)) {
      throw new AutodiffException(
          "broadcastTo: shape cannot be stretched",
          "shape " + t.shape + " to " + to,
          "every axis counted from the last of equal size, or 1",
          null);
    }
    return Recording.apply(new BroadcastTo(to), t);
  }

  /**
   * Returns the elements from {@code from} (inclusive) to {@code to} (exclusive) along an axis;
   * negative positions count from the end.
   *
   * @throws AutodiffException if the bounds are not in order within the axis, or this is of rank 0
   */
  default Tensor slice(int axis, int from, int to) {
    return slice(axis, from, to, 1);
  }

  /**
   * Returns every {@code step}-th element from {@code from} (inclusive) to {@code to} (exclusive)
   * along an axis; negative positions count from the end. With a negative step it goes backwards,
   * and {@code -n - 1} is the position before the first: {@code slice(0, -1, -n - 1, -1)} reverses.
   *
   * @throws AutodiffException if a bound is out of range or the step is 0
   */
  default Tensor slice(int axis, int from, int to, int step) {
    Tensor t = self();
    int at = t.shape.ownAxis("slice", axis);
    int n = t.dim(at);
    int first = from < 0 ? from + n : from;
    int end = to < 0 ? to + n : to;
    boolean fits =
        step > 0
            ? first >= 0 && first <= end && end <= n
            : step < 0 && first < n && first >= end && end >= -1;
    if (!fits) {
      throw new AutodiffException(
          "slice: bounds out of range",
          "[" + from + ", " + to + ") with step " + step + " on axis " + axis + " of " + t.shape,
          step < 0
              ? "from " + (n - 1) + " down to -1, from >= to"
              : "0 <= from <= to <= " + n + " and a step other than 0",
          null);
    }
    int[] start = new int[t.rank()];
    int[] count = t.shape.dims();
    int[] steps = new int[t.rank()];
    Arrays.fill(steps, 1);
    start[at] = first;
    count[at] = Math.ceilDiv(end - first, step);
    steps[at] = step;
    Slice part = new Slice(Ints.wrap(start), Ints.wrap(count), Ints.wrap(steps));
    return Recording.apply(part, t);
  }

  /**
   * Returns the sub-tensor at one position of an axis, without that axis.
   *
   * @throws AutodiffException if the position is out of range or this is of rank 0
   */
  default Tensor select(int axis, int position) {
    Tensor t = self();
    int at = t.shape.ownAxis("select", axis);
    int n = t.dim(at);
    int k = position < 0 ? position + n : position;
    if (k < 0 || k >= n) {
      throw new AutodiffException(
          "select: position out of range",
          "position " + position + " on axis " + axis + " of " + t.shape,
          "a position from " + -n + " to " + (n - 1),
          null);
    }
    return slice(at, k, k + 1).reshape(t.shape.reduce(new int[] {at}, false));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
