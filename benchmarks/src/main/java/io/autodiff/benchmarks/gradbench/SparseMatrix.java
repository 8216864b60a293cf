package io.autodiff.benchmarks.gradbench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A sparse matrix by rows: where each row begins, and the column and value of each entry. As JSON
 * it is cut to the first 30 elements of each array and the last one, as the protocol wants it.
 */
final class SparseMatrix {
  private static final int SHOWN = 30;

  private final int[] rows;
  private final int[] columns;
  private final double[] values;
  private int row;
  private int size;

  SparseMatrix(int entries, int rows) {
    this.rows = new int[rows + 1];
    this.columns = new int[entries];
    this.values = new double[entries];
  }

  /** Appends a row: for each column an element, the first {@code from}, others {@code step} on. */
  void addRow(int[] in, double[] elements, int from, int step) {
    for (int i = 0; i < in.length; i++) {
      columns[size] = in[i];
      values[size] = elements[from + i * step];
      size++;
    }
    rows[++row] = size;
  }

  /** Returns the values of all entries, row by row. */
  double[] values() {
    return values.clone();
  }

  /** Returns the columns of all entries, row by row. */
  int[] columns() {
    return columns.clone();
  }

  @JsonProperty("rows")
  int[] shownRows() {
    return shown(rows);
  }

  @JsonProperty("cols")
  int[] shownColumns() {
    return shown(columns);
  }

  @JsonProperty("vals")
  double[] shownValues() {
    double[] shown = new double[Math.min(SHOWN, values.length) + 1];
    System.arraycopy(values, 0, shown, 0, shown.length - 1);
    shown[shown.length - 1] = values[values.length - 1];
    return shown;
  }

  private static int[] shown(int[] all) {
    int[] shown = new int[Math.min(SHOWN, all.length) + 1];
    System.arraycopy(all, 0, shown, 0, shown.length - 1);
    shown[shown.length - 1] = all[all.length - 1];
    return shown;
  }
}
