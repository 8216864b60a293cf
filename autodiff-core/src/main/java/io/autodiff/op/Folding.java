package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;

/**
 * A tensor's array seen as {@code (outer, n, inner)} with the axes of a reduction folded into the
 * middle one; copied first if those axes are not neighbours.
 */
record Folding(Object array, int outer, int n, int inner) {

  /** Folds the given axes (from the front, ascending) of {@code x}. */
  static Folding of(Workspace w, Tensor x, int[] axes) {
    Shape shape = x.shape();
    FoldedAxes folded = FoldedAxes.of(shape, axes);
    if (folded != null) {
      return new Folding(x.storage(), folded.outer(), folded.n(), folded.inner());
    }
    int[] order = lastOf(shape.rank(), axes);
    int[] strides = shape.strides();
    int[] newDims = new int[order.length];
    int[] newStrides = new int[order.length];
    int outer = 1;
    int n = 1;
    for (int i = 0; i < order.length; i++) {
      newDims[i] = shape.dim(order[i]);
      newStrides[i] = strides[order[i]];
      if (i < order.length - axes.length) {
        outer *= newDims[i];
      } else {
        n *= newDims[i];
      }
    }
    Object copy = w.allocate(x.dtype(), shape.size());
    Strided.gather(x.storage(), 0, newDims, newStrides, copy);
    return new Folding(copy, outer, n, 1);
  }

  /** Returns the axes of a tensor reordered so that {@code axes} come last. */
  static int[] lastOf(int rank, int[] axes) {
    int[] order = new int[rank];
    int front = 0;
    int back = rank - axes.length;
    int next = 0;
    for (int i = 0; i < rank; i++) {
      if (next < axes.length && axes[next] == i) {
        order[back++] = i;
        next++;
      } else {
        order[front++] = i;
      }
    }
    return order;
  }

  /** Returns the product of the sizes of the axes {@code [from, to)}. */
  static int product(Shape shape, int from, int to) {
    int p = 1;
    for (int i = from; i < to; i++) {
      p *= shape.dim(i);
    }
    return p;
  }

  /** Returns {@code reduced}, a reduction of a tensor of {@code shape}, so that it broadcasts. */
  static Tensor kept(Tensor reduced, Shape shape, Ints axes) {
    return areFirst(axes) ? reduced : reduced.reshape(shape.reduce(axes.array(), true));
  }

  private static boolean areFirst(Ints axes) {
    return axes.size() == 0 || axes.get(axes.size() - 1) == axes.size() - 1;
  }
}
