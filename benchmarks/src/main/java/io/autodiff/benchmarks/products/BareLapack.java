package io.autodiff.benchmarks.products;

import io.autodiff.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The LAPACK of OpenBLAS, called bare on arrays outside of the heap that are kept. */
public final class BareLapack {
  private static final int BY_COLUMNS = 102;
  private static final ValueLayout.OfInt SIZE = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfByte OPTION = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfDouble NUMBER = ValueLayout.JAVA_DOUBLE;
  private static final ValueLayout ARRAY = ValueLayout.ADDRESS;

  private static final SymbolLookup LIBRARY = library();
  private static final MethodHandle SOLVE =
      function("dgesv_work", SIZE, SIZE, ARRAY, SIZE, ARRAY, ARRAY, SIZE);
  private static final MethodHandle ELIMINATE =
      function("dgetrf_work", SIZE, SIZE, ARRAY, SIZE, ARRAY);
  private static final MethodHandle INVERT =
      function("dgetri_work", SIZE, ARRAY, SIZE, ARRAY, ARRAY, SIZE);
  private static final MethodHandle CHOLESKY = function("dpotrf_work", OPTION, SIZE, ARRAY, SIZE);
  private static final MethodHandle SINGULAR =
      function(
          "dgesdd_work",
          OPTION,
          SIZE,
          SIZE,
          ARRAY,
          SIZE,
          ARRAY,
          ARRAY,
          SIZE,
          ARRAY,
          SIZE,
          ARRAY,
          SIZE,
          ARRAY);
  private static final MethodHandle EIGEN =
      function("dsyevd_work", OPTION, OPTION, SIZE, ARRAY, SIZE, ARRAY, ARRAY, SIZE, ARRAY, SIZE);

  private final int n;
  private final double[] given;
  private final MemorySegment matrix;
  private final MemorySegment values;
  private final MemorySegment left;
  private final MemorySegment right;
  private final MemorySegment integers;
  private final int forWork;
  private final MemorySegment work;

  /** The routines for copies of a row-major {@code (n, n)} matrix. */
  BareLapack(int n, double... given) {
    this.n = n;
    this.given = given;
    this.forWork = 8 * n * n + 64 * n;
    Arena arena = Arena.ofAuto();
    this.matrix = arena.allocate(NUMBER, (long) n * n);
    this.values = arena.allocate(NUMBER, n);
    this.left = arena.allocate(NUMBER, (long) n * n);
    this.right = arena.allocate(NUMBER, (long) n * n);
    this.integers = arena.allocate(SIZE, 8L * n);
    this.work = arena.allocate(NUMBER, forWork);
  }

  private static SymbolLookup library() {
    String engine = Engine.standard().describe();
    if (!engine.startsWith("products: OpenBLAS")) {
      throw new IllegalStateException("LAPACK is that of OpenBLAS; the engine has " + engine);
    }
    return SymbolLookup.libraryLookup(System.mapLibraryName("openblas") + ".0", Arena.global());
  }

  private static MethodHandle function(String name, ValueLayout... arguments) {
    ValueLayout[] all = new ValueLayout[arguments.length + 1];
    all[0] = SIZE;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Linker.nativeLinker()
        .downcallHandle(LIBRARY.findOrThrow("LAPACKE_" + name), FunctionDescriptor.of(SIZE, all));
  }

  /** One routine. */
  public enum Routine {
    /** Solves a system with one right side. */
    SOLVE,
    /** Inverts. */
    INVERSE,
    /** Factorises a symmetric matrix. */
    CHOLESKY,
    /** Decomposes into singular values and vectors. */
    SINGULAR,
    /** Decomposes into eigenvalues and eigenvectors. */
    EIGEN
  }

  /** Copies the matrix and calls a routine for it; returns what the routine says. */
  int call(Routine routine) throws Throwable {
    MemorySegment.copy(given, 0, matrix, NUMBER, 0, n * n);
    return switch (routine) {
      case SOLVE -> (int) SOLVE.invokeExact(BY_COLUMNS, n, 1, matrix, n, integers, values, n);
      case INVERSE -> {
        int info = (int) ELIMINATE.invokeExact(BY_COLUMNS, n, n, matrix, n, integers);
        yield info + (int) INVERT.invokeExact(BY_COLUMNS, n, matrix, n, integers, work, forWork);
      }
      case CHOLESKY -> (int) CHOLESKY.invokeExact(BY_COLUMNS, (byte) 'U', n, matrix, n);
      case SINGULAR ->
          (int)
              SINGULAR.invokeExact(
                  BY_COLUMNS,
                  (byte) 'S',
                  n,
                  n,
                  matrix,
                  n,
                  values,
                  left,
                  n,
                  right,
                  n,
                  work,
                  forWork,
                  integers);
      case EIGEN ->
          (int)
              EIGEN.invokeExact(
                  BY_COLUMNS,
                  (byte) 'V',
                  (byte) 'U',
                  n,
                  matrix,
                  n,
                  values,
                  work,
                  forWork,
                  integers,
                  3 + 5 * n);
    };
  }
}
