package io.autodiff.internal.array;

/**
 * A matrix of doubles within an array: where it begins, how far apart its rows are as it is stored,
 * and whether it is read transposed.
 */
public record MatrixView(double[] array, int at, int step, boolean transposed) {

  /** Returns the row-major matrix with rows of length {@code step} that begins at {@code at}. */
  public static MatrixView of(double[] array, int at, int step) {
    return new MatrixView(array, at, step, false);
  }

  /** Returns the part that begins at a row and a column. */
  public MatrixView from(int row, int column) {
    return new MatrixView(array, position(row, column), step, transposed);
  }

  /** Returns where an element is in the array. */
  public int position(int row, int column) {
    return at + (transposed ? column * step + row : row * step + column);
  }

  /** Returns the matrix with rows and columns exchanged. */
  public MatrixView turned() {
    return new MatrixView(array, at, step, !transposed);
  }
}
