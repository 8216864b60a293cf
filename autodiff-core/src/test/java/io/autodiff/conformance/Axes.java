package io.autodiff.conformance;

import io.autodiff.Tensor;

/** Axes as PyTorch names them: a tensor of rank 0 has an axis 0, and no axis means all. */
final class Axes {
  private Axes() {}

  /** A reduction of this library. */
  @FunctionalInterface
  interface Reduction {
    Tensor apply(Tensor x, int[] axes, boolean keepDims);
  }

  /** An operation along one axis. */
  @FunctionalInterface
  interface Along {
    Tensor apply(Tensor x, int axis);
  }

  /** Reduces {@code input} over {@code dim}, all axes by default. */
  static Tensor reduce(Arguments a, Reduction f) {
    int[] axes = a.has("dim") ? a.ints("dim") : new int[0];
    return reduce(a.tensor("input"), axes, a.flag("keepdim", false), f);
  }

  static Tensor reduce(Tensor x, int[] axes, boolean keepDims, Reduction f) {
    return f.apply(x, axes, keepDims);
  }

  /** Applies an operation that keeps the shape along {@code dim}. */
  static Tensor along(Arguments a, Along f) {
    return f.apply(a.tensor("input"), a.integer("dim", -1));
  }
}
