package io.autodiff.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged jar, started as GradBench starts it: with the {@code java} on the path. */
class GradBenchJarIT {
  private static final Path JAR = Path.of("target", "gradbench.jar");

  @Test
  void answersWithResponsesOnlyUntilTheInputEnds() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("java", "-jar", JAR.toString());
    builder
        .environment()
        .keySet()
        .removeAll(List.of("AUTODIFF_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process tool = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream to = tool.getOutputStream()) {
      to.write(
          """
          {"id": 0, "kind": "start", "eval": "det"}
          {"id": 1, "kind": "define", "module": "det"}
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(
        List.of("{\"id\":0,\"tool\":\"autodiff\"}", "{\"id\":1,\"success\":true}"),
        tool.inputReader().lines().toList());
    assertEquals(0, tool.waitFor());
  }
}
