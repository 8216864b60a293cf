package io.autodiff.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", JavaHome.command()).toString();

  @TempDir private Path folder;
  private boolean archives;
  private String changes = "";

  @Test
  void programGetsModulesArgumentsAndItsStatusComesBack() throws Exception {
    Process launched = launch(25, List.of(), "", "7", "two words");
    List<String> said = launched.inputReader().lines().toList();
    assertEquals(List.of("25", "true", "manifest", "[7, two words]"), said.subList(1, said.size()));
    assertEquals(7, launched.waitFor());
  }

  @Test
  void greetingOfIncubatingModulesIsNotPassedOn() throws Exception {
    Process launched = launch(25, List.of(), "", "0");
    assertEquals(List.of(), launched.errorReader().lines().toList());
    assertEquals("true", said(launched, 2), "the module is there");
    Process faulty = launch(25, List.of(), "-Xlog:none -XX:+PrintFlagsFinal=x", "0");
    assertTrue(faulty.errorReader().lines().findFirst().isPresent(), "other errors are");
  }

  @Test
  void argumentsOfTheVariableComeLast() throws Exception {
    assertEquals("jvm", said(launch(25, List.of("-Dwho=jvm"), "", "0"), 3));
    assertEquals("user", said(launch(25, List.of("-Dwho=jvm"), " -Dwho=user", "0"), 3));
  }

  @Test
  void jvmThatHasTheModulesRunsTheProgramItself() throws Exception {
    Process launched = launch(25, List.of("--add-modules", "jdk.incubator.vector"), "", "7");
    assertEquals(String.valueOf(launched.pid()), said(launched, 0));
    assertEquals(7, launched.waitFor());
  }

  @Test
  void programEndsWithItsLauncher() throws Exception {
    Process launched = launch(25, List.of(), "", "wait");
    long pid = Long.parseLong(launched.inputReader().readLine());
    ProcessHandle program = ProcessHandle.of(pid).orElseThrow();
    assertTrue(program.isAlive());
    launched.destroy();
    launched.waitFor();
    program.onExit().get(10, TimeUnit.SECONDS);
    assertFalse(program.isAlive());
  }

  @Test
  void missingJavaIsReportedInOneLine() throws Exception {
    Process launched = launch(999, List.of(), "", "0");
    List<String> complaint = launched.errorReader().lines().toList();
    assertEquals(
        List.of(
            "program.jar: needs Java 999 or newer, but this is Java "
                + Runtime.version().feature()
                + " ("
                + System.getProperty("java.home")
                + ") and no other was found: install one or set JAVA_HOME"),
        complaint);
    assertEquals(1, launched.waitFor());
  }

  @Test
  void quickArgumentsGoWithoutModulesAndTheSecondCompiler() throws Exception {
    List<String> quick = launch(25, List.of(), "", "0", "quick").inputReader().lines().toList();
    assertEquals(List.of("25", "false", "manifest", "[0, quick]"), quick.subList(1, quick.size()));
    Process flags = launch(25, List.of(), "-XX:+PrintFlagsFinal", "0", "quick");
    assertTrue(
        flags.inputReader().lines().anyMatch(l -> l.matches(".* TieredStopAtLevel += 1 .*")));
  }

  @Test
  void secondRunOfACommandFindsItsClassesInTheArchive() throws Exception {
    archives = true;
    assertFalse(findsArchive("run"), "the first run makes it");
    assertEquals(1, archived().size());
    assertTrue(findsArchive("run"), "the second uses it");
    assertFalse(findsArchive("other"), "each command has its own");
    assertEquals(2, archived().size());
  }

  @Test
  void archiveOfAnotherJarIsReplaced() throws Exception {
    archives = true;
    findsArchive("run");
    List<Path> before = archived();
    changes = "a longer manifest";
    assertFalse(findsArchive("run"), "the jar has changed");
    assertTrue(findsArchive("run"));
    assertEquals(1, archived().size());
    assertFalse(archived().equals(before));
  }

  @Test
  void brokenArchiveIsNoReasonToFail() throws Exception {
    archives = true;
    findsArchive("run");
    Files.writeString(archived().get(0), "broken");
    Process launched = launch(25, List.of(), "", "run");
    assertEquals(List.of(), launched.errorReader().lines().toList());
    assertEquals("[run]", said(launched, 4));
    assertEquals(0, launched.waitFor());
  }

  @Test
  void folderThatCannotBeWrittenIsNoReasonToFail() throws Exception {
    archives = true;
    Files.writeString(folder.resolve("cache"), "a file where the folder should be");
    Process launched = launch(25, List.of(), "", "run");
    assertEquals(List.of(), launched.errorReader().lines().toList());
    assertEquals("[run]", said(launched, 4));
    assertEquals(0, launched.waitFor());
  }

  @Test
  void firstRunsAtTheSameTimeLeaveOneArchive() throws Exception {
    archives = true;
    Path jar = jar(25);
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(launch(jar, List.of(), "", "run"));
    }
    for (Process each : all) {
      assertEquals("[run]", said(each, 4));
      assertEquals(0, each.waitFor());
    }
    assertEquals(1, archived().size());
    Process last = launch(jar, List.of(), "", "run");
    assertEquals("[run]", said(last, 4));
  }

  @Test
  void runThatFailsLeavesNoArchive() throws Exception {
    archives = true;
    assertEquals(7, launch(25, List.of(), "", "fail").waitFor());
    assertEquals(List.of(), archived());
  }

  /** Runs a command and returns whether its main class came from an archive. */
  private boolean findsArchive(String command) throws Exception {
    Path jar = folder.resolve("program.jar");
    if (!Files.exists(jar) || !changes.isEmpty()) {
      jar(25);
      changes = "";
    }
    Path log = folder.resolve("classes.txt");
    Process launched =
        launch(jar, List.of(), "-Xlog:class+load:file=" + log.getFileName(), command);
    assertEquals(0, launched.waitFor());
    return Files.readAllLines(log).stream()
        .anyMatch(
            line ->
                line.contains(Program.class.getName() + " ") && line.contains("shared objects"));
  }

  /** The files in the cache directory, each of them complete. */
  private List<Path> archived() throws IOException {
    Path cache = folder.resolve("cache/autodiff");
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      List<Path> all = files.sorted().toList();
      assertTrue(all.stream().allMatch(file -> file.toString().endsWith(".jsa")), all::toString);
      return all;
    }
  }

  private static String said(Process launched, int line) {
    return launched.inputReader().lines().toList().get(line);
  }

  private Process launch(int version, List<String> options, String variable, String... arguments)
      throws IOException {
    return launch(jar(version), options, variable, arguments);
  }

  private Process launch(Path jar, List<String> options, String variable, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().put("AUTODIFF_JAVA_OPTS", variable);
    return builder.start();
  }

  private Path jar(int version) throws IOException {
    Manifest manifest = new Manifest();
    Attributes entries = manifest.getMainAttributes();
    entries.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    entries.put(Attributes.Name.MAIN_CLASS, Launcher.class.getName());
    entries.putValue("Autodiff-Main", Program.class.getName());
    entries.putValue("Autodiff-Java", String.valueOf(version));
    entries.putValue("Autodiff-Modules", "jdk.incubator.vector not.in.any.jdk");
    entries.putValue("Autodiff-Jvm-Args", "-Dwho=manifest -XX:+UseSerialGC");
    entries.putValue("Autodiff-Quick", ".* quick");
    entries.putValue("Autodiff-Archives", String.valueOf(archives));
    entries.putValue("Changes", changes);
    Path jar = folder.resolve("program.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type :
          List.of(
              Launcher.class,
              ClassArchive.class,
              ErrorRelay.class,
              JavaSearch.class,
              JavaHome.class,
              Program.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (var in = type.getModule().getResourceAsStream(name)) {
          in.transferTo(out);
        }
      }
    }
    return jar;
  }
}
