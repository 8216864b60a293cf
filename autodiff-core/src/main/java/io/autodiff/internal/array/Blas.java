package io.autodiff.internal.array;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenBLAS, called through the foreign function interface on arrays of the heap: nothing is copied.
 *
 * <p>The library comes from the jar {@code org.bytedeco:openblas} of this machine's platform, if it
 * is there. It works on the caller's thread alone; {@link ArrayKernels} splits the work. The
 * garbage collector waits while a call runs, so a call should last a few milliseconds at most.
 *
 * <p>Source of the interface: the C header of the reference BLAS, cblas.h (netlib.org/blas).
 */
final class Blas {
  /** The most multiplications of one call: a few milliseconds, for which the collector waits. */
  static final long CALL = 1L << 28;

  private static final int FEWEST_TERMS = 64;
  private static final int ROW_MAJOR = 101;
  private static final int AS_IS = 111;
  private static final int TRANSPOSED = 112;

  /** The library's name and version, or null if there is none. */
  private static final @Nullable String NAME;

  /** Why there is no library, or null if there is one. */
  private static final @Nullable String PROBLEM;

  private static final @Nullable MethodHandle DGEMM;
  private static final @Nullable MethodHandle SGEMM;

  static {
    String name = null;
    String problem = null;
    MethodHandle dgemm = null;
    MethodHandle sgemm = null;
    try {
      SymbolLookup library = load();
      dgemm = gemm(library, "cblas_dgemm", ValueLayout.JAVA_DOUBLE);
      sgemm = gemm(library, "cblas_sgemm", ValueLayout.JAVA_FLOAT);
      name = prepare(library);
    } catch (Throwable e) { // of any kind: the engine must start without the library
      problem = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    NAME = name;
    PROBLEM = problem;
    DGEMM = dgemm;
    SGEMM = sgemm;
  }

  private Blas() {}

  /** Returns why there is no library, or null if there is one. */
  static @Nullable String problem() {
    return PROBLEM;
  }

  /** Returns the library's name, version and the kind of processor that it computes for. */
  static String name() {
    return NAME == null ? "no OpenBLAS" : NAME;
  }

  private static SymbolLookup load() throws IOException {
    String platform = NativeFiles.platform();
    ClassLoader loader = Blas.class.getClassLoader();
    List<Path> libraries =
        NativeFiles.unpack(
            loader == null ? ClassLoader.getSystemClassLoader() : loader,
            "org/bytedeco/openblas/" + platform + "/",
            "libopenblas");
    List<Path> needed = new ArrayList<>(libraries.subList(0, libraries.size() - 1));
    for (boolean progress = true; progress; ) { // each after those that it needs itself
      progress = needed.removeIf(Blas::loads);
    }
    return SymbolLookup.libraryLookup(libraries.getLast(), Arena.global());
  }

  private static boolean loads(Path library) {
    try {
      SymbolLookup.libraryLookup(library, Arena.global());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static MethodHandle gemm(SymbolLookup library, String name, ValueLayout number) {
    ValueLayout size = ValueLayout.JAVA_INT;
    ValueLayout array = ValueLayout.ADDRESS;
    return Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow(name),
            FunctionDescriptor.ofVoid(
                size, size, size, size, size, size, number, array, size, array, size, number, array,
                size),
            Linker.Option.critical(true));
  }

  /** Sets the library to one thread and returns its name. */
  private static String prepare(SymbolLookup library) throws Throwable {
    Linker linker = Linker.nativeLinker();
    linker
        .downcallHandle(
            library.findOrThrow("openblas_set_num_threads"),
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
        .invokeExact(1);
    String config = text(linker, library, "openblas_get_config");
    String version = config.replaceAll("(OpenBLAS *\\S*).*", "$1");
    return version + " (" + text(linker, library, "openblas_get_corename") + ")";
  }

  private static String text(Linker linker, SymbolLookup library, String function)
      throws Throwable {
    MemorySegment text =
        (MemorySegment)
            linker
                .downcallHandle(
                    library.findOrThrow(function), FunctionDescriptor.of(ValueLayout.ADDRESS))
                .invokeExact();
    return text.reinterpret(Integer.MAX_VALUE).getString(0);
  }

  /**
   * Multiplies as {@link MatMulKernel} says; a long product in several calls of some terms each.
   */
  static void multiply(
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
    int terms = (int) Math.max(FEWEST_TERMS, CALL / Math.max(1, (long) m * n));
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
          l == 0 ? 0 : 1,
          c,
          cAt,
          cStep,
          m,
          n,
          Math.min(terms, k - l));
    }
  }

  /**
   * Computes {@code c = op(a) · op(b) + beta * c}, {@code (m, k) · (k, n) → (m, n)}, row-major.
   *
   * @param aAt where the matrix begins in its array
   * @param aStep how far apart its rows are, as it is stored
   */
  private static void call(
      Object a,
      int aAt,
      int aStep,
      boolean aTransposed,
      Object b,
      int bAt,
      int bStep,
      boolean bTransposed,
      double beta,
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k) {
    MethodHandle dgemm = DGEMM;
    MethodHandle sgemm = SGEMM;
    if (dgemm == null || sgemm == null) {
      throw new IllegalStateException("OpenBLAS: " + PROBLEM);
    }
    int aOp = aTransposed ? TRANSPOSED : AS_IS;
    int bOp = bTransposed ? TRANSPOSED : AS_IS;
    try {
      if (c instanceof double[] to) {
        MemorySegment left = from(MemorySegment.ofArray((double[]) a), aAt * 8L);
        MemorySegment right = from(MemorySegment.ofArray((double[]) b), bAt * 8L);
        MemorySegment out = from(MemorySegment.ofArray(to), cAt * 8L);
        dgemm.invokeExact(
            ROW_MAJOR, aOp, bOp, m, n, k, 1.0, left, aStep, right, bStep, beta, out, cStep);
      } else {
        MemorySegment left = from(MemorySegment.ofArray((float[]) a), aAt * 4L);
        MemorySegment right = from(MemorySegment.ofArray((float[]) b), bAt * 4L);
        MemorySegment out = from(MemorySegment.ofArray((float[]) c), cAt * 4L);
        float keep = (float) beta;
        sgemm.invokeExact(
            ROW_MAJOR, aOp, bOp, m, n, k, 1f, left, aStep, right, bStep, keep, out, cStep);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS call failed", e);
    }
  }

  /**
   * Returns a segment from an offset on; the segment itself, without an allocation, at offset 0.
   */
  private static MemorySegment from(MemorySegment segment, long offset) {
    return offset == 0 ? segment : segment.asSlice(offset);
  }
}
