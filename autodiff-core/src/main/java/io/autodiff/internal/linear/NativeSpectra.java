package io.autodiff.internal.linear;

import io.autodiff.internal.array.OpenBlas;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Eigenvalues and singular values by the LAPACK of OpenBLAS, by the methods of divide and conquer.
 * A call may last seconds, so it works on copies outside of the heap, and the garbage collector
 * need not wait for it.
 *
 * <p>Source of the interface: lapacke.h (netlib.org/lapack). Matrices are stored by columns; a
 * row-major matrix is its transpose there.
 */
final class NativeSpectra {
  private static final int BY_COLUMNS = 102;
  private static final byte VECTORS = 'V';
  private static final byte UPPER = 'U';
  private static final byte REDUCED = 'S';
  private static final int ALIGNMENT = 64;

  private static final ValueLayout.OfByte OPTION = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt SIZE = ValueLayout.JAVA_INT;
  private static final ValueLayout ARRAY = ValueLayout.ADDRESS;
  private static final ValueLayout.OfDouble NUMBER = ValueLayout.JAVA_DOUBLE;

  private static final MethodHandle DSYEVD =
      OpenBlas.function(
          "LAPACKE_dsyevd_work",
          FunctionDescriptor.of(
              SIZE, SIZE, OPTION, OPTION, SIZE, ARRAY, SIZE, ARRAY, ARRAY, SIZE, ARRAY, SIZE));

  private static final MethodHandle DGESDD =
      OpenBlas.function(
          "LAPACKE_dgesdd_work",
          FunctionDescriptor.of(
              SIZE, SIZE, OPTION, SIZE, SIZE, ARRAY, SIZE, ARRAY, ARRAY, SIZE, ARRAY, SIZE, ARRAY,
              SIZE, ARRAY));

  private NativeSpectra() {}

  /**
   * Computes the eigenvalues, ascending, and eigenvectors of a symmetric matrix.
   *
   * @param a holds the {@code (n, n)} matrix; receives the eigenvectors, one in each row
   * @return whether the iteration came to an end
   */
  static boolean eigen(double[] a, int n, double[] values) {
    int forWork = 1 + 6 * n + 2 * n * n;
    int forIntegers = 3 + 5 * n;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment matrix = copy(arena, a);
      MemorySegment found = doubles(arena, n);
      int info =
          (int)
              DSYEVD.invokeExact(
                  BY_COLUMNS,
                  VECTORS,
                  UPPER,
                  n,
                  matrix,
                  n,
                  found,
                  doubles(arena, forWork),
                  forWork,
                  arena.allocate(SIZE, forIntegers),
                  forIntegers);
      MemorySegment.copy(matrix, NUMBER, 0, a, 0, n * n);
      MemorySegment.copy(found, NUMBER, 0, values, 0, n);
      return info == 0;
    } catch (Throwable e) {
      throw NativeBlocks.failed(e);
    }
  }

  /**
   * Computes the singular value decomposition of a matrix, {@code k = min(m, n)}.
   *
   * @param a holds the {@code (m, n)} matrix
   * @param u receives the left vectors, {@code (m, k)}
   * @param vt receives the right vectors, {@code (k, n)}
   * @param s receives the values, descending
   * @return whether the iteration came to an end
   */
  static boolean singular(double[] a, int m, int n, double[] u, double[] vt, double[] s) {
    int k = Math.min(m, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment matrix = copy(arena, a); // the transpose, whose left vectors are the right ones
      MemorySegment left = doubles(arena, (long) n * k);
      MemorySegment right = doubles(arena, (long) k * m);
      MemorySegment values = doubles(arena, k);
      MemorySegment integers = arena.allocate(SIZE, 8L * k);
      MemorySegment best = doubles(arena, 1);
      int asked =
          (int)
              DGESDD.invokeExact(
                  BY_COLUMNS,
                  REDUCED,
                  n,
                  m,
                  matrix,
                  n,
                  values,
                  left,
                  n,
                  right,
                  k,
                  best,
                  -1,
                  integers);
      int forWork = (int) best.get(NUMBER, 0);
      MemorySegment work = doubles(arena, forWork);
      int info =
          (int)
              DGESDD.invokeExact(
                  BY_COLUMNS,
                  REDUCED,
                  n,
                  m,
                  matrix,
                  n,
                  values,
                  left,
                  n,
                  right,
                  k,
                  work,
                  forWork,
                  integers);
      MemorySegment.copy(right, NUMBER, 0, u, 0, m * k);
      MemorySegment.copy(left, NUMBER, 0, vt, 0, n * k);
      MemorySegment.copy(values, NUMBER, 0, s, 0, k);
      return asked == 0 && info == 0;
    } catch (Throwable e) {
      throw NativeBlocks.failed(e);
    }
  }

  private static MemorySegment copy(Arena arena, double[] a) {
    MemorySegment copy = doubles(arena, a.length);
    MemorySegment.copy(a, 0, copy, NUMBER, 0, a.length);
    return copy;
  }

  private static MemorySegment doubles(Arena arena, long size) {
    return arena.allocate(Math.max(1, size) * NUMBER.byteSize(), ALIGNMENT);
  }
}
