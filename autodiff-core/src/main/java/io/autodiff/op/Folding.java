package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.Strided;

/**
 * A tensor's array seen as {@code (outer, n, inner)} with the axes of a reduction folded into the
 * middle one; copied first if those axes are not neighbours.
 */
record Folding(Object array, int outer, int n, int inner) {

  /** Folds the given axes (from the front, ascending) of {@code x}. */
  static Folding of(Workspace w, Tensor x, int[] axes) {
    int[] dims = x.shape().dims();
    if (axes.length == 0) {
      return new Folding(x.array(), x.shape().size(), 1, 1);
    }
    int first = axes[0];
    int last = axes[axes.length - 1];
    if (last - first == axes.length - 1) {
      return new Folding(
          x.array(),
          product(dims, 0, first),
          product(dims, first, last + 1),
          product(dims, last + 1, dims.length));
    }
    int[] order = lastOf(dims.length, axes);
    int[] strides = x.shape().strides();
    int[] newDims = new int[order.length];
    int[] newStrides = new int[order.length];
    int n = 1;
    for (int i = 0; i < order.length; i++) {
      newDims[i] = dims[order[i]];
      newStrides[i] = strides[order[i]];
      n *= i >= order.length - axes.length ? newDims[i] : 1;
    }
    Object copy = w.allocate(x.dtype(), x.shape().size());
    Strided.gather(x.array(), 0, newDims, newStrides, copy);
    return new Folding(copy, product(newDims, 0, order.length - axes.length), n, 1);
  }

  /** Returns the axes of a tensor reordered so that {@code axes} come last. */
  private static int[] lastOf(int rank, int[] axes) {
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

  private static int product(int[] dims, int from, int to) {
    int p = 1;
    for (int i = from; i < to; i++) {
      p *= dims[i];
    }
    return p;
  }

  /** Returns {@code reduced}, a reduction of a tensor of {@code shape}, with its axes kept as 1. */
  static Tensor kept(Tensor reduced, Shape shape, Ints axes) {
    return reduced.reshape(shape.reduce(axes.toArray(), true));
  }
}
