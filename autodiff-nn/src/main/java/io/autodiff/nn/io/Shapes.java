package io.autodiff.nn.io;

import io.autodiff.Shape;
import java.util.Arrays;

/** Checks of the shapes that files claim. */
final class Shapes {
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8;
  private static final int MAX_RANK = 32;

  private Shapes() {}

  /**
   * Returns the shape with these sizes.
   *
   * @throws FormatException if no tensor can have it
   */
  static Shape checked(long[] dims, Object source) throws FormatException {
    long size = 1;
    for (long dim : dims) {
      boolean fits = dim == 0 || (dim > 0 && size <= MAX_ELEMENTS / dim && dim <= MAX_ELEMENTS);
      if (!fits || dims.length > MAX_RANK) {
        throw new FormatException(
            source,
            "shape "
                + Arrays.toString(Arrays.copyOf(dims, Math.min(dims.length, MAX_RANK)))
                + " is no tensor's: at most "
                + MAX_RANK
                + " axes and "
                + MAX_ELEMENTS
                + " elements");
      }
      size *= dim;
    }
    return Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray());
  }
}
