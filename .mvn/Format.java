import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds every Java source below the current directory to google-java-format. The build runs it with
 * {@code check}; {@code apply} rewrites what differs, {@code skip} does nothing.
 */
final class Format {
  public static void main(String[] args) throws IOException {
    boolean apply =
        switch (args[0]) {
          case "check" -> false;
          case "apply" -> true;
          case "skip" -> {
            System.exit(0);
            yield false;
          }
          default ->
              throw new IllegalArgumentException("format is check, apply or skip: " + args[0]);
        };
    List<String> failures;
    try (var files = Files.walk(Path.of("."))) {
      failures =
          files
              .map(Path::normalize)
              .filter(file -> file.toString().endsWith(".java"))
              .filter(Format::isSource)
              .toList()
              .parallelStream()
              .flatMap(file -> failure(file, apply).lines())
              .toList();
    }
    if (!failures.isEmpty()) {
      failures.forEach(System.err::println);
      System.exit(1);
    }
  }

  private static boolean isSource(Path file) {
    for (Path part : file) {
      if (part.endsWith("target") || part.endsWith(".git")) {
        return false;
      }
    }
    return true;
  }

  /** Says what is wrong with the file, or nothing. */
  private static String failure(Path file, boolean apply) {
    try {
      String source = Files.readString(file);
      Formatter formatter = new Formatter();
      String formatted = StringWrapper.wrap(formatter.formatSourceAndFixImports(source), formatter);
      if (formatted.equals(source)) {
        return "";
      }
      if (apply) {
        Files.writeString(file, formatted);
        return "";
      }
      return file + ": not formatted";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      return file + ": " + e.getMessage().lines().findFirst().orElse("");
    }
  }
}
