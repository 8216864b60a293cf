package io.autodiff.internal.array;

/** Copies between a contiguous row and one whose elements are {@code step} apart. */
interface StrideKernel {

  /** Computes {@code out[at + i] = x[from + i * step]} for {@code i} below {@code n}. */
  void gather(Object x, int from, int step, Object out, int at, int n);

  /** Computes {@code out[r * n + i] = x[from + r * down + i * step]} for {@code r} below rows. */
  void rows(Object x, int from, int down, int step, int rows, int n, Object out);

  /** Computes {@code out[to + i * step] = x[at + i]} for {@code i} below {@code n}. */
  void scatter(Object x, int at, Object out, int to, int step, int n);

  /** Computes {@code out[to + i * step] += x[at + i]} for {@code i} below {@code n}. */
  void add(Object x, int at, Object out, int to, int step, int n);

  /**
   * Copies a box of rows: {@code out[at + (l * rows + r) * n + i] = x[from + l * deep + r * down +
   * i * step]} for {@code l} below layers, {@code r} below rows, {@code i} below {@code n}.
   */
  void box(
      Object x,
      int from,
      int deep,
      int down,
      int step,
      int layers,
      int rows,
      int n,
      Object out,
      int at);

  /** Adds a box of rows to where {@link #box} takes it from. */
  void addBox(
      Object x,
      int at,
      int layers,
      int rows,
      int n,
      Object out,
      int to,
      int deep,
      int down,
      int step);
}
