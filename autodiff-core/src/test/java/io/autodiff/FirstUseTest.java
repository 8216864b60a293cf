package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a first program without a flag of the JVM meets. */
class FirstUseTest {

  /** A program of scalars. */
  static final class Gradient {
    private Gradient() {}

    public static void main(String[] none) {
      double[] slope = Autodiff.gradient(v -> v[0].mul(v[1]).add(v[0].sin())).at(2, 3);
      System.out.println(slope[0] + " " + slope[1]);
    }
  }

  @Test
  void scalarsLoadNoLibraryAndSoMeetNoWarning() throws Exception {
    String paths =
        Stream.of(
                place(Engine.class),
                place(Gradient.class),
                System.getProperty("java.class.path"),
                System.getProperty("jdk.module.path"))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(File.pathSeparator));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder = new ProcessBuilder(java, "-cp", paths, Gradient.class.getName());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process program = builder.redirectErrorStream(true).start();
    program.getOutputStream().close();
    String all = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("2.5838531634528574 2.0", all.strip());
    assertEquals(0, program.waitFor());
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
