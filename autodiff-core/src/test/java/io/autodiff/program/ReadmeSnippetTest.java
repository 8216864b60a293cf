package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program that is compiled, compiled by javac and run. */
class ReadmeSnippetTest {

  @Test
  void theSnippetCompilesAndGivesTheGradient(@TempDir Path folder)
      throws IOException, InterruptedException, ReflectiveOperationException {
    String snippet = snippet().replace("System.out.print(rosenbrock);", "");
    String source =
        """
        import io.autodiff.*;
        import io.autodiff.program.*;
        public class Readme {
          public static double run(double[] start, double[] x, double[] gradient) {
            %s
            return value;
          }
        }
        """
            .formatted(snippet);
    compile(folder, source);
    double[] x = {-1.2, 1, 0.7};
    double[] gradient = new double[3];
    double value;
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, ReadmeSnippetTest.class.getClassLoader())) {
      value =
          (double)
              loader
                  .loadClass("Readme")
                  .getMethod("run", double[].class, double[].class, double[].class)
                  .invoke(null, new double[3], x, gradient);
    }
    double[] expected =
        Autodiff.gradient(
                (Scalar[] v) -> {
                  Scalar first = v[1].sub(v[0].square()).square().mul(100);
                  Scalar second = v[2].sub(v[1].square()).square().mul(100);
                  return first.add(second).add(v[0].sub(1).square()).add(v[1].sub(1).square());
                })
            .at(x);
    assertEquals(100 * 0.44 * 0.44 + 2.2 * 2.2 + 100 * 0.3 * 0.3, value, 1e-12);
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i], gradient[i], 1e-12 * Math.abs(expected[i]));
    }
  }

  private static String snippet() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    return Arrays.stream(readme.split("```"))
        .filter(block -> block.startsWith("java") && block.contains("program.compile()"))
        .map(block -> block.substring("java".length()))
        .findFirst()
        .orElseThrow();
  }

  private static void compile(Path folder, String source) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("Readme.java"), source);
    Path said = folder.resolve("said.txt");
    String path =
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("jdk.module.path", "");
    Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
    ProcessBuilder compiler =
        new ProcessBuilder(javac.toString(), "-proc:none", "-d", folder.toString(), file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    compiler.environment().put("CLASSPATH", path); // too long for a command line
    int exit = compiler.start().waitFor();
    assertEquals(0, exit, source + Files.readString(said));
  }
}
