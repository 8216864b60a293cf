package io.autodiff.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Passes the errors of the started JVM on, without the line by which a JVM greets whoever adds an
 * incubating module.
 */
final class ErrorRelay {
  private static final String GREETING = "WARNING: Using incubator modules: ";

  /** What the JVM may print before the greeting. */
  private static final String BEFORE = "Picked up ";

  private ErrorRelay() {}

  /** Returns whether a terminal shows this process's errors, as far as the system tells. */
  static boolean isTerminal() {
    try {
      Path file = Path.of("/proc/self/fd/2");
      String name = Files.exists(file) ? file.toRealPath().toString() : "";
      return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts to pass bytes on until there are no more. */
  static Thread start(InputStream from, OutputStream to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                pass(from, to);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "errors");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static void pass(InputStream from, OutputStream to) throws IOException {
    boolean more = true;
    while (more) {
      String line = line(from);
      if (!line.startsWith(GREETING)) {
        to.write(line.getBytes(StandardCharsets.ISO_8859_1));
        to.flush();
      }
      more = line.startsWith(BEFORE);
    }
    byte[] bytes = new byte[8192];
    for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
      to.write(bytes, 0, n);
      to.flush();
    }
  }

  /** Returns the next line, or its beginning if that shows that the line is to be passed on. */
  private static String line(InputStream from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = from.read(); b >= 0; b = from.read()) {
      line.write(b);
      String text = line.toString(StandardCharsets.ISO_8859_1);
      boolean open = begins(text, GREETING) || begins(text, BEFORE);
      if (b == '\n' || !open) {
        return text;
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static boolean begins(String text, String head) {
    return text.startsWith(head) || head.startsWith(text);
  }
}
