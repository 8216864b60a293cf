package io.autodiff.internal.linear;

import io.autodiff.internal.array.MatrixView;
import io.autodiff.internal.array.OpenBlas;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What OpenBLAS computes of one block, on arrays of the heap: nothing is copied. The garbage
 * collector waits while a call runs; blocks are so small that it waits a millisecond at most.
 *
 * <p>Source of the interface: cblas.h and lapacke.h (netlib.org). LAPACK stores matrices by
 * columns; a row-major matrix is its transpose there.
 */
final class NativeBlocks {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IS = 111;
  private static final int TRANSPOSED = 112;
  private static final int UPPER = 121;
  private static final int LOWER = 122;
  private static final int OF_ANY_DIAGONAL = 131;
  private static final int OF_UNIT_DIAGONAL = 132;
  private static final int LEFT = 141;
  private static final int RIGHT = 142;
  private static final int BY_COLUMNS = 102;
  private static final byte UPPER_BY_COLUMNS = 'U';

  private static final ValueLayout SIZE = ValueLayout.JAVA_INT;
  private static final ValueLayout ARRAY = ValueLayout.ADDRESS;

  private static final MethodHandle DTRSM =
      function(
          "cblas_dtrsm",
          FunctionDescriptor.ofVoid(
              SIZE,
              SIZE,
              SIZE,
              SIZE,
              SIZE,
              SIZE,
              SIZE,
              ValueLayout.JAVA_DOUBLE,
              ARRAY,
              SIZE,
              ARRAY,
              SIZE));

  private static final MethodHandle DPOTRF =
      function(
          "LAPACKE_dpotrf_work",
          FunctionDescriptor.of(SIZE, SIZE, ValueLayout.JAVA_BYTE, SIZE, ARRAY, SIZE));

  private static final MethodHandle DGETRF =
      function(
          "LAPACKE_dgetrf_work", FunctionDescriptor.of(SIZE, SIZE, SIZE, SIZE, ARRAY, SIZE, ARRAY));

  private NativeBlocks() {}

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return OpenBlas.function(name, type, Linker.Option.critical(true));
  }

  /**
   * Solves a triangular system of {@code n} rows for {@code k} right sides in place.
   *
   * @param a the matrix as it is stored
   */
  static void solve(TriangularSubstitution system, MatrixView a, MatrixView x, int n, int k) {
    boolean right = x.transposed();
    try {
      DTRSM.invokeExact(
          ROW_MAJOR,
          right ? RIGHT : LEFT,
          system.upper() ? UPPER : LOWER,
          system.transposed() == right ? AS_IS : TRANSPOSED,
          system.unit() ? OF_UNIT_DIAGONAL : OF_ANY_DIAGONAL,
          right ? k : n,
          right ? n : k,
          1.0,
          segment(a),
          a.step(),
          segment(x),
          x.step());
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Replaces the lower triangle of a symmetric matrix by its Cholesky factor.
   *
   * @return 0, or the order of the first leading minor that is not positive
   */
  static int cholesky(MatrixView a, int n) {
    try {
      return (int) DPOTRF.invokeExact(BY_COLUMNS, UPPER_BY_COLUMNS, n, segment(a), a.step());
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Factorises an {@code (m, n)} matrix with {@code m ≥ n} that is stored by columns, without gaps,
   * by elimination with partial pivoting.
   *
   * @param pivots receives, for each column, the row that was exchanged with its own
   */
  static void eliminate(double[] columns, int m, int n, int[] pivots) {
    try {
      int _ =
          (int)
              DGETRF.invokeExact(
                  BY_COLUMNS,
                  m,
                  n,
                  MemorySegment.ofArray(columns),
                  m,
                  MemorySegment.ofArray(pivots));
    } catch (Throwable e) {
      throw failed(e);
    }
    for (int i = 0; i < n; i++) {
      pivots[i]--; // LAPACK counts from 1
    }
  }

  private static MemorySegment segment(MatrixView x) {
    return MemorySegment.ofArray(x.array()).asSlice(x.at() * 8L);
  }

  static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("OpenBLAS: call failed", e);
  }
}
