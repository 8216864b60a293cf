package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.autodiff.nn.RunnablePage;
import io.autodiff.nn.RunnablePage.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged jar, started as a user starts it: with the {@code java} on the path. */
class AutodiffJarIT {
  private static final Path JAR = Path.of("target", "autodiff.jar");
  private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");

  @Test
  void startsUnderAnOlderJava() throws Exception {
    assumeTrue(versionOnPath() < 25, "the Java on the path needs no other");
    Process program = start();
    program.getOutputStream().close();
    assertTrue(program.inputReader().readLine().contains("Java " + Runtime.version().feature()));
    assertEquals(List.of(), program.errorReader().lines().toList());
    assertEquals(0, program.waitFor());
  }

  @Test
  void shellTakesTheProgramsOfTheCookbook() throws Exception {
    List<Block> blocks = new RunnablePage(Path.of("../autodiff-core/COOKBOOK.md")).blocks();
    Process shell = start("shell");
    try (var in = shell.outputWriter()) {
      for (Block block : blocks) {
        in.write(block.code() + "\n");
      }
    }
    String all = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor());
    List<String> printed = all.lines().map(line -> line.replace("jshell> ", "")).toList();
    List<String> missing =
        blocks.stream()
            .map(Block::prints)
            .filter(text -> !text.contains("Exception"))
            .flatMap(String::lines)
            .filter(line -> printed.stream().noneMatch(new Block(0, "", line)::prints))
            .toList();
    assertEquals(List.of(), missing, all);
  }

  @Test
  void completionIsAScriptOfBash() throws Exception {
    byte[] script = start("completion").getInputStream().readAllBytes();
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = bash.getOutputStream()) {
      in.write(script);
    }
    assertEquals(List.of(), bash.inputReader().lines().toList());
    String text = new String(script, StandardCharsets.UTF_8);
    assertTrue(text.contains("--learning-rate") && text.contains("gradient"), text);
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("java", "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeAll(List.of("AUTODIFF_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder.start();
  }

  private static int versionOnPath() throws IOException {
    Process java = new ProcessBuilder("java", "-version").redirectErrorStream(true).start();
    Matcher version = VERSION.matcher(java.inputReader().readLine());
    return version.find() ? Integer.parseInt(version.group(1)) : Integer.MAX_VALUE;
  }
}
