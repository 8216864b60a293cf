package io.autodiff.internal.loop;

import java.util.List;

/**
 * A loop over any number of operands, which are rows of one array: it takes each element through a
 * long formula at once, in plain Java.
 */
public abstract class RowLoop {
  /** Makes a row loop. */
  protected RowLoop() {}

  /** Computes all results of all elements in an array of the loop's element type. */
  public abstract void run(Object array);

  /**
   * What a row loop computes, and where in the array.
   *
   * @param formula the formula that has the inputs and the results among its values; what it
   *     returns itself is not used
   * @param results the numbers of the values that are stored
   * @param from the row of each input
   * @param to the row of each result
   * @param width how many elements a row has
   * @param single whether the elements are floats
   */
  public record Spec(
      Formula formula,
      List<Integer> results,
      List<Integer> from,
      List<Integer> to,
      int width,
      boolean single) {
    /** Copies the lists. */
    public Spec {
      results = List.copyOf(results);
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    /** Returns a new loop that computes this. */
    public RowLoop loop() {
      return LoopClassWriter.rows(this);
    }
  }

  /** Returns a loop that runs several, one after the other. */
  public static RowLoop sequence(List<RowLoop> loops) {
    RowLoop[] all = loops.toArray(RowLoop[]::new);
    return new RowLoop() {
      @Override
      public void run(Object array) {
        for (RowLoop loop : all) {
          loop.run(array);
        }
      }
    };
  }
}
