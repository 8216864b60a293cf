package io.autodiff.nn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a terminal shows of this process.
 *
 * @param out whether results
 * @param err whether errors and progress, on a terminal that can erase a line
 */
record Terminal(boolean out, boolean err) {
  /** No terminal: a file, a pipe, a test. */
  static final Terminal NONE = new Terminal(false, false);

  /** Moves up a line and erases it. */
  private static final String ERASE_LINE_ABOVE = "\u001b[1A\r\u001b[2K";

  /** Returns what a terminal shows, as far as the system tells. */
  static Terminal here() {
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    return new Terminal(shows(1), shows(2) && !dumb);
  }

  @SuppressWarnings("SystemConsoleNull") // Java 25 answers null again where there is no terminal
  private static boolean shows(int descriptor) {
    Path file = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.exists(file)) {
        String name = file.toRealPath().toString();
        return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
      }
    } catch (IOException _) {
      return false;
    }
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Erases the line by which the JVM greets incubating modules, if it stands just above. */
  void eraseGreeting() {
    if (err && Boolean.getBoolean("autodiff.greeted")) {
      System.err.print(ERASE_LINE_ABOVE);
    }
  }
}
