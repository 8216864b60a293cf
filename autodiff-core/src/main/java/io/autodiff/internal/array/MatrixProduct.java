package io.autodiff.internal.array;

import io.autodiff.internal.thread.Parallel;

/**
 * How a product of matrices is computed: by which kernel, and in which pieces that threads share.
 * Both depend on its shape alone, so that it has the same digits on any number of threads.
 */
final class MatrixProduct {
  /** The most multiplications of a product of doubles for which a call costs too much. */
  private static final long SMALL_PRODUCT = 64;

  /** The same of floats, for which OpenBLAS has a slower beginning. */
  private static final long SMALL_SINGLE_PRODUCT = 256;

  /** The fewest multiplications of a product whose arrays' segments are kept. */
  private static final long KEPT = 1L << 14;

  /** The most multiplications of a product that is not cut into pieces. */
  private static final long PRODUCT_GRAIN = 1L << 23;

  /** The most terms of a product that plain loops add in sequence. */
  private static final int LONGEST_PLAIN = 512;

  /** The most terms that the Vector API adds: some in registers, and their sums in sequence. */
  private static final int LONGEST_VECTOR = 1 << 12;

  /** The most terms that OpenBLAS adds where its kernels may add all of them in sequence. */
  private static final int LONGEST_NATIVE = 1 << 12;

  /** The terms of a call where there are more. */
  private static final int NATIVE_PIECE = 512;

  /** The most elements of a result that OpenBLAS's kernels for small matrices compute. */
  private static final int SMALL_RESULT = 256;

  private final Parallel parallel;
  private final boolean natives;
  private final boolean oneDnn;
  private final TypedKernel<MatMulKernel> small = KernelSet.PLAIN.matMul();
  private final TypedKernel<MatMulKernel> large;
  private final TypedKernel<ReductionKernel> sum;
  private final int longest;

  /** Short calls of OpenBLAS. */
  private final Blas brief = new Blas(null);

  /** Long ones. */
  private final Blas blas;

  private final OneDnn dnn;

  MatrixProduct(
      Parallel parallel, boolean vector, boolean natives, boolean oneDnn, KernelSet kernels) {
    this.parallel = parallel;
    this.natives = natives;
    this.oneDnn = oneDnn;
    this.large = kernels.matMul();
    this.sum = kernels.sum();
    this.longest = vector ? LONGEST_VECTOR : LONGEST_PLAIN;
    ArraySegments segments = new ArraySegments();
    this.blas = new Blas(segments);
    this.dnn = new OneDnn(segments);
  }

  private MatrixProduct(Parallel parallel, MatrixProduct like) {
    this.parallel = parallel;
    this.natives = like.natives;
    this.oneDnn = like.oneDnn;
    this.large = like.large;
    this.sum = like.sum;
    this.longest = like.longest;
    this.blas = like.blas;
    this.dnn = like.dnn;
  }

  /** Returns the same products on other threads. */
  MatrixProduct on(Parallel other) {
    return new MatrixProduct(other, this);
  }

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, where {@code op}
   * transposes an operand that is stored transposed. The matrices begin at the given positions.
   */
  void multiply(
      Object a,
      int aAt,
      boolean aTransposed,
      Object b,
      int bAt,
      boolean bTransposed,
      Object c,
      int cAt,
      int m,
      int n,
      int k) {
    MatMulKernel kernel = kernel(a, m, n, k);
    Tile size = Tile.of(m, n, k, a instanceof float[]);
    if (size.tall >= m && size.wide >= n) {
      int aStep = aTransposed ? m : k;
      int bStep = bTransposed ? k : n;
      kernel.multiply(a, aAt, aStep, aTransposed, b, bAt, bStep, bTransposed, c, cAt, n, m, n, k);
      return;
    }
    int pieces = size.pieces(m, n);
    if (parallel.threads() == 1) { // needs no object that other threads could be given
      pieces(kernel, size, a, aAt, aTransposed, b, bAt, bTransposed, c, cAt, m, n, k, 0, pieces);
      return;
    }
    parallel.run(
        pieces,
        1,
        (from, to) ->
            pieces(
                kernel, size, a, aAt, aTransposed, b, bAt, bTransposed, c, cAt, m, n, k, from, to));
  }

  /** Computes the pieces {@code [from, to)} of a product, which are numbered row by row. */
  private static void pieces(
      MatMulKernel kernel,
      Tile size,
      Object a,
      int aAt,
      boolean aTransposed,
      Object b,
      int bAt,
      boolean bTransposed,
      Object c,
      int cAt,
      int m,
      int n,
      int k,
      int from,
      int to) {
    int aStep = aTransposed ? m : k;
    int bStep = bTransposed ? k : n;
    int across = size.across(n);
    for (int piece = from; piece < to; piece++) {
      int i = piece / across * size.tall;
      int j = piece % across * size.wide;
      kernel.multiply(
          a,
          aAt + (aTransposed ? i : i * aStep),
          aStep,
          aTransposed,
          b,
          bAt + (bTransposed ? j * bStep : j),
          bStep,
          bTransposed,
          c,
          cAt + i * n + j,
          n,
          Math.min(size.tall, m - i),
          Math.min(size.wide, n - j),
          k);
    }
  }

  /** Computes {@code c -= a · b}, of doubles, in pieces as {@link #multiply} does. */
  void subtract(MatrixView a, MatrixView b, MatrixView c, int m, int n, int k) {
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    Tile size = Tile.of(m, n, k, false);
    int across = size.across(n);
    parallel.run(
        size.pieces(m, n),
        1,
        (from, to) -> {
          for (int tile = from; tile < to; tile++) {
            int i = tile / across * size.tall;
            int j = tile % across * size.wide;
            int tall = Math.min(size.tall, m - i);
            int wide = Math.min(size.wide, n - j);
            piece(a.from(i, 0), b.from(0, j), c.from(i, j), tall, wide, k);
          }
        });
  }

  private void piece(MatrixView a, MatrixView b, MatrixView c, int m, int n, int k) {
    if (!isSmall(false, m, n, k) && usesNatives()) {
      brief.subtract(a, b, c, m, n, k);
      return;
    }
    double[] product = new double[m * n];
    kernel(product, m, n, k)
        .multiply(
            a.array(),
            a.at(),
            a.step(),
            a.transposed(),
            b.array(),
            b.at(),
            b.step(),
            b.transposed(),
            product,
            0,
            n,
            m,
            n,
            k);
    double[] to = c.array();
    for (int i = 0; i < m; i++) {
      int row = c.at() + i * c.step();
      for (int j = 0; j < n; j++) {
        to[row + j] -= product[i * n + j];
      }
    }
  }

  /**
   * Returns whether a product is so small that plain Java computes it, whatever the engine: each
   * element is 0 plus its terms, added one after the other.
   *
   * @param single whether the elements are floats
   */
  static boolean isSmall(boolean single, int m, int n, int k) {
    return (long) m * n * k <= (single ? SMALL_SINGLE_PRODUCT : SMALL_PRODUCT);
  }

  /** Returns what multiplies matrices of these sizes on one thread. */
  MatMulKernel kernel(Object a, int m, int n, int k) {
    if (isSmall(a instanceof float[], m, n, k)) {
      return small.of(a);
    }
    if (!usesNatives()) {
      return own(a, k);
    }
    if (mayStop(a, m, n, k)) {
      return new HalvedMatMul(brief, sum.of(a), NATIVE_PIECE);
    }
    long work = (long) m * n * k;
    boolean large =
        oneDnn && work >= OneDnn.LEAST && k <= OneDnn.MOST_TERMS && a instanceof float[];
    if (large && OneDnn.problem() == null) {
      return dnn;
    }
    return work >= KEPT ? blas : brief;
  }

  /**
   * Returns whether OpenBLAS may add the terms of a float32 product one by one: it adds those of a
   * large matrix in blocks, those of a vector or small matrix, on some processors, in sequence.
   */
  private static boolean mayStop(Object a, int m, int n, int k) {
    boolean small = Math.min(m, n) == 1 || (long) m * n <= SMALL_RESULT;
    return small && k > LONGEST_NATIVE && a instanceof float[];
  }

  /** Returns whether OpenBLAS multiplies; loads it. */
  boolean usesNatives() {
    return natives && OpenBlas.problem() == null;
  }

  private MatMulKernel own(Object a, int k) {
    MatMulKernel kernel = large.of(a);
    return k <= longest ? kernel : new HalvedMatMul(kernel, sum.of(a), longest);
  }

  /** The rows and columns of the result in one piece of work, which depend on the shape alone. */
  private record Tile(int tall, int wide) {
    private static final int SHORTEST = 64;

    /** The rows of a piece of many rows; with fewer, packing takes more of the time. */
    private static final int ROWS = 512;

    /** Columns of a piece of many columns. */
    private static final int COLUMNS = 1024;

    /** About how many terms the library adds at a time. */
    private static final int TERMS = 512;

    /** The library computes this many rows or columns together. */
    private static final int UNIT = 16;

    /**
     * Cuts one side. Each piece then packs all of the other operand, which costs up to 4 % in
     * halves of rows, unless they are few, and 3 to 10 % in halves of columns. The other side is
     * cut only if one call would last too long with the fewest terms.
     */
    static Tile of(int m, int n, int k, boolean single) {
      long work = (long) m * n * k;
      if (work <= PRODUCT_GRAIN) {
        return new Tile(m, n);
      }
      int many = single ? 512 : 256;
      boolean byRows = m > n || (m >= many && 2L * m >= n);
      int side = byRows ? m : n;
      int most = side / (byRows ? ROWS : COLUMNS);
      int cut = piece(side, Math.max(2, Math.min(work / PRODUCT_GRAIN, most)));
      int other = byRows ? n : m;
      long call = (long) cut * other * Math.min(k, TERMS);
      int rest = piece(other, (call + Blas.CALL - 1) / Blas.CALL);
      return byRows ? new Tile(cut, rest) : new Tile(rest, cut);
    }

    /** Returns how many pieces lie side by side in a result of {@code n} columns. */
    int across(int n) {
      return (n + wide - 1) / wide;
    }

    int pieces(int m, int n) {
      return (m + tall - 1) / tall * across(n);
    }

    private static int piece(int side, long pieces) {
      long even = (side + pieces - 1) / pieces;
      return Math.clamp((even + UNIT - 1) / UNIT * UNIT, Math.min(SHORTEST, side), side);
    }
  }
}
