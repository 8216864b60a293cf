package io.autodiff.batch;

/**
 * Where the elements of a program's arguments, or those of its results, are.
 *
 * @param arrays for each the array that holds it
 * @param at the position of its first element
 * @param stretched whether it is a single element that serves all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BatchRows(Object[] arrays, int[] at, boolean[] stretched) {
  /** Makes rows without arrays, none of them stretched. */
  BatchRows(int count) {
    this(new Object[count], new int[count], new boolean[count]);
  }

  /** Returns rows whose places may be set apart from these. */
  BatchRows copy() {
    return new BatchRows(arrays.clone(), at.clone(), stretched);
  }
}
