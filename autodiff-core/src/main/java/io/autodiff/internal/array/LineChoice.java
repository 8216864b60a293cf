package io.autodiff.internal.array;

/** A choice of positions on a line of elements by their order. */
@FunctionalInterface
public interface LineChoice {
  /**
   * Chooses as many positions as {@code chosen} has room for.
   *
   * @param at where the first element is
   * @param step from an element to the next
   * @param n how many elements there are
   */
  void choose(Object array, int at, int step, int n, int[] chosen);
}
