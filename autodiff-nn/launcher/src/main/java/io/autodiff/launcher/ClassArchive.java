package io.autodiff.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a command loads, as the JVM maps them into memory: a command starts in half the
 * time where its archive is there. The first successful run of a command leaves it in the user's
 * cache directory.
 *
 * <p>The file's name tells jar, JVM and arguments apart, so that another of them makes another
 * archive; the JVM itself checks that what it maps fits, and goes on without where it does not. A
 * file appears under its name when it is complete. Where none can be written, nothing is.
 *
 * @param file where the archive is, or will be
 * @param family how the names of this jar's archives of this command begin
 */
record ClassArchive(Path file, String family) {
  /** The variable that switches archives off, if it is {@code off}. */
  static final String VARIABLE = "AUTODIFF_ARCHIVE";

  private static final String SUFFIX = ".jsa";

  /** What a user says who manages archives, or whom they would disturb. */
  private static final List<String> OTHERS =
      List.of("-Xshare", "-XX:SharedArchive", "-XX:Archive", "-XX:AOT", "-javaagent", "-agent");

  /**
   * Returns the archive of a command, or null where there is to be none.
   *
   * @param arguments those of the JVM
   * @param command the program's first argument
   */
  static @Nullable ClassArchive of(
      Path jar,
      JavaHome java,
      List<String> arguments,
      String command,
      Map<String, String> environment) {
    if ("off".equals(environment.get(VARIABLE)) || !isName(command)) {
      return null;
    }
    for (String argument : arguments) {
      for (String other : OTHERS) {
        if (argument.startsWith(other)) {
          return null;
        }
      }
    }
    try {
      Path path = jar.toRealPath();
      Path release = java.folder().resolve("release");
      String family = hash(path.toString()) + "-" + command + "-";
      String state =
          hash(
              Files.size(path)
                  + " "
                  + Files.getLastModifiedTime(path)
                  + " "
                  + java.folder()
                  + " "
                  + Files.getLastModifiedTime(release)
                  + " "
                  + arguments);
      return new ClassArchive(folder(environment).resolve(family + state + SUFFIX), family);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static boolean isName(String command) {
    for (int i = 0; i < command.length(); i++) {
      if (command.charAt(i) < 'a' || command.charAt(i) > 'z') {
        return false;
      }
    }
    return !command.isEmpty() && command.length() < 20;
  }

  /** 64 bits of FNV-1a: names have to differ, not to be secret. */
  private static String hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return Long.toHexString(hash);
  }

  private static Path folder(Map<String, String> environment) {
    String home = System.getProperty("user.home", ".");
    String os = System.getProperty("os.name", "");
    String named = environment.get("XDG_CACHE_HOME");
    if (named == null || named.isEmpty()) {
      String local = environment.get("LOCALAPPDATA");
      if (os.startsWith("Windows") && local != null) {
        named = local;
      } else {
        named = home + (os.startsWith("Mac") ? "/Library/Caches" : "/.cache");
      }
    }
    return Path.of(named, "autodiff");
  }

  boolean exists() {
    return Files.exists(file);
  }

  /**
   * Returns the file that a JVM is to write, beside those that are complete, or null if none can be
   * written.
   */
  @Nullable Path begin() {
    try {
      Path folder = file.getParent();
      if (folder == null) {
        return null;
      }
      Files.createDirectories(folder);
      return Files.isWritable(folder)
          ? folder.resolve(family + ProcessHandle.current().pid() + ".part")
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Takes what was written for the archive, in place of those of other states, or drops it. */
  void end(Path part, boolean keep) {
    try {
      if (!keep || !Files.exists(part)) {
        Files.deleteIfExists(part);
        return;
      }
      try (DirectoryStream<Path> old =
          Files.newDirectoryStream(part.resolveSibling("."), family + "*" + SUFFIX)) {
        for (Path other : old) {
          Files.deleteIfExists(other);
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // the next run tries again
    }
  }
}
