package io.autodiff.tape;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The callers' lines that recorded the nodes of a tape; only one that stops keeps them. */
final class SourceLines {
  /** The packages whose frames are no user's; a test holds them to those that there are. */
  static final Set<String> LIBRARY =
      Set.of(
          "io.autodiff",
          "io.autodiff.batch",
          "io.autodiff.check",
          "io.autodiff.codegen",
          "io.autodiff.elementwise",
          "io.autodiff.exact",
          "io.autodiff.expression",
          "io.autodiff.internal.array",
          "io.autodiff.internal.linear",
          "io.autodiff.internal.loop",
          "io.autodiff.internal.math",
          "io.autodiff.internal.thread",
          "io.autodiff.math3",
          "io.autodiff.op",
          "io.autodiff.optimize",
          "io.autodiff.program",
          "io.autodiff.sweep",
          "io.autodiff.tape",
          "io.autodiff.transform");

  private static final int FEW = 64;

  /** By node; null where the line is not known. */
  private @Nullable StackFrame[] lines = new StackFrame[FEW];

  /** Notes that the caller's present line records a node. */
  void note(int node) {
    makeRoom(node + 1);
    lines[node] = frame();
  }

  private void makeRoom(int size) {
    if (size > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(size, 2 * lines.length));
    }
  }

  /** Notes the lines of a record whose nodes follow this one's. */
  void join(SourceLines other, int shift) {
    makeRoom(shift + other.lines.length);
    System.arraycopy(other.lines, 0, lines, shift, other.lines.length);
  }

  /** Forgets the lines of all nodes but the first. */
  void truncate(int size) {
    Arrays.fill(lines, Math.min(size, lines.length), lines.length, null);
  }

  /** Returns the line that recorded a node, or null if it is not known. */
  @Nullable String of(int node) {
    StackFrame line = node < lines.length ? lines[node] : null;
    return line == null ? null : text(line);
  }

  /** Returns the caller's present line. */
  static String present() {
    StackFrame line = frame();
    return line == null ? "an unknown place" : text(line);
  }

  private static String text(StackFrame line) {
    return line.toStackTraceElement().toString();
  }

  private static @Nullable StackFrame frame() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.filter(frame -> !isLibrary(frame.getClassName())).findFirst().orElse(null));
  }

  private static boolean isLibrary(String type) {
    String home = type.substring(0, Math.max(0, type.lastIndexOf('.')));
    return LIBRARY.contains(home);
  }
}
