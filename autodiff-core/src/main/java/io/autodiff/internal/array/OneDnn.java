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
import org.jspecify.annotations.Nullable;

/**
 * Large products of float matrices by oneDNN, called through the foreign function interface on
 * arrays of the heap: nothing is copied. The library is faster than OpenBLAS for products of
 * {@value #LEAST} multiplications and more, and has no products of doubles.
 *
 * <p>It comes from the jar {@code org.bytedeco:dnnl} of this machine's platform, if it is there and
 * the processor is an x86. It has 90 MB, so it is loaded when the first large product asks for it.
 * It works on the caller's thread alone: OpenMP is set to one thread for the time of a call.
 *
 * <p>Source of the interface: the C header dnnl.h (github.com/uxlfoundation/oneDNN).
 */
final class OneDnn implements MatMulKernel {
  /** The fewest multiplications of a product that this library computes. */
  static final long LEAST = 1_000_000;

  /** The most terms of a sum; a longer one would lose digits, and OpenBLAS adds it in parts. */
  static final int MOST_TERMS = 1 << 12;

  private static final String FOLDER = "org/bytedeco/dnnl/" + NativeFiles.platform() + "/";
  private static final String LIBRARY = "libdnnl";
  private static final byte AS_IS = 'N';
  private static final byte TRANSPOSED = 'T';

  /** Whether the library was loaded, or that was tried. */
  private static volatile boolean loaded;

  private final ArraySegments segments;

  /** Multiplies arrays through these segments. */
  OneDnn(ArraySegments segments) {
    this.segments = segments;
  }

  private static ClassLoader loader() {
    ClassLoader loader = OneDnn.class.getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }

  /** Returns why the library will not be loaded, or null if that will be tried; loads nothing. */
  static @Nullable String absence() {
    return Presence.ABSENCE;
  }

  /** Looks through the class path once, which takes far longer than asking for the answer. */
  private static final class Presence {
    static final @Nullable String ABSENCE = find();

    private Presence() {}

    private static @Nullable String find() {
      if (!FOLDER.endsWith("x86_64/")) {
        return "slower than OpenBLAS or not tried on " + NativeFiles.platform();
      }
      return NativeFiles.isPresent(loader(), FOLDER, LIBRARY)
          ? null
          : NativeFiles.missing(FOLDER, LIBRARY);
    }
  }

  /** Returns when the library is loaded or why it was not; loads nothing. */
  static String state() {
    if (!loaded) {
      return "oneDNN, loaded at the first of them";
    }
    return Loaded.PROBLEM == null
        ? "oneDNN"
        : "OpenBLAS, too (oneDNN missing: " + Loaded.PROBLEM + ")";
  }

  /** Returns why there is no library, or null if there is one; loads it. */
  static @Nullable String problem() {
    String absence = absence();
    return absence == null ? Loaded.PROBLEM : absence;
  }

  /** The functions that are called. */
  private record Functions(MethodHandle sgemm, MethodHandle threads, MethodHandle setThreads) {}

  private static Functions functions() {
    Functions functions = Loaded.FUNCTIONS;
    if (functions == null) {
      throw new IllegalStateException("oneDNN: " + Loaded.PROBLEM);
    }
    return functions;
  }

  /** Loads the library when it is first asked for something. */
  private static final class Loaded {
    static final @Nullable String PROBLEM;
    static final @Nullable Functions FUNCTIONS;

    static {
      String problem = null;
      Functions functions = null;
      try {
        SymbolLookup library = load();
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor count = FunctionDescriptor.of(ValueLayout.JAVA_INT);
        FunctionDescriptor set = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT);
        functions =
            new Functions(
                linker.downcallHandle(
                    library.findOrThrow("dnnl_sgemm"), product(), Linker.Option.critical(true)),
                linker.downcallHandle(library.findOrThrow("omp_get_max_threads"), count),
                linker.downcallHandle(library.findOrThrow("omp_set_num_threads"), set));
      } catch (Throwable e) { // of any kind: OpenBLAS multiplies then
        problem = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      PROBLEM = problem;
      FUNCTIONS = functions;
      loaded = true;
    }

    private Loaded() {}

    /** Loads the library; what it needs lies beside it or is in the system. */
    private static SymbolLookup load() throws IOException {
      Path library = NativeFiles.unpack(loader(), FOLDER, LIBRARY).getLast();
      return SymbolLookup.libraryLookup(library, Arena.global());
    }

    private static FunctionDescriptor product() {
      ValueLayout option = ValueLayout.JAVA_BYTE;
      ValueLayout size = ValueLayout.JAVA_LONG;
      ValueLayout number = ValueLayout.JAVA_FLOAT;
      ValueLayout array = ValueLayout.ADDRESS;
      return FunctionDescriptor.of(
          ValueLayout.JAVA_INT,
          option,
          option,
          size,
          size,
          size,
          number,
          array,
          size,
          array,
          size,
          number,
          array,
          size);
    }
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
    int before = threads();
    setThreads(1);
    try {
      pieces(a, aAt, aStep, aTransposed, b, bAt, bStep, bTransposed, c, cAt, cStep, m, n, k);
    } finally {
      setThreads(before);
    }
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
      Object c,
      int cAt,
      int cStep,
      int m,
      int n,
      int k) {
    int terms = Blas.terms(m, n);
    for (int l = 0; l < k; l += Math.min(terms, k - l)) {
      call(
          segments.from(a, aAt + (aTransposed ? l * aStep : l)),
          aStep,
          aTransposed,
          segments.from(b, bAt + (bTransposed ? l : l * bStep)),
          bStep,
          bTransposed,
          l == 0 ? 0 : 1,
          segments.from(c, cAt),
          cStep,
          m,
          n,
          Math.min(terms, k - l));
    }
  }

  private static void call(
      MemorySegment a,
      long aStep,
      boolean aTransposed,
      MemorySegment b,
      long bStep,
      boolean bTransposed,
      float beta,
      MemorySegment c,
      long cStep,
      long m,
      long n,
      long k) {
    byte aOp = aTransposed ? TRANSPOSED : AS_IS;
    byte bOp = bTransposed ? TRANSPOSED : AS_IS;
    int status;
    try {
      status =
          (int)
              functions()
                  .sgemm
                  .invokeExact(aOp, bOp, m, n, k, 1f, a, aStep, b, bStep, beta, c, cStep);
    } catch (Throwable e) {
      throw new IllegalStateException("oneDNN: call failed", e);
    }
    if (status != 0) {
      throw new IllegalStateException("oneDNN: product failed with status " + status);
    }
  }

  private static int threads() {
    try {
      return (int) functions().threads.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("oneDNN: call failed", e);
    }
  }

  private static void setThreads(int threads) {
    try {
      functions().setThreads.invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("oneDNN: call failed", e);
    }
  }
}
