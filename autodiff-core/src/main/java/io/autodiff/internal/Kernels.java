package io.autodiff.internal;

/**
 * What an engine computes with: reductions, normalisations and products over contiguous arrays of
 * either element type. An array is a {@code double[]} or a {@code float[]}; those of one call have
 * one type.
 *
 * <p>A sum adds in halves, in the array's own type; a product of matrices adds in sequence.
 */
public final class Kernels {
  /** Elements that a piece of work has at least. */
  private static final int GRAIN = 1 << 15;

  /** How many elements of a row are reduced together; what is longer is reduced in two steps. */
  private static final int ROW = 1 << 15;

  /** How many elements of a column are reduced together, in sequence. */
  private static final int COLUMN = 64;

  /** How many columns are reduced together. */
  private static final int WIDTH = 1 << 12;

  private final Parallel parallel;
  private final Typed<Reducing> sum = Typed.of(Reducing.class, new PlainSum());
  private final Typed<Reducing> max = Typed.of(Reducing.class, new PlainMax());
  private final Typed<Reducing> min = Typed.of(Reducing.class, new PlainMin());
  private final Typed<Normalising> normalising =
      Typed.of(Normalising.class, new PlainNormalising());
  private final Typed<Multiplying> multiplying =
      Typed.of(Multiplying.class, new PlainMultiplying());

  /** Creates kernels that work on these threads. */
  public Kernels(Parallel parallel) {
    this.parallel = parallel;
  }

  /** Returns the threads that the work is split over. */
  public Parallel parallel() {
    return parallel;
  }

  /** What a reduction over the middle axis of an {@code (outer, n, inner)} array computes. */
  public enum Reduction {
    /** The sum; 0 of nothing. */
    SUM,
    /** The largest; NaN if any is, -∞ of nothing. */
    MAX,
    /** The smallest; NaN if any is, ∞ of nothing. */
    MIN
  }

  /** Reduces the middle axis: {@code (outer, n, inner) → (outer, inner)}. */
  public void reduce(Reduction r, Object x, int outer, int n, int inner, Object out) {
    Typed<Reducing> both =
        switch (r) {
          case SUM -> sum;
          case MAX -> max;
          case MIN -> min;
        };
    Reducing kernel = both.of(x);
    if (inner == 1) {
      reduceRows(kernel, x, outer, n, out);
    } else if (inner > 0) {
      reduceColumns(kernel, x, outer, n, inner, out);
    }
  }

  private void reduceRows(Reducing kernel, Object x, int rows, int n, Object out) {
    if (n <= ROW) {
      parallel.run(
          rows,
          GRAIN / Math.max(n, 1),
          (from, to) -> kernel.rows(x, from * n, n, to - from, out, from));
      return;
    }
    int blocks = (n + ROW - 1) / ROW;
    Object partial = newArray(x, rows * blocks);
    parallel.run(
        rows * blocks,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int start = i % blocks * ROW;
            kernel.rows(x, i / blocks * n + start, Math.min(ROW, n - start), 1, partial, i);
          }
        });
    reduceRows(kernel, partial, rows, blocks, out);
  }

  private void reduceColumns(Reducing kernel, Object x, int outer, int n, int inner, Object out) {
    int blocks = Math.max(1, (n + COLUMN - 1) / COLUMN);
    int tiles = (inner + WIDTH - 1) / WIDTH;
    Object partial = blocks == 1 ? out : newArray(x, outer * blocks * inner);
    int work = Math.min(n, COLUMN) * Math.min(inner, WIDTH);
    parallel.run(
        outer * blocks * tiles,
        GRAIN / Math.max(work, 1),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int block = i / tiles;
            int row = block % blocks * COLUMN;
            int column = i % tiles * WIDTH;
            kernel.columns(
                x,
                (block / blocks * n + row) * inner + column,
                Math.min(COLUMN, n - row),
                inner,
                Math.min(WIDTH, inner - column),
                partial,
                block * inner + column);
          }
        });
    if (blocks > 1) {
      reduceColumns(kernel, partial, outer, blocks, inner, out);
    }
  }

  /**
   * Computes {@code log Σ e^x} over the middle axis, shifted by the largest; -∞ of nothing.
   *
   * @param x of shape {@code (outer, n, inner)}
   * @param out of shape {@code (outer, inner)}
   */
  public void logSumExp(Object x, int outer, int n, int inner, Object out) {
    Normalising kernel = normalising.of(x);
    parallel.run(
        outer * inner, lines(n), (from, to) -> kernel.logSumExp(x, n, inner, out, from, to));
  }

  /** Computes {@code e^x / Σ e^x} over the middle axis of an {@code (outer, n, inner)} array. */
  public void softmax(Object x, int outer, int n, int inner, Object out) {
    Normalising kernel = normalising.of(x);
    parallel.run(outer * inner, lines(n), (from, to) -> kernel.softmax(x, n, inner, out, from, to));
  }

  /** Computes {@code x - log Σ e^x} over the middle axis of an {@code (outer, n, inner)} array. */
  public void logSoftmax(Object x, int outer, int n, int inner, Object out) {
    Normalising kernel = normalising.of(x);
    parallel.run(
        outer * inner, lines(n), (from, to) -> kernel.logSoftmax(x, n, inner, out, from, to));
  }

  private static int lines(int n) {
    return (GRAIN / 8) / Math.max(n, 1);
  }

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, where {@code op}
   * transposes an operand stored the other way round. The matrices begin at the given positions.
   */
  public void matmul(
      Object a,
      int aAt,
      boolean aTurned,
      Object b,
      int bAt,
      boolean bTurned,
      Object c,
      int cAt,
      int m,
      int n,
      int k) {
    Multiplying kernel = multiplying.of(a);
    long work = Math.max(1, (long) n * k);
    int grain = (int) Math.max(1, GRAIN * 8L / work);
    parallel.run(
        m,
        grain,
        (from, to) -> kernel.rows(a, aAt, aTurned, b, bAt, bTurned, c, cAt, m, n, k, from, to));
  }

  private static Object newArray(Object like, int length) {
    return like instanceof double[] ? new double[length] : new float[length];
  }
}
