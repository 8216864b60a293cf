package io.autodiff.math3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page about commons-math3: every block of Java compiles with the imports of the first block
 * and prints what the block of text below it says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommonsMathPageTest {
  private final List<Block> blocks = new ArrayList<>();
  private final Class<?> compiled;

  /** A block of Java, the line where it begins, and what it prints. */
  record Block(int line, String code, String prints) {
    @Override
    public String toString() {
      return "line " + line + ": " + code.lines().findFirst().orElse("");
    }
  }

  CommonsMathPageTest(@TempDir Path folder) throws IOException, ReflectiveOperationException {
    List<String> lines = Files.readAllLines(Path.of("COMMONS-MATH.md"));
    String imports = "";
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```java")) {
        int start = i + 1;
        i = end(lines, start);
        String code = String.join("\n", lines.subList(start, i));
        if (imports.isEmpty()) {
          imports = code;
        } else {
          blocks.add(new Block(start, code, output(lines, i)));
        }
      }
    }
    compiled = compile(folder, imports);
  }

  private static int end(List<String> lines, int from) {
    return lines.subList(from, lines.size()).indexOf("```") + from;
  }

  /** Returns the block of text that follows a line. */
  private static String output(List<String> lines, int from) {
    for (int i = from; i < lines.size() && !lines.get(i).equals("```java"); i++) {
      if (lines.get(i).equals("```text")) {
        return String.join("\n", lines.subList(i + 1, end(lines, i + 1)));
      }
    }
    throw new IllegalArgumentException("line " + from + ": nothing says what this prints");
  }

  private Class<?> compile(Path folder, String imports)
      throws IOException, ReflectiveOperationException {
    StringBuilder source = new StringBuilder(imports).append("\npublic final class Page {\n");
    for (Block block : blocks) {
      source
          .append("public static void line" + block.line + "(java.io.PrintStream out)")
          .append(" throws Exception {\n")
          .append(block.code.replace("System.out.", "out."))
          .append("\n}\n");
    }
    Path file = Files.writeString(folder.resolve("Page.java"), source.append("}\n"));
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    int status = javac.run(out, out, arguments(folder, file));
    assertEquals(0, status, () -> "the page does not compile:\n" + messages);
    return new PageLoader(folder).loadClass("Page");
  }

  private static String[] arguments(Path folder, Path file) {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      arguments.addAll(List.of("-p", modules, "--add-modules", "io.autodiff"));
    }
    arguments.add(file.toString());
    return arguments.toArray(String[]::new);
  }

  /** A class loader of the page's classes. */
  private static final class PageLoader extends ClassLoader {
    private final Path folder;

    PageLoader(Path folder) {
      super(CommonsMathPageTest.class.getClassLoader());
      this.folder = folder;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try {
        byte[] bytes = Files.readAllBytes(folder.resolve(name + ".class"));
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  Stream<Block> blocks() {
    return blocks.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void aBlockPrintsWhatThePageSays(Block block) throws Throwable {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      compiled.getMethod("line" + block.line, PrintStream.class).invoke(null, out);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(!printed.isEmpty());
    assertEquals(block.prints, String.join("\n", printed.lines().toList()));
  }
}
