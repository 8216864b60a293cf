package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged kit in a project from outside, {@code src/it/outside}: an operation of a user, and
 * tests of it that find a planted fault, on plain JVM flags.
 */
class KitJarIT {
  private static final Path PROJECT = Path.of("src", "it", "outside").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void servesAProjectOnTheClassPath(TestReporter reporter) throws Exception {
    compile("-cp", jars(), "-d", folder.toString(), "src/main", "src/test", "src/run");
    List<String> output =
        run("-cp", folder + File.pathSeparator + jars(), "org.example.bumptest.RunTests");
    reporter.publishEntry(String.join("\n", output));
    assertFaultIsFound(output, "unnamed module", "kit in unnamed module");
  }

  @Test
  void servesAProjectOfModules(TestReporter reporter) throws Exception {
    Path main = folder.resolve("main");
    Path test = folder.resolve("test");
    compile("-p", jars(), "-d", main.toString(), "src/main", "src/modules/main");
    String path = main + File.pathSeparator + jars();
    compile("-p", path, "-d", test.toString(), "src/test", "src/run", "src/modules/test");
    List<String> output =
        run(
            "-p",
            test + File.pathSeparator + path,
            "-m",
            "org.example.bumptest/org.example.bumptest.RunTests");
    reporter.publishEntry(String.join("\n", output));
    assertFaultIsFound(output, "module org.example.bumptest", "kit in module io.autodiff.testkit");
  }

  private static void assertFaultIsFound(List<String> output, String tests, String kit) {
    String text = String.join("\n", output);
    String last = output.get(output.size() - 1);
    assertTrue(last.startsWith(tests) && last.contains(kit), text);
    assertTrue(last.endsWith(": 5 tests right, 0 not"), text);
    assertTrue(text.contains("blame     operation bump, node 2: by its argument 0"), text);
    assertTrue(text.contains("operations are cut to"), text);
  }

  /** Returns the jars of the kit and of what it needs, without the classes of its tests. */
  private static String jars() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(System::getProperty)
        .filter(path -> path != null)
        .flatMap(path -> Arrays.stream(path.split(File.pathSeparator)))
        .filter(path -> path.endsWith(".jar") || path.endsWith("classes"))
        .filter(path -> !path.endsWith("test-classes") && !path.contains("surefire"))
        .map(path -> Path.of(path).toAbsolutePath().toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Compiles the sources below the last arguments, folders of the project. */
  private static void compile(
      String pathOption, String path, String d, String target, String... folders)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(pathOption, path, d, target, "-proc:none"));
    for (String each : folders) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(each))) {
        files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(arguments::add);
      }
    }
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(new String[0]));
    assertEquals(0, result, said.toString());
  }

  /** Runs Java without flags, and returns what it prints. */
  private List<String> run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Files.createDirectories(folder.resolve("target"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
    int result = builder.start().waitFor();
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    assertEquals(0, result, String.join("\n", lines));
    return lines;
  }
}
