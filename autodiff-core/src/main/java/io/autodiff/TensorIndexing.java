package io.autodiff;

import io.autodiff.op.Gather;
import io.autodiff.op.Ints;
import io.autodiff.op.Pad;
import io.autodiff.op.ScatterAdd;
import io.autodiff.tape.Recording;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * The operations of {@link Tensor} that pick elements by lists of positions. A position below 0
 * counts from the end. An element picked more than once gets the sum of its derivatives. An axis
 * that is not there is refused with an {@link AutodiffException}.
 */
public sealed interface TensorIndexing permits Tensor {

  /**
   * Returns the sub-tensors at these positions of an axis, in this order: {@code (…, n, …) → (…,
   * positions, …)}. On axis 0 of a table these are rows, as of an embedding. Of rank 0 one position
   * can be taken, which is the element.
   *
   * @throws AutodiffException if a position is out of range
   */
  default Tensor take(int axis, int... positions) {
    Tensor t = self();
    int at = t.shape.axis("take", axis);
    int n = t.shape.dim(at);
    int[] normal = normal("take", axis, n, positions);
    if (t.rank() == 0 && positions.length == 1) {
      return t;
    }
    int[] dims = t.shape.dims();
    t.shape.ownAxis("take", axis);
    int block = product(dims, at + 1, dims.length);
    int outer = product(dims, 0, at);
    int[] blocks = new int[outer * normal.length];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < normal.length; i++) {
        blocks[o * normal.length + i] = o * n + normal[i];
      }
    }
    dims[at] = normal.length;
    return Recording.apply(new Gather(Ints.wrap(blocks), block, Shape.of(dims)), t);
  }

  /**
   * Returns the sub-tensors at positions that have a shape of their own: {@code (…, n, …) → (…, to,
   * …)}; {@code numpy.take}. On axis 0 of a table these are the embeddings of a batch of texts.
   *
   * @param to the shape of the positions
   * @param positions row-major
   * @throws AutodiffException if their number is not the shape's size, or one is out of range
   */
  default Tensor take(int axis, Shape to, int... positions) {
    Tensor t = self();
    int at = t.shape.ownAxis("take", axis);
    if (to.size() != positions.length) {
      throw new AutodiffException(
          "take: number of positions does not fit the shape",
          positions.length + " positions, shape " + to,
          to.size() + " positions",
          null);
    }
    int[] dims = t.shape.dims();
    Shape whole =
        Shape.of(Arrays.copyOf(dims, at))
            .and(to.dims())
            .and(Arrays.copyOfRange(dims, at + 1, dims.length));
    return t.take(at, positions).reshape(whole);
  }

  /**
   * Returns along an axis the elements at positions of their own: with {@code index} of shape
   * {@code to}, element {@code (i, j, k)} of the result is on axis 1 element {@code (i, index(i, j,
   * k), k)}.
   *
   * @param to the result's shape; on the other axes not larger than this tensor
   * @param index a position for each element of the result, row-major
   * @throws AutodiffException if a position is out of range or {@code to} does not fit
   */
  default Tensor gather(int axis, Shape to, int... index) {
    Tensor t = self();
    return Recording.apply(new Gather(positions("gather", t.shape, axis, to, index), 1, to), t);
  }

  /**
   * Returns this tensor with the elements of {@code source} added along an axis at positions of
   * their own: on axis 1 element {@code (i, j, k)} is added to {@code (i, index(i, j, k), k)}.
   *
   * @param index a position for each element of {@code source}, row-major
   * @throws AutodiffException if a position is out of range or the shape of {@code source} does not
   *     fit
   */
  default Tensor scatterAdd(int axis, Tensor source, int... index) {
    Tensor t = self();
    Ints positions = positions("scatterAdd", t.shape, axis, source.shape, index);
    return t.add(Recording.apply(new ScatterAdd(positions, 1, t.shape), source));
  }

  /** Returns the whole numbers from 0, {@code size} of them, in the order that {@code at} gives. */
  private static Ints list(Shape shape, ToIntFunction<int[]> at) {
    int[] listed = new int[shape.size()];
    int[] dims = shape.dims();
    int[] index = new int[dims.length];
    for (int i = 0; i < listed.length; i++) {
      listed[i] = at.applyAsInt(index);
      for (int d = dims.length - 1; d >= 0 && ++index[d] == dims[d]; d--) {
        index[d] = 0;
      }
    }
    return Ints.wrap(listed);
  }

  /**
   * Returns a tensor of shape {@code to} whose element at an index is the element of this tensor at
   * the row-major position that {@code from} gives, or 0 where that is negative.
   *
   * @param from is given an index of the result, in an array that it must not keep
   * @throws AutodiffException if a position is out of range
   */
  default Tensor gather(Shape to, ToIntFunction<int[]> from) {
    Tensor t = self();
    Ints positions = list(to, from);
    for (int i = 0; i < positions.size(); i++) {
      if (positions.get(i) >= t.size()) {
        throw new AutodiffException(
            "gather: position out of range",
            "position " + positions.get(i) + " in shape " + t.shape,
            "a position below " + t.size(),
            null);
      }
    }
    return Recording.apply(new Gather(positions, 1, to), t);
  }

  private static Ints positions(String name, Shape whole, int axis, Shape part, int... index) {
    int at = whole.axis(name, axis);
    boolean fits = part.rank() == whole.rank() && index.length == part.size();
    for (int i = 0; fits && i < whole.rank(); i++) {
      fits = i == at || part.dim(i) <= whole.dim(i);
    }
    if (!fits) {
      throw new AutodiffException(
          name + ": shapes do not fit",
          index.length + " positions for shape " + part + " along axis " + axis + " of " + whole,
          "a position for each element, and no other axis longer than that of " + whole,
          null);
    }
    int[] normal = normal(name, axis, whole.dim(at), index);
    int[] strides = whole.strides();
    int stride = strides.length == 0 ? 1 : strides[at];
    int[] next = {0};
    return list(
        part,
        i -> {
          int position = normal[next[0]++] * stride;
          for (int d = 0; d < i.length; d++) {
            position += d == at ? 0 : i[d] * strides[d];
          }
          return position;
        });
  }

  private static int[] normal(String name, int axis, int n, int... positions) {
    int[] normal = new int[positions.length];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = positions[i] < 0 ? positions[i] + n : positions[i];
      if (normal[i] < 0 || normal[i] >= n) {
        throw new AutodiffException(
            name + ": position out of range",
            "position " + positions[i] + " on axis " + axis + " of size " + n,
            n == 0 ? "no position: the axis is empty" : "a position from " + -n + " to " + (n - 1),
            null);
      }
    }
    return normal;
  }

  private static int product(int[] dims, int from, int to) {
    return Arrays.stream(dims, from, to).reduce(1, (a, b) -> a * b);
  }

  /** Returns the tensor with the order of these axes reversed. */
  default Tensor flip(int... axes) {
    Tensor t = self();
    for (int axis : axes) {
      int n = t.dim(t.shape.axis("flip", axis));
      t = n == 1 ? t : t.slice(axis, -1, -n - 1, -1);
    }
    return t;
  }

  /**
   * Returns the tensor moved along an axis by {@code shift}; what leaves an end enters the other.
   */
  default Tensor roll(int shift, int axis) {
    Tensor t = self();
    int n = t.dim(t.shape.axis("roll", axis));
    int split = n == 0 ? 0 : n - Math.floorMod(shift, n);
    return split == 0 || split == n
        ? t
        : Tensor.concat(axis, t.slice(axis, split, n), t.slice(axis, 0, split));
  }

  /**
   * Returns the tensor continued along an axis. Below 0 that many elements are cut off; what is
   * continued in circles is what that leaves, as in PyTorch.
   *
   * @param before how many elements come in front
   * @param after how many come behind
   * @throws AutodiffException if there are not enough elements to continue with, or more is cut off
   *     than there is
   */
  default Tensor pad(int axis, int before, int after, Padding with) {
    Tensor t = self();
    int at = t.shape.ownAxis("pad", axis);
    if (with == Padding.CIRCULAR && Math.min(before, after) < 0) {
      Tensor rest = t.pad(at, Math.min(before, 0), Math.min(after, 0), 0.0);
      return rest.pad(at, Math.max(before, 0), Math.max(after, 0), with);
    }
    int n = t.dim(at);
    int most = Math.max(before, after);
    boolean enough =
        switch (with) {
          case REFLECT -> most < n;
          case REPLICATE -> n > 0;
          case CIRCULAR -> most <= n;
        };
    if (!enough && most > 0) {
      throw new AutodiffException(
          "pad: too few elements to continue with",
          before + " before and " + after + " after axis " + axis + " of size " + n,
          with == Padding.REFLECT ? "less than the size" : "at most the size, and not none",
          null);
    }
    requireLeft(axis, before, after);
    int[] positions = new int[before + n + after];
    Arrays.setAll(positions, i -> with.source(i - before, n));
    return take(axis, positions);
  }

  private void requireLeft(int axis, int before, int after) {
    int n = self().dim(axis);
    if (Math.max(0, -before) + Math.max(0, -after) > n || before + n + after < 0) {
      throw new AutodiffException(
          "pad: more is cut off than there is",
          before + " before and " + after + " after axis " + axis + " of " + self().shape,
          "at most the " + n + " elements of the axis cut off",
          null);
    }
  }

  /**
   * Returns the tensor with {@code value} in front of and behind an axis; below 0 that many
   * elements are cut off. So {@code pad(axis, 1, -1, 0)} moves all elements by one.
   *
   * @throws AutodiffException if more is cut off than there is
   */
  default Tensor pad(int axis, int before, int after, double value) {
    Tensor t = self();
    int at = t.shape.ownAxis("pad", axis);
    requireLeft(axis, before, after);
    return Recording.apply(new Pad(at, before, after, value), t);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
