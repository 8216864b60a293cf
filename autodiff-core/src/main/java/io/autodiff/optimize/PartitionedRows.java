package io.autodiff.optimize;

import java.io.Serializable;
import java.util.List;

/**
 * Rows of data in numbered parts, each of which is worked on where it is: by the cores of this
 * machine, or on a cluster. How the rows are divided decides the order of additions; who works on a
 * part, and when, does not. So a sum has the same bits however many cores there are.
 *
 * @param <T> a row
 */
public interface PartitionedRows<T> {
  /**
   * What is done to a part.
   *
   * @param <T> a row
   * @param <R> the result
   */
  @FunctionalInterface
  interface Work<T, R> extends Serializable {
    /**
     * Returns the result for the rows of a part, of which there may be none.
     *
     * @param at the vectors that the caller of {@link #map} gave, not to be changed
     */
    R on(List<T> rows, double[]... at);
  }

  /** Returns the results of all parts, in the order of the parts. */
  <R> List<R> map(Work<T, R> work, double[]... at);

  /** Returns the sum of the vectors of all parts, added in an order that is always the same. */
  default double[] sum(Work<T, double[]> work, double[]... at) {
    List<double[]> parts = map(work, at);
    double[] sum = parts.getFirst().clone();
    parts.subList(1, parts.size()).forEach(part -> Vectors.add(sum, 1, part));
    return sum;
  }

  /**
   * Returns rows of this process, on whose parts its cores work.
   *
   * @param parts into how many parts the rows are divided, at least 1; several for each core keep
   *     all busy
   * @throws io.autodiff.AutodiffException if there is no part
   */
  static <T> PartitionedRows<T> of(List<T> rows, int parts) {
    return new LocalRows<>(rows, parts);
  }
}
