package io.autodiff.internal.array;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices by {@link OpenBlas}, called through the foreign function interface on arrays
 * of the heap: nothing is copied. The garbage collector waits while a call runs, so a call should
 * last a few milliseconds at most.
 *
 * <p>Source of the interface: the C header of the reference BLAS, cblas.h (netlib.org/blas).
 *
 * @param segments the segments of arrays that are multiplied again; null for short calls, for which
 *     the virtual machine needs no object if they are made on the spot
 */
record Blas(@Nullable ArraySegments segments) implements MatMulKernel {
  /** The most multiplications of one call: a few milliseconds, for which the collector waits. */
  static final long CALL = 1L << 28;

  private static final int FEWEST_TERMS = 64;
  private static final int ROW_MAJOR = 101;
  private static final int AS_IS = 111;
  private static final int TRANSPOSED = 112;

  /** The function for doubles, which takes a while to link, as does the one for floats. */
  private static final class Doubles {
    static final MethodHandle GEMM = gemm("cblas_dgemm", ValueLayout.JAVA_DOUBLE);

    private Doubles() {}
  }

  /** The function for floats. */
  private static final class Floats {
    static final MethodHandle GEMM = gemm("cblas_sgemm", ValueLayout.JAVA_FLOAT);

    private Floats() {}
  }

  private static MethodHandle gemm(String name, ValueLayout number) {
    ValueLayout size = ValueLayout.JAVA_INT;
    ValueLayout array = ValueLayout.ADDRESS;
    return OpenBlas.function(
        name,
        FunctionDescriptor.ofVoid(
            size, size, size, size, size, size, number, array, size, array, size, number, array,
            size),
        Linker.Option.critical(true));
  }

  /**
   * Multiplies as {@link MatMulKernel} says; a long product in several calls of some terms each.
   */
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
    pieces(a, aAt, aStep, aTransposed, b, bAt, bStep, bTransposed, 1, 0, c, cAt, cStep, m, n, k);
  }

  /** Computes {@code c -= a · b}, {@code (m, k) · (k, n) → (m, n)}, of doubles. */
  void subtract(MatrixView a, MatrixView b, MatrixView c, int m, int n, int k) {
    pieces(
        a.array(),
        a.at(),
        a.step(),
        a.transposed(),
        b.array(),
        b.at(),
        b.step(),
        b.transposed(),
        -1,
        1,
        c.array(),
        c.at(),
        c.step(),
        m,
        n,
        k);
  }

  private void pieces(
      Object a,
      int aAt,
      int aStep,
      boolean aTransposed,
      Object b,
      int bAt,
      int bStep,
      boolean bTransposed,
      double alpha,
      double beta,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k) {
    int terms = terms(m, n);
    for (int l = 0; l == 0 || l < k; l += Math.min(terms, k - l)) {
      call(
          a,
          aAt + (aTransposed ? l * aStep : l),
          aStep,
          aTransposed,
          b,
          bAt + (bTransposed ? l : l * bStep),
          bStep,
          bTransposed,
          alpha,
          l == 0 ? beta : 1,
          c,
          cAt,
          cStep,
          m,
          n,
          Math.min(terms, k - l));
    }
  }

  /**
   * Computes {@code c = alpha * op(a) · op(b) + beta * c}, {@code (m, k) · (k, n) → (m, n)},
   * row-major.
   *
   * @param aAt where the matrix begins in its array
   * @param aStep how far apart its rows are, as it is stored
   */
  private void call(
      Object a,
      int aAt,
      int aStep,
      boolean aTransposed,
      Object b,
      int bAt,
      int bStep,
      boolean bTransposed,
      double alpha,
      double beta,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k) {
    int aOp = aTransposed ? TRANSPOSED : AS_IS;
    int bOp = bTransposed ? TRANSPOSED : AS_IS;
    try {
      if (segments != null) {
        MemorySegment left = segments.from(a, aAt);
        MemorySegment right = segments.from(b, bAt);
        MemorySegment out = segments.from(c, cAt);
        boolean single = c instanceof float[];
        gemm(single, aOp, bOp, m, n, k, alpha, left, aStep, right, bStep, beta, out, cStep);
      } else if (c instanceof double[] to) {
        MemorySegment left = ArraySegments.make((double[]) a, aAt);
        MemorySegment right = ArraySegments.make((double[]) b, bAt);
        MemorySegment out = ArraySegments.make(to, cAt);
        gemm(false, aOp, bOp, m, n, k, alpha, left, aStep, right, bStep, beta, out, cStep);
      } else {
        MemorySegment left = ArraySegments.make((float[]) a, aAt);
        MemorySegment right = ArraySegments.make((float[]) b, bAt);
        MemorySegment out = ArraySegments.make((float[]) c, cAt);
        gemm(true, aOp, bOp, m, n, k, alpha, left, aStep, right, bStep, beta, out, cStep);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS call failed", e);
    }
  }

  private static void gemm(
      boolean single,
      int aOp,
      int bOp,
      int m,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int aStep,
      MemorySegment b,
      int bStep,
      double beta,
      MemorySegment c,
      int cStep)
      throws Throwable {
    if (single) {
      float by = (float) alpha;
      float keep = (float) beta;
      Floats.GEMM.invokeExact(ROW_MAJOR, aOp, bOp, m, n, k, by, a, aStep, b, bStep, keep, c, cStep);
    } else {
      Doubles.GEMM.invokeExact(
          ROW_MAJOR, aOp, bOp, m, n, k, alpha, a, aStep, b, bStep, beta, c, cStep);
    }
  }

  /** Returns how many terms one call adds. */
  static int terms(int m, int n) {
    return (int) Math.max(FEWEST_TERMS, CALL / Math.max(1, (long) m * n));
  }
}
