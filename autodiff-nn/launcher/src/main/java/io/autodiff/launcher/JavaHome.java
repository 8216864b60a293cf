package io.autodiff.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * An installed Java, as its {@code release} file describes it.
 *
 * @param folder the folder that holds {@code bin/java}
 * @param version the feature version, such as 25
 * @param modules the names of its modules
 */
record JavaHome(Path folder, int version, Set<String> modules) {
  /** Reads what is installed there; empty where that is no usable Java. */
  static Optional<JavaHome> read(Path folder) {
    Properties release = new Properties();
    try (var reader = Files.newBufferedReader(folder.resolve("release"))) {
      release.load(reader);
      int version = Runtime.Version.parse(value(release, "JAVA_VERSION")).feature();
      JavaHome home = new JavaHome(folder, version, Set.of(value(release, "MODULES").split(" ")));
      return Files.isExecutable(home.java()) ? Optional.of(home) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The command that starts it. */
  Path java() {
    return folder.resolve("bin").resolve(command());
  }

  /** The name of the command that starts a Java here. */
  static String command() {
    return System.getProperty("os.name", "").startsWith("Windows") ? "java.exe" : "java";
  }

  private static String value(Properties release, String name) {
    return release.getProperty(name, "").replace("\"", "");
  }
}
