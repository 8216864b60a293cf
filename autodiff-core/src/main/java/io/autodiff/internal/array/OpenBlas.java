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
 * The library OpenBLAS, which holds BLAS and LAPACK: found, loaded when it is first asked for
 * something, and set to one thread.
 *
 * <p>It comes from the jar {@code org.bytedeco:openblas} of this machine's platform, if it is
 * there. It works on the caller's thread alone; callers split the work.
 */
public final class OpenBlas {
  private static final String FOLDER = "org/bytedeco/openblas/" + NativeFiles.platform() + "/";

  private static final String FILE = "libopenblas";

  /** The part of the library's configuration that names it. */
  private static final String VERSION = "(OpenBLAS *\\S*).*";

  private OpenBlas() {}

  /** Returns why there is no library, or null if there is one; loads it. */
  static @Nullable String problem() {
    return Loaded.PROBLEM;
  }

  /** Returns the library's name, version and the kind of processor that it computes for. */
  static String name() {
    return Named.NAME;
  }

  private static ClassLoader loader() {
    ClassLoader loader = OpenBlas.class.getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }

  /** Loads the library when it is first asked for something. */
  private static final class Loaded {
    /** The library, or null if there is none. */
    static final @Nullable SymbolLookup LIBRARY;

    /** Why there is no library, or null if there is one. */
    static final @Nullable String PROBLEM;

    static {
      SymbolLookup library = null;
      String problem = null;
      try {
        SymbolLookup found = load();
        found.findOrThrow("cblas_dgemm");
        found.findOrThrow("cblas_sgemm");
        prepare(found);
        library = found;
      } catch (Throwable e) { // of any kind: the engine computes without the library
        problem = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      LIBRARY = library;
      PROBLEM = problem;
    }

    private Loaded() {}
  }

  /** Asks the library for its name when that is first wanted. */
  private static final class Named {
    static final String NAME = name(Loaded.LIBRARY);

    private Named() {}

    private static String name(@Nullable SymbolLookup library) {
      if (library == null) {
        return "no OpenBLAS";
      }
      try {
        String version = text(library, "openblas_get_config").replaceAll(VERSION, "$1");
        return version + " (" + text(library, "openblas_get_corename") + ")";
      } catch (Throwable e) { // of any kind: the library works, whatever it is called
        return FILE;
      }
    }

    private static String text(SymbolLookup library, String function) throws Throwable {
      MemorySegment text =
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(
                      library.findOrThrow(function), FunctionDescriptor.of(ValueLayout.ADDRESS))
                  .invokeExact();
      return text.reinterpret(Integer.MAX_VALUE).getString(0);
    }
  }

  /**
   * Returns a function of the library.
   *
   * @throws IllegalStateException if there is no library
   */
  public static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    SymbolLookup library = Loaded.LIBRARY;
    if (library == null) {
      throw new IllegalStateException("OpenBLAS: " + Loaded.PROBLEM);
    }
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type, options);
  }

  private static SymbolLookup load() throws IOException {
    List<Path> libraries = NativeFiles.unpack(loader(), FOLDER, FILE);
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

  /** Sets the library to one thread. */
  private static void prepare(SymbolLookup library) throws Throwable {
    Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow("openblas_set_num_threads"),
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
        .invokeExact(1);
  }
}
