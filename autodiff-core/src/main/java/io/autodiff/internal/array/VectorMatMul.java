package io.autodiff.internal.array;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of matrices with the Vector API, in the order of Goto and van de Geijn, "Anatomy of
 * high-performance matrix multiplication" (2008): parts of both operands are packed in the order in
 * which they are read, and registers hold four rows by two vectors of the result while the terms
 * are added.
 *
 * <p>An element's terms are added in sequence, {@value #TERMS} at a time; how many rows and columns
 * are computed in one call does not matter.
 */
final class VectorMatMul implements MatMulKernel {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Rows and columns of the result in registers. */
  private static final int ROWS = 4;

  private static final int WIDTH = 2 * LANES;

  /** Terms that are added in registers; fewer, and the result is read and written more often. */
  private static final int TERMS = 256;

  /** How many terms of a strip are transposed together. */
  private static final int TRANSPOSED = 64;

  /** Rows of the left operand that are packed together, for the second cache. */
  private static final int TALL = 96;

  /** Columns of the right operand that are packed together, for the last cache. */
  private static final int WIDE = 2048;

  /**
   * The packed operands. Each thread keeps its arrays, since a new one would have to be cleared.
   */
  private static final ThreadLocal<double[]> STRIPS = new ThreadLocal<>();

  private static final ThreadLocal<double[]> BANDS = new ThreadLocal<>();

  @Override
  public void multiply(
      Object a,
      int aAt,
      int aStep,
      boolean aTransposed,
      Object b,
      int bAt,
      int bStep,
      boolean bTransposed,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k) {
    double[] left = (double[]) a;
    double[] right = (double[]) b;
    double[] out = (double[]) c;
    int most = Math.min(TERMS, k);
    int forStrips = most * padded(Math.min(WIDE, n), WIDTH);
    int forBands = most * padded(Math.min(TALL, m), ROWS);
    double[] strips = scratch(STRIPS, forStrips);
    double[] bands = scratch(BANDS, forBands);
    double[] corner = new double[ROWS * WIDTH];
    for (int j = 0; j < n; j += WIDE) {
      int columns = Math.min(WIDE, n - j);
      for (int l = 0; l == 0 || l < k; l += TERMS) {
        int terms = Math.min(TERMS, k - l);
        if (bTransposed) {
          transposeStrips(right, bAt + j * bStep + l, bStep, strips, columns, terms);
        } else {
          packStrips(right, bAt + l * bStep + j, bStep, strips, columns, terms);
        }
        for (int i = 0; i < m; i += TALL) {
          int rows = Math.min(TALL, m - i);
          if (aTransposed) {
            transposeBands(left, aAt + l * aStep + i, aStep, bands, rows, terms);
          } else {
            packBands(left, aAt + i * aStep + l, aStep, bands, rows, terms);
          }
          int at = cAt + i * cStep + j;
          panel(bands, strips, out, at, cStep, rows, columns, terms, l > 0, corner);
        }
      }
    }
  }

  private static double[] scratch(ThreadLocal<double[]> kept, int size) {
    double[] known = kept.get();
    if (known != null && known.length >= size) {
      return known;
    }
    double[] larger = new double[size];
    kept.set(larger);
    return larger;
  }

  private static int padded(int size, int unit) {
    return (size + unit - 1) / unit * unit;
  }

  /** Packs columns in strips, each row by row, the last one filled up with zeros. */
  private static void packStrips(
      double[] b, int at, int step, double[] strips, int columns, int terms) {
    int whole = columns / WIDTH * WIDTH;
    for (int p = 0; p < terms; p++) {
      int from = at + p * step;
      int to = p * WIDTH;
      for (int j = 0; j < whole; j += WIDTH) {
        DoubleVector.fromArray(SPECIES, b, from + j).intoArray(strips, to + j * terms);
        DoubleVector.fromArray(SPECIES, b, from + j + LANES)
            .intoArray(strips, to + j * terms + LANES);
      }
      if (whole < columns) {
        int last = to + whole * terms;
        Arrays.fill(strips, last, last + WIDTH, 0);
        System.arraycopy(b, from + whole, strips, last, columns - whole);
      }
    }
  }

  /**
   * Packs columns that are stored as rows as {@link #packStrips} does, some terms of a strip at a
   * time, so that the part that is written stays in the first cache until it is full.
   */
  private static void transposeStrips(
      double[] b, int at, int step, double[] strips, int columns, int terms) {
    for (int j = 0; j < columns; j += WIDTH) {
      for (int p = 0; p < terms; p += TRANSPOSED) {
        int n = Math.min(TRANSPOSED, terms - p);
        int to = j * terms + p * WIDTH;
        for (int s = 0; s < WIDTH; s++) {
          if (j + s < columns) {
            spread(b, at + (j + s) * step + p, strips, to + s, WIDTH, n);
          } else {
            clear(strips, to + s, WIDTH, n);
          }
        }
      }
    }
  }

  /** Packs rows in bands of a few, each column by column, the last one filled up with zeros. */
  private static void packBands(double[] a, int at, int step, double[] bands, int rows, int terms) {
    for (int i = 0; i < padded(rows, ROWS); i++) {
      int to = i / ROWS * ROWS * terms + i % ROWS;
      if (i < rows) {
        spread(a, at + i * step, bands, to, ROWS, terms);
      } else {
        clear(bands, to, ROWS, terms);
      }
    }
  }

  /** Packs rows that are stored as columns as {@link #packBands} does. */
  private static void transposeBands(
      double[] a, int at, int step, double[] bands, int rows, int terms) {
    for (int i = 0; i < rows; i += ROWS) {
      int height = Math.min(ROWS, rows - i);
      for (int p = 0; p < terms; p++) {
        int from = at + p * step + i;
        int to = i * terms + p * ROWS;
        for (int r = 0; r < ROWS; r++) {
          bands[to + r] = r < height ? a[from + r] : 0;
        }
      }
    }
  }

  /** Copies neighbours to places that are {@code step} apart. */
  private static void spread(double[] x, int from, double[] to, int at, int step, int n) {
    for (int p = 0; p < n; p++) {
      to[at + p * step] = x[from + p];
    }
  }

  private static void clear(double[] to, int at, int step, int n) {
    for (int p = 0; p < n; p++) {
      to[at + p * step] = 0;
    }
  }

  /** Multiplies packed rows with packed columns. */
  private static void panel(
      double[] bands,
      double[] strips,
      double[] c,
      int cAt,
      int step,
      int rows,
      int columns,
      int terms,
      boolean adds,
      double[] corner) {
    for (int j = 0; j < columns; j += WIDTH) {
      int width = Math.min(WIDTH, columns - j);
      for (int i = 0; i < rows; i += ROWS) {
        int height = Math.min(ROWS, rows - i);
        int at = cAt + i * step + j;
        if (width == WIDTH && height == ROWS) {
          block(bands, i * terms, strips, j * terms, c, at, step, terms, adds);
        } else {
          block(bands, i * terms, strips, j * terms, corner, 0, WIDTH, terms, false);
          for (int r = 0; r < height; r++) {
            for (int s = 0; s < width; s++) {
              int to = at + r * step + s;
              c[to] = (adds ? c[to] : 0) + corner[r * WIDTH + s];
            }
          }
        }
      }
    }
  }

  private static void block(
      double[] a,
      int aAt,
      double[] b,
      int bAt,
      double[] c,
      int cAt,
      int step,
      int terms,
      boolean adds) {
    DoubleVector c00 = DoubleVector.zero(SPECIES);
    DoubleVector c01 = c00;
    DoubleVector c10 = c00;
    DoubleVector c11 = c00;
    DoubleVector c20 = c00;
    DoubleVector c21 = c00;
    DoubleVector c30 = c00;
    DoubleVector c31 = c00;
    for (int p = 0; p < terms; p++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt + p * WIDTH);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + p * WIDTH + LANES);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aAt + p * ROWS]);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[aAt + p * ROWS + 1]);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[aAt + p * ROWS + 2]);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[aAt + p * ROWS + 3]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    store(c00, c01, c, cAt, adds);
    store(c10, c11, c, cAt + step, adds);
    store(c20, c21, c, cAt + 2 * step, adds);
    store(c30, c31, c, cAt + 3 * step, adds);
  }

  private static void store(
      DoubleVector first, DoubleVector second, double[] c, int at, boolean adds) {
    if (adds) {
      first.add(DoubleVector.fromArray(SPECIES, c, at)).intoArray(c, at);
      second.add(DoubleVector.fromArray(SPECIES, c, at + LANES)).intoArray(c, at + LANES);
    } else {
      first.intoArray(c, at);
      second.intoArray(c, at + LANES);
    }
  }
}
