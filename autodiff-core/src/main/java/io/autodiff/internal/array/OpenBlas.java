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
 * The library OpenBLAS, which holds BLAS and LAPACK: found, loaded and set to one thread.
 *
 * <p>It comes from the jar {@code org.bytedeco:openblas} of this machine's platform, if it is
 * there. It works on the caller's thread alone; callers split the work.
 */
public final class OpenBlas {
  /** The library, or null if there is none. */
  private static final @Nullable SymbolLookup LIBRARY;

  /** The library's name and version, or null if there is none. */
  private static final @Nullable String NAME;

  /** Why there is no library, or null if there is one. */
  private static final @Nullable String PROBLEM;

  static {
    SymbolLookup library = null;
    String name = null;
    String problem = null;
    try {
      SymbolLookup found = load();
      found.findOrThrow("cblas_dgemm");
      found.findOrThrow("cblas_sgemm");
      name = prepare(found);
      library = found;
    } catch (Throwable e) { // of any kind: the engine must start without the library
      problem = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    LIBRARY = library;
    NAME = name;
    PROBLEM = problem;
  }

  private OpenBlas() {}

  /** Returns why there is no library, or null if there is one. */
  static @Nullable String problem() {
    return PROBLEM;
  }

  /** Returns the library's name, version and the kind of processor that it computes for. */
  static String name() {
    return NAME == null ? "no OpenBLAS" : NAME;
  }

  /**
   * Returns a function of the library.
   *
   * @throws IllegalStateException if there is no library
   */
  public static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    if (LIBRARY == null) {
      throw new IllegalStateException("OpenBLAS: " + PROBLEM);
    }
    return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), type, options);
  }

  private static SymbolLookup load() throws IOException {
    String platform = NativeFiles.platform();
    ClassLoader loader = OpenBlas.class.getClassLoader();
    List<Path> libraries =
        NativeFiles.unpack(
            loader == null ? ClassLoader.getSystemClassLoader() : loader,
            "org/bytedeco/openblas/" + platform + "/",
            "libopenblas");
    List<Path> needed = new ArrayList<>(libraries.subList(0, libraries.size() - 1));
    for (boolean progress = true; progress; ) { // each after those that it needs itself
      progress = needed.removeIf(OpenBlas::loads);
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
}
