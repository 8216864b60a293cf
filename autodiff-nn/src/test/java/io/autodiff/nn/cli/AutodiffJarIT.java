package io.autodiff.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
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
    var builder = new ProcessBuilder("java", "-jar", JAR.toString());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("AUTODIFF_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process program = builder.start();
    program.getOutputStream().close();
    assertTrue(program.inputReader().readLine().contains("Java " + Runtime.version().feature()));
    assertEquals(List.of(), program.errorReader().lines().toList());
    assertEquals(0, program.waitFor());
  }

  private static int versionOnPath() throws IOException {
    Process java = new ProcessBuilder("java", "-version").redirectErrorStream(true).start();
    Matcher version = VERSION.matcher(java.inputReader().readLine());
    return version.find() ? Integer.parseInt(version.group(1)) : Integer.MAX_VALUE;
  }
}
