package io.autodiff.benchmarks.mlp;

import io.autodiff.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The matrix products of OpenBLAS as bare calls on whole arrays, from the library that the engine
 * has loaded.
 */
public final class BareBlas {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IS = 111;
  private static final int TRANSPOSED = 112;
  private static final MethodHandle SGEMM;
  private static final MethodHandle DGEMM;

  static {
    String engine = Engine.standard().describe();
    if (!engine.contains("OpenBLAS") || engine.contains("missing: OpenBLAS")) {
      throw new IllegalStateException("the floor needs OpenBLAS; the engine has " + engine);
    }
    SymbolLookup library =
        SymbolLookup.libraryLookup(System.mapLibraryName("openblas") + ".0", Arena.global());
    SGEMM = gemm(library, "cblas_sgemm", ValueLayout.JAVA_FLOAT);
    DGEMM = gemm(library, "cblas_dgemm", ValueLayout.JAVA_DOUBLE);
  }

  private BareBlas() {}

  private static MethodHandle gemm(SymbolLookup library, String name, ValueLayout number) {
    ValueLayout size = ValueLayout.JAVA_INT;
    ValueLayout array = ValueLayout.ADDRESS;
    FunctionDescriptor type =
        FunctionDescriptor.ofVoid(
            size, size, size, size, size, size, number, array, size, array, size, number, array,
            size);
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), type, Linker.Option.critical(true));
  }

  /**
   * Computes {@code c = op(a) · op(b)}, {@code (m, k) · (k, n) → (m, n)}, on matrices that begin at
   * an offset of their arrays and whose stored rows are a given number of elements apart.
   */
  public static void multiply(
      float[] a,
      int aAt,
      int aStep,
      boolean aTurned,
      float[] b,
      int bStep,
      boolean bTurned,
      float[] c,
      int cAt,
      int m,
      int n,
      int k) {
    try {
      SGEMM.invokeExact(
          ROW_MAJOR,
          aTurned ? TRANSPOSED : AS_IS,
          bTurned ? TRANSPOSED : AS_IS,
          m,
          n,
          k,
          1f,
          MemorySegment.ofArray(a).asSlice(4L * aAt),
          aStep,
          MemorySegment.ofArray(b),
          bStep,
          0f,
          MemorySegment.ofArray(c).asSlice(4L * cAt),
          n);
    } catch (Throwable e) {
      throw new IllegalStateException("sgemm failed", e);
    }
  }

  /** Computes the same of float64. */
  public static void multiply(
      double[] a,
      int aAt,
      int aStep,
      boolean aTurned,
      double[] b,
      int bStep,
      boolean bTurned,
      double[] c,
      int cAt,
      int m,
      int n,
      int k) {
    try {
      DGEMM.invokeExact(
          ROW_MAJOR,
          aTurned ? TRANSPOSED : AS_IS,
          bTurned ? TRANSPOSED : AS_IS,
          m,
          n,
          k,
          1.0,
          MemorySegment.ofArray(a).asSlice(8L * aAt),
          aStep,
          MemorySegment.ofArray(b),
          bStep,
          0.0,
          MemorySegment.ofArray(c).asSlice(8L * cAt),
          n);
    } catch (Throwable e) {
      throw new IllegalStateException("dgemm failed", e);
    }
  }
}
