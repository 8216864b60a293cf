package io.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program that is compiled, compiled by javac and run. */
class ReadmeSnippetTest {

  @Test
  void theSnippetCompilesAndGivesTheGradient(@TempDir Path folder)
      throws IOException, ReflectiveOperationException {
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

  private static void compile(Path folder, String source) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Readme.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    String path =
        System.getProperty("java.class.path")
            + System.getProperty("path.separator")
            + System.getProperty("jdk.module.path", "");
    List<String> options = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    options.addAll(List.of("-cp", path));
    StringWriter said = new StringWriter();
    boolean done = javac.getTask(said, null, null, options, null, List.of(file)).call();
    assertTrue(done, () -> String.format(Locale.ROOT, "%s%n%s", source, said));
  }
}
