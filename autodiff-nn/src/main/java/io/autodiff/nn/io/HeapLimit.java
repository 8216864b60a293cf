package io.autodiff.nn.io;

import java.util.Locale;

/** Refuses arrays that the heap cannot hold before a reader allocates them. */
final class HeapLimit {
  private static final int MIB = 1 << 20;

  private HeapLimit() {}

  /**
   * @throws FormatException if {@code bytes} exceed what the heap can still grow by
   */
  static void require(long bytes, Object source) throws FormatException {
    Runtime runtime = Runtime.getRuntime();
    long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    if (bytes > free && bytes > runtime.maxMemory() / 2) {
      throw new FormatException(
          source,
          String.format(
              Locale.ROOT,
              "needs %d MiB of memory, the heap has at most %d MiB",
              bytes / MIB,
              runtime.maxMemory() / MIB));
    }
  }
}
