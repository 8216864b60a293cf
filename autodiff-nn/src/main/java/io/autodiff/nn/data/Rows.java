package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Work on the first axis of constants. */
final class Rows {
  private Rows() {}

  /** Returns the shape of one row. */
  static Shape shape(Tensor t) {
    return Shape.of(Arrays.copyOfRange(t.shape().dims(), 1, t.rank()));
  }

  /**
   * Returns some rows.
   *
   * @throws AutodiffException if one does not exist
   */
  @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of the tensor's element type
  static Tensor take(Tensor t, int... positions) {
    int[] dims = t.shape().dims();
    int rows = dims[0];
    dims[0] = positions.length;
    Shape shape = Shape.of(dims);
    int width = shape(t).size();
    Object taken = t.dtype().newArray(shape.size());
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < 0 || positions[i] >= rows) {
        throw new AutodiffException(
            "data: no such example",
            "position " + positions[i],
            "a position from 0 to " + (rows - 1),
            null);
      }
      System.arraycopy(t.array(), positions[i] * width, taken, i * width, width);
    }
    return Tensor.wrap(shape, taken);
  }

  /** Returns the positions from 0 to n - 1 in random order (Fisher and Yates). */
  static int[] shuffle(int n, RandomGenerator random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
