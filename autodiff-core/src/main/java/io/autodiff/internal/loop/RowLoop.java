package io.autodiff.internal.loop;

import java.util.List;

/**
 * A loop of any number of operands, rows of one array: each element goes through a long formula at
 * once, in plain Java.
 */
public abstract class RowLoop {
  /** Makes a sheet. */
  protected RowLoop() {}

  /** Computes all results of all elements in an array of the sheet's element type. */
  public abstract void run(Object array);

  /**
   * What a sheet is to compute.
   *
   * @param formula whose inputs and values it is about; its own result is of no importance
   * @param results the values that are stored
   * @param from the row of each input
   * @param to the row of each result
   * @param width how many elements a row has
   */
  public record Text(
      Formula formula, List<Integer> results, List<Integer> from, List<Integer> to, int width) {
    /** Copies the lists. */
    public Text {
      results = List.copyOf(results);
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    /** Returns a new sheet that computes this. */
    public RowLoop sheet(boolean single) {
      return LoopClassWriter.rows(this, single);
    }
  }

  /** Returns a sheet that does what several do, one after the other. */
  public static RowLoop sequence(List<RowLoop> sheets) {
    RowLoop[] all = sheets.toArray(RowLoop[]::new);
    return new RowLoop() {
      @Override
      public void run(Object array) {
        for (RowLoop sheet : all) {
          sheet.run(array);
        }
      }
    };
  }
}
