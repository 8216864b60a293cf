package io.autodiff.op;

import io.autodiff.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a row-major array that is reduced over neighbouring axes, seen as {@code (outer, n,
 * inner)} with those axes in the middle.
 */
public record FoldedAxes(int outer, int n, int inner) {

  /** Folds the given axes (from the front, ascending); null if they are not neighbours. */
  static @Nullable FoldedAxes of(Shape shape, int[] axes) {
    if (axes.length == 0) {
      return new FoldedAxes(shape.size(), 1, 1);
    }
    int first = axes[0];
    int last = axes[axes.length - 1];
    if (last - first != axes.length - 1) {
      return null;
    }
    return new FoldedAxes(
        Folding.product(shape, 0, first),
        Folding.product(shape, first, last + 1),
        Folding.product(shape, last + 1, shape.rank()));
  }
}
