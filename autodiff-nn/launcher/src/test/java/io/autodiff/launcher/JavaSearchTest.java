package io.autodiff.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaSearchTest {
  @TempDir private Path disk;
  private Path old;

  @BeforeEach
  void runOnAnOldJava() throws IOException {
    old = install("old", "17.0.15");
  }

  @Test
  void runningJavaIsTakenFirst() throws IOException {
    Path other = install("other", "25.0.3");
    assertEquals(Optional.of(old), find(17, Map.of("JAVA_HOME", other.toString())));
  }

  @Test
  void javaHomeComesBeforeItsRelativesAndThePath() throws IOException {
    Path home = install("home", "25.0.3");
    Path relative = install("relative", "26");
    var environment =
        Map.of(
            "JAVA_HOME", home.toString(),
            "JAVA26_HOME", relative.toString(),
            "PATH", relative.resolve("bin").toString());
    assertEquals(Optional.of(home), find(25, environment));
    assertEquals(Optional.of(relative), find(26, environment));
  }

  @Test
  void linksOnThePathAreFollowed() throws IOException {
    Path home = install("home", "25-ea");
    Path bin = Files.createDirectory(disk.resolve("bin"));
    Files.createSymbolicLink(
        bin.resolve(JavaHome.command()), home.resolve("bin").resolve(JavaHome.command()));
    String path = disk.resolve("absent") + File.pathSeparator + bin;
    assertEquals(Optional.of(home.toRealPath()), find(25, Map.of("PATH", path)));
  }

  @Test
  void usualPlacesAreSearched() throws IOException {
    install("shared/jdk-21", "21.0.1");
    Path home = install("shared/jdk-25.jdk/Contents/Home", "25.0.3");
    assertEquals(Optional.of(home), find(25, Map.of()));
  }

  @Test
  void foldersOfTheUserAreSearched() throws IOException {
    Path home = install("user/.sdkman/candidates/java/25-tem", "25.0.3");
    assertEquals(Optional.of(home), find(25, Map.of()));
  }

  @Test
  void mavensToolchainsAreSearched() throws IOException {
    Path home = install("elsewhere", "25.0.3");
    Path toolchains = disk.resolve("user/.m2/toolchains.xml");
    Files.createDirectories(toolchains.getParent());
    Files.writeString(toolchains, "<x><jdkHome>" + home + "</jdkHome></x>");
    assertEquals(Optional.of(home), find(25, Map.of()));
  }

  @Test
  void foldersWithoutAUsableJavaAreSkipped() throws IOException {
    Path noCommand = install("no-command", "25.0.3");
    Files.delete(noCommand.resolve("bin").resolve(JavaHome.command()));
    Path noVersion = install("no-version", "");
    var environment =
        Map.of(
            "JAVA_HOME", noCommand.toString(),
            "JAVA25_HOME", noVersion.toString(),
            "JAVA_HOME_25", "",
            "JAVA_HOMES", disk.resolve("absent").toString());
    assertEquals(Optional.empty(), find(25, environment));
  }

  private Optional<Path> find(int version, Map<String, String> environment) {
    var search =
        new JavaSearch(old, environment, disk.resolve("user"), List.of(disk.resolve("shared")));
    return search.atLeast(version).map(JavaHome::folder);
  }

  private Path install(String name, String version) throws IOException {
    Path home = disk.resolve(name);
    Path command = home.resolve("bin").resolve(JavaHome.command());
    Files.createDirectories(command.getParent());
    Files.createFile(command).toFile().setExecutable(true);
    Files.writeString(
        home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base\"\n");
    return home;
  }
}
