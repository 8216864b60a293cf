package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit's README.md shows compiles. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Path BUMP =
      Path.of("src", "it", "outside", "src", "main", "java", "org", "example", "bump", "Bump.java");

  private static final String IMPORTS =
      """
      import static io.autodiff.testkit.GradientAssertions.assertGradient;
      import io.autodiff.*;
      import io.autodiff.check.GradientCheck;
      import io.autodiff.testkit.*;
      import net.jqwik.api.*;
      import org.example.bump.Bump;
      import org.junit.jupiter.api.Test;
      class Readme {
      """;

  @Test
  void theTestsOfAnOperationCompile(@TempDir Path folder) throws Exception {
    String code =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README))
            .results()
            .map(found -> found.group(1))
            .filter(block -> block.contains("ExpressionGraphs"))
            .collect(Collectors.joining());
    assertEquals(1, code.split("@Property", -1).length - 1, code);
    Path source = Files.writeString(folder.resolve("Readme.java"), IMPORTS + code + "}\n");
    String path =
        Stream.of("jdk.module.path", "java.class.path")
            .map(System::getProperty)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(File.pathSeparator));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    String[] arguments = {
      "-cp", path, "-proc:none", "-d", folder.toString(), source.toString(), BUMP.toString()
    };
    assertEquals(0, javac.run(out, out, arguments), said + code);
  }
}
