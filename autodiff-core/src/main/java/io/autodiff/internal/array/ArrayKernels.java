package io.autodiff.internal.array;

import io.autodiff.internal.thread.Parallel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The array kernels of an engine: reductions, normalisations and products over contiguous arrays of
 * either element type. An array is a {@code double[]} or a {@code float[]}; those of one call have
 * one type.
 *
 * <p>A sum adds in halves, a running sum in blocks with what rounding loses of them, both in the
 * array's own type: neither comes to a halt where a term is less than the sum's last digit. A
 * product of matrices adds a few hundred or thousand terms in sequence, and such sums in halves.
 */
public final class ArrayKernels {
  /** The fewest elements of a piece of work. */
  private static final int GRAIN = 1 << 15;

  /** The longest row that is reduced in one step; a longer one takes two. */
  private static final int ROW = 1 << 15;

  /** How many elements of a column are reduced in sequence. */
  private static final int COLUMN = 64;

  /** How many columns are reduced together. */
  private static final int WIDTH = 1 << 12;

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private static final TypedKernel<GatherKernel> GATHER =
      TypedKernel.of(GatherKernel.class, PlainGather.class);

  private final Parallel parallel;
  private final ArraySource memory;
  private final boolean vector;
  private final TypedKernel<ReductionKernel> sum;
  private final TypedKernel<ReductionKernel> max;
  private final TypedKernel<ReductionKernel> min;
  private final TypedKernel<ArgExtremeKernel> argExtreme;
  private final MatrixProduct products;

  /**
   * Creates kernels that work on these threads.
   *
   * @param vector whether they use the Vector API, which must be there
   * @param natives whether they use OpenBLAS if it can be loaded
   * @param oneDnn whether, beside OpenBLAS, they use oneDNN if it can be loaded
   */
  public ArrayKernels(Parallel parallel, boolean vector, boolean natives, boolean oneDnn) {
    this(
        parallel,
        ArraySource.NEW,
        vector,
        new MatrixProduct(parallel, vector, natives, oneDnn, kernels(vector)));
  }

  private ArrayKernels(
      Parallel parallel, ArraySource memory, boolean vector, MatrixProduct products) {
    this.parallel = parallel;
    this.memory = memory;
    this.vector = vector;
    KernelSet kernels = kernels(vector);
    this.sum = kernels.sum();
    this.max = kernels.max();
    this.min = kernels.min();
    this.argExtreme = kernels.argExtreme();
    this.products = products;
  }

  private static KernelSet kernels(boolean vector) {
    return vector ? KernelSet.Vectors.SIMD : KernelSet.PLAIN;
  }

  /** Returns the same kernels on other threads. */
  ArrayKernels on(Parallel other) {
    return new ArrayKernels(other, memory, vector, products.on(other));
  }

  /** Returns the same kernels with another source of arrays. */
  public ArrayKernels with(ArraySource other) {
    return new ArrayKernels(parallel, other, vector, products);
  }

  /** Returns the source of arrays for intermediate results. */
  public ArraySource memory() {
    return memory;
  }

  /** Returns whether OpenBLAS computes; loads it. */
  public boolean usesNatives() {
    return products.usesNatives();
  }

  /** Returns why OpenBLAS cannot be used, or null if it can; loads it. */
  public static @Nullable String nativesProblem() {
    return OpenBlas.problem();
  }

  /** Returns the name that OpenBLAS gives itself. */
  public static String nativesName() {
    return OpenBlas.name();
  }

  /** Returns why oneDNN will not be loaded, or null if the first large product will try to. */
  public static @Nullable String oneDnnAbsence() {
    return OneDnn.absence();
  }

  /** Returns why oneDNN cannot be used, or null if it can; loads it. */
  public static @Nullable String oneDnnProblem() {
    return OneDnn.problem();
  }

  /** Returns what oneDNN multiplies; does not load it. */
  public static String oneDnnName() {
    return String.format(
        Locale.ROOT, "floats from %,d multiplications on: %s", OneDnn.LEAST, OneDnn.state());
  }

  /** Returns why the Vector API cannot be used, or null if it can. */
  public static @Nullable String vectorProblem() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
        ? null
        : "Java was started without --add-modules " + VECTOR_MODULE;
  }

  /** Returns what the Vector API does on this machine; only where it can be used. */
  public static String vectorName() {
    return "Vector API, " + VectorSum.lanes() + " doubles at a time";
  }

  /** Returns the threads that share the work. */
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
    ReductionKernel kernel =
        switch (r) {
          case SUM -> sum.of(x);
          case MAX -> max.of(x);
          case MIN -> min.of(x);
        };
    if (inner == 1) {
      reduceRows(kernel, x, outer, n, out);
    } else if (inner > 0) {
      reduceColumns(kernel, x, outer, n, inner, out);
    }
  }

  /**
   * Returns whether each sum over the middle axis is 0 plus its terms, added one after the other:
   * whoever adds so gets the bits of {@link #reduce}.
   *
   * @param like an array of the element type
   */
  public boolean sumsInSequence(Object like, int n, int inner) {
    return n <= (inner == 1 ? sum.of(like).inSequence(like instanceof float[]) : COLUMN);
  }

  private void reduceRows(ReductionKernel kernel, Object x, int rows, int n, Object out) {
    if (n <= ROW) {
      parallel.run(
          rows,
          GRAIN / Math.max(n, 1),
          (from, to) -> kernel.rows(x, from * n, n, to - from, out, from));
      return;
    }
    int blocks = (n + ROW - 1) / ROW;
    Object partial = memory.array(x, rows * blocks);
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

  private void reduceColumns(
      ReductionKernel kernel, Object x, int outer, int n, int inner, Object out) {
    int blocks = Math.max(1, (n + COLUMN - 1) / COLUMN);
    int tiles = (inner + WIDTH - 1) / WIDTH;
    Object partial = blocks == 1 ? out : memory.array(x, outer * blocks * inner);
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
   * Computes the position along the middle axis of an {@code (outer, n, inner)} array, {@code n} at
   * least 1, of the first extreme element; that of the first NaN if there is one.
   *
   * @param out of shape {@code (outer, inner)}
   */
  public void choose(boolean largest, Object x, int outer, int n, int inner, int[] out) {
    ArgExtremeKernel kernel = argExtreme.of(x);
    parallel.run(
        outer * inner,
        GRAIN / n,
        (from, to) -> {
          int next;
          for (int at = from; at < to; at = next) {
            int line = at / inner;
            int column = at - line * inner;
            next = Math.min(to, at + Math.min(inner - column, WIDTH));
            kernel.columns(x, line * n * inner + column, n, inner, next - at, largest, out, at);
          }
        });
  }

  /**
   * Computes {@code log Σ e^x} over the middle axis, shifted by the largest; -∞ of nothing.
   *
   * @param x of shape {@code (outer, n, inner)}
   * @param out of shape {@code (outer, inner)}
   */
  public void logSumExp(Object x, int outer, int n, int inner, Object out) {
    SoftmaxLines lines = softmaxLines(x, outer, n, inner);
    parallel.run(outer, linesOf(n, inner), (from, to) -> lines.logSumExp(out, from, to));
  }

  /**
   * Computes {@code e^x / Σ e^x} over the middle axis of an {@code (outer, n, inner)} array.
   *
   * @param shared whether, where the largest is infinite, those that equal it get equal shares
   */
  public void softmax(boolean shared, Object x, int outer, int n, int inner, Object out) {
    SoftmaxLines lines = softmaxLines(x, outer, n, inner);
    parallel.run(
        outer,
        linesOf(n, inner),
        (from, to) -> {
          lines.softmax(out, from, to);
          if (shared) {
            lines.share(out, from, to);
          }
        });
  }

  /** Computes {@code x - log Σ e^x} over the middle axis of an {@code (outer, n, inner)} array. */
  public void logSoftmax(Object x, int outer, int n, int inner, Object out) {
    if (inner == 1 && SoftmaxLines.isNarrow(outer, n) && sumsInSequence(x, n, 1)) {
      Object columns = memory.array(x, outer * n);
      Strided.rows(x, 0, 1, n, n, outer, columns);
      Object turned = memory.array(x, outer * n);
      softmaxLines(columns, 1, n, outer).logSoftmax(turned, 0, 1);
      Strided.rows(turned, 0, 1, outer, outer, n, out);
      return;
    }
    SoftmaxLines lines = softmaxLines(x, outer, n, inner);
    parallel.run(outer, linesOf(n, inner), (from, to) -> lines.logSoftmax(out, from, to));
  }

  /**
   * Computes {@code x - Σ p x} over the middle axis of {@code (outer, n, inner)} arrays, or {@code
   * x - p Σ x} if {@code turned}, where the weights {@code p} add up to 1.
   */
  public void deviation(
      boolean turned, Object x, Object p, int outer, int n, int inner, Object out) {
    DeviationLines lines =
        new DeviationLines(memory, vector, max.of(x), sum.of(x), x, p, outer, n, inner);
    parallel.run(
        outer,
        linesOf(n, inner),
        (from, to) -> {
          if (turned) {
            lines.transposed(out, from, to);
          } else {
            lines.deviation(out, from, to);
          }
        });
  }

  /**
   * Computes {@code out[i] = x[positions[i]]}, blocks of neighbouring elements; 0 where the
   * position is negative.
   */
  public void gather(Object x, int[] positions, int block, Object out) {
    GatherKernel kernel = GATHER.of(x);
    parallel.run(
        positions.length,
        GRAIN / Math.max(block, 1),
        (from, to) -> kernel.gather(x, positions, block, out, from, to));
  }

  /**
   * Adds every block {@code x[i]} to {@code out[positions[i]]} unless that is negative; one after
   * the other, since positions may be equal.
   */
  public void scatterAdd(Object x, int[] positions, int block, Object out) {
    GATHER.of(x).scatterAdd(x, positions, block, out);
  }

  /** Computes the running sums along the middle axis of an {@code (outer, n, inner)} array. */
  public void cumSum(Object x, int outer, int n, int inner, boolean backwards, Object out) {
    GatherKernel kernel = GATHER.of(x);
    parallel.run(
        outer * inner,
        GRAIN / Math.max(n, 1),
        (from, to) -> kernel.cumSum(x, n, inner, backwards, out, from, to));
  }

  private SoftmaxLines softmaxLines(Object x, int outer, int n, int inner) {
    return new SoftmaxLines(memory, vector, max.of(x), sum.of(x), x, outer, n, inner);
  }

  private static int linesOf(int n, int inner) {
    return (int) Math.max(1, (GRAIN / 4) / Math.max((long) n * inner, 1));
  }

  /**
   * Returns whether each element of a product is 0 plus its terms, added one after the other:
   * whoever adds so gets the bits of {@link #matmul}.
   *
   * @param single whether the elements are floats
   */
  public static boolean multipliesInSequence(boolean single, int m, int n, int k) {
    return MatrixProduct.isSmall(single, m, n, k);
  }

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, where {@code op}
   * transposes an operand that is stored transposed. The matrices begin at the given positions.
   */
  public void matmul(
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
    products.multiply(a, aAt, aTransposed, b, bAt, bTransposed, c, cAt, m, n, k);
  }

  /**
   * Computes {@code c -= a · b}, {@code (m, k) · (k, n) → (m, n)}, of matrices that may be parts of
   * larger ones. No element of {@code c} is an element of an operand.
   */
  public void subtractProduct(MatrixView a, MatrixView b, MatrixView c, int m, int n, int k) {
    if (c.transposed()) {
      products.subtract(b.turned(), a.turned(), c.turned(), n, m, k);
    } else {
      products.subtract(a, b, c, m, n, k);
    }
  }

  /** Returns what multiplies matrices of these sizes on one thread. */
  MatMulKernel product(Object a, int m, int n, int k) {
    return products.kernel(a, m, n, k);
  }
}
