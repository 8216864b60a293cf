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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", JavaHome.command()).toString();

  @TempDir private Path folder;

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

  private static String said(Process launched, int line) {
    return launched.inputReader().lines().toList().get(line);
  }

  private Process launch(int version, List<String> options, String variable, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(options);
    command.addAll(List.of("-jar", jar(version).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
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
    Path jar = folder.resolve("program.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type :
          List.of(
              Launcher.class, ErrorRelay.class, JavaSearch.class, JavaHome.class, Program.class)) {
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
