package io.autodiff.internal;

/**
 * The largest elements of arrays of one type times {@code sign}, times {@code sign} again: the
 * largest elements if that is 1, the smallest if it is -1. NaN if any is, infinite of nothing.
 */
interface Extremes {

  /** Reduces rows; see {@link Reducing#rows}. */
  void rows(Object x, int at, int n, int rows, Object out, int outAt, int sign);

  /** Reduces columns; see {@link Reducing#columns}. */
  void columns(Object x, int at, int n, int step, int columns, Object out, int outAt, int sign);

  /** Returns the reduction of this sign. */
  default Reducing of(int sign) {
    return new Signed(this, sign);
  }

  /** One of both reductions. */
  record Signed(Extremes kernel, int sign) implements Reducing {
    @Override
    public void rows(Object x, int at, int n, int rows, Object out, int outAt) {
      kernel.rows(x, at, n, rows, out, outAt, sign);
    }

    @Override
    public void columns(Object x, int at, int n, int step, int columns, Object out, int outAt) {
      kernel.columns(x, at, n, step, columns, out, outAt, sign);
    }
  }
}
