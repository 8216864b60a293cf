package io.autodiff.nn.data;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Operations on the first axis of constants. */
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

  /**
   * Returns how many of {@code n} rows a fraction holds out, at least one.
   *
   * @throws AutodiffException if nothing would be left on one side
   */
  static long held(double fraction, long n) {
    long held = Math.max(1, Math.round(fraction * n));
    if (!(fraction > 0 && fraction < 1) || held >= n) {
      throw nothingLeft(fraction, n);
    }
    return held;
  }

  /**
   * Returns how many rows of each class are held out, in proportion to the classes' sizes; the
   * largest fractions are rounded up, of equal ones the first.
   *
   * @param held how many rows in all
   */
  static long[] quotas(long[] sizes, long held) {
    long n = Arrays.stream(sizes).sum();
    long[] quotas = Arrays.stream(sizes).map(size -> size * held / n).toArray();
    long rest = held - Arrays.stream(quotas).sum();
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingLong(label -> -(sizes[label] * held % n)))
        .limit(rest)
        .forEach(label -> quotas[label]++);
    return quotas;
  }

  /** Returns the error of a division that leaves no row on one side. */
  static AutodiffException nothingLeft(double fraction, long n) {
    return new AutodiffException(
        "split: nothing left on one side",
        "fraction " + fraction + " of " + n + " examples",
        "a fraction between 0 and 1 that leaves an example on both sides",
        null);
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
