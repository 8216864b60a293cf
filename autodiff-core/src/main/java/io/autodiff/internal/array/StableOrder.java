package io.autodiff.internal.array;

/**
 * The order of a line's elements by size, from the least up or from the largest down; equal ones
 * stay in the order in which they stand. NaN is larger than any number.
 */
public final class StableOrder {
  private StableOrder() {}

  /**
   * Returns the positions of {@code n} elements in order, by merging runs.
   *
   * @param at where the first element is
   * @param step from an element to the next
   */
  public static int[] of(Object array, int at, int step, int n, boolean descending) {
    double[] line = new double[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      line[i] = Elements.get(array, at + i * step);
      order[i] = i;
    }
    int[] merged = new int[n];
    for (int width = 1; width < n; width *= 2) {
      for (int from = 0; from < n; from += 2 * width) {
        merge(
            line,
            descending,
            order,
            merged,
            from,
            Math.min(from + width, n),
            Math.min(from + 2 * width, n));
      }
      int[] former = order;
      order = merged;
      merged = former;
    }
    return order;
  }

  private static void merge(
      double[] line, boolean descending, int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int k = start; k < end; k++) {
      boolean second =
          left == middle
              || (right < end
                  && (descending
                      ? isLess(line[from[left]], line[from[right]])
                      : isLess(line[from[right]], line[from[left]])));
      to[k] = second ? from[right++] : from[left++];
    }
  }

  private static boolean isLess(double a, double b) {
    return a < b || (Double.isNaN(b) && !Double.isNaN(a));
  }
}
