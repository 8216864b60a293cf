package io.autodiff.exact;

import io.autodiff.Shape;
import java.util.Arrays;

/** Where the elements of a tensor are, row-major, in another one. */
final class Positions {
  private Positions() {}

  /**
   * Returns for each element of a shape the position {@code offset + Σ index[axis] * step[axis]}.
   */
  static int[] of(Shape shape, int offset, int... steps) {
    int[] dims = shape.dims();
    int[] positions = new int[shape.size()];
    int[] index = new int[dims.length];
    int at = offset;
    for (int i = 0; i < positions.length; i++) {
      positions[i] = at;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        at += steps[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        at -= steps[axis] * dims[axis];
        index[axis] = 0;
      }
    }
    return positions;
  }

  /** Returns for each element of the larger shape which one of {@code from} stretches to it. */
  static int[] broadcast(Shape from, Shape to) {
    int[] strides = from.strides();
    int[] steps = new int[to.rank()];
    int front = to.rank() - from.rank();
    for (int axis = front; axis < steps.length; axis++) {
      steps[axis] = from.dim(axis - front) == 1 ? 0 : strides[axis - front];
    }
    return of(to, 0, steps);
  }

  /** Returns for each element the position of its group, where axes are reduced. */
  static int[] groups(Shape shape, int... axes) {
    int[] kept = shape.reduce(axes, true).strides();
    for (int axis : axes) {
      kept[axis] = 0;
    }
    return of(shape, 0, kept);
  }

  /** Returns for each group its elements, in their order. */
  static int[][] members(int groups, int... groupOf) {
    int[] count = new int[groups];
    for (int group : groupOf) {
      count[group]++;
    }
    int[][] members = new int[groups][];
    Arrays.setAll(members, g -> new int[count[g]]);
    Arrays.fill(count, 0);
    for (int i = 0; i < groupOf.length; i++) {
      members[groupOf[i]][count[groupOf[i]]++] = i;
    }
    return members;
  }
}
