import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fails where a compiled class of a module has test methods but neither surefire nor failsafe wrote
 * a report on it. The build runs it in each module, with the module's build directory, once all
 * tests have run.
 */
final class ExecutedTests {
  private static final Set<String> TEST_ANNOTATIONS =
      Set.of(
          "Lorg/junit/jupiter/api/Test;",
          "Lorg/junit/jupiter/api/RepeatedTest;",
          "Lorg/junit/jupiter/api/TestFactory;",
          "Lorg/junit/jupiter/api/TestTemplate;",
          "Lorg/junit/jupiter/params/ParameterizedTest;",
          "Lnet/jqwik/api/Example;",
          "Lnet/jqwik/api/Property;");

  public static void main(String[] args) throws IOException {
    Path build = Path.of(args[0]);
    Path classes = build.resolve("test-classes");
    if (!Files.isDirectory(classes)) {
      return;
    }
    List<String> silent;
    try (Stream<Path> files = Files.walk(classes)) {
      silent =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .map(ExecutedTests::parse)
              .filter(type -> !type.flags().has(AccessFlag.ABSTRACT))
              .filter(type -> type.methods().stream().anyMatch(ExecutedTests::isTest))
              .map(type -> type.thisClass().asInternalName().replace('/', '.'))
              .filter(name -> !isReported(build, name))
              .sorted()
              .toList();
    }
    if (!silent.isEmpty()) {
      System.err.println("classes with tests that were not executed: " + silent);
      System.exit(1);
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTest(MethodModel method) {
    return method
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .map(found -> found.annotations().stream())
        .orElse(Stream.empty())
        .anyMatch(annotation -> TEST_ANNOTATIONS.contains(annotation.className().stringValue()));
  }

  private static boolean isReported(Path build, String name) {
    return Stream.of("surefire-reports", "failsafe-reports")
        .anyMatch(reports -> Files.exists(build.resolve(reports, "TEST-" + name + ".xml")));
  }
}
