package io.autodiff.elementwise;

import io.autodiff.Shape;

/** How a row-major array is read where its shape is stretched to another one by broadcasting. */
public final class BroadcastStrides {
  private BroadcastStrides() {}

  /**
   * Returns whether a shape, leading axes of size 1 left out, is that of the target's last axes.
   */
  public static boolean areOfRows(Shape shape, Shape target) {
    int rank = shape.rank();
    int position = 1;
    while (position <= Math.min(rank, target.rank())
        && shape.dim(-position) == target.dim(-position)) {
      position++;
    }
    while (position <= rank && shape.dim(-position) == 1) {
      position++;
    }
    return position > rank;
  }

  /** Returns the strides, one for each axis of the target: 0 where the shape is stretched. */
  public static int[] of(Shape shape, Shape target) {
    int[] strides = new int[target.rank()];
    write(shape, target, strides, 0);
    return strides;
  }

  /** Writes {@link #of} over zeros that begin at a position. */
  static void write(Shape shape, Shape target, int[] strides, int at) {
    int step = 1;
    int end = at + target.rank();
    for (int i = 1; i <= shape.rank(); i++) {
      int size = shape.dim(-i);
      strides[end - i] = size == 1 ? 0 : step;
      step *= size;
    }
  }
}
