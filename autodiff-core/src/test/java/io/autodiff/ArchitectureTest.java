package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {
  private static final Path CLASSES = Path.of("target", "classes");

  /**
   * The floors of the library, lowest first: a class knows its own floor and those below. "one" is
   * values, rules, record and elementwise kernels, the only circle of packages: rules are written
   * in operations on values, and values record themselves.
   */
  private static final List<String> FLOORS =
      List.of(
          "math",
          "thread",
          "loop",
          "array",
          "linear",
          "one",
          "sweep",
          "transform",
          "door",
          "codegen",
          "program",
          "batch",
          "exact",
          "check",
          "expression",
          "optimize",
          "math3");

  /** What of {@code io.autodiff} stands above the traversals. */
  private static final Set<String> DOORS = Set.of("Tape", "Gradients", "Autodiff");

  private final JavaClasses classes = new ClassFileImporter().importPath(CLASSES);

  private static String floor(JavaClass type) {
    String room = type.getPackageName().replaceFirst("^io\\.autodiff\\.?(internal\\.)?", "");
    return switch (room) {
      case "op", "tape", "elementwise" -> "one";
      case "" -> DOORS.contains(outermost(type)) ? "door" : "one";
      default -> room; // an unknown room has no floor and fails
    };
  }

  private static String outermost(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
  }

  private List<JavaClass> library() {
    return classes.stream()
        .filter(c -> c.getPackageName().startsWith("io.autodiff"))
        .filter(c -> !c.getSimpleName().endsWith("-info"))
        .toList();
  }

  @Test
  void noClassKnowsAFloorAbove() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : library()) {
      for (Dependency d : type.getDirectDependenciesFromSelf()) {
        JavaClass target = d.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith("io.autodiff")
            && FLOORS.indexOf(floor(target)) > FLOORS.indexOf(floor(type))) {
          wrong.add(type.getName() + " knows " + target.getName());
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void everyClassStandsOnAFloorAndEveryFloorIsInhabited() {
    assertEquals(
        Set.copyOf(FLOORS),
        library().stream().map(ArchitectureTest::floor).collect(Collectors.toSet()));
    assertEquals(
        DOORS,
        library().stream()
            .filter(c -> c.getPackageName().equals("io.autodiff"))
            .map(ArchitectureTest::outermost)
            .filter(DOORS::contains)
            .collect(Collectors.toSet()));
  }

  @Test
  void aRoomHasAtMostSixtyFilesButTheOperations() {
    library().stream()
        .filter(c -> !c.getPackageName().equals("io.autodiff.op"))
        .collect(
            Collectors.groupingBy(
                JavaClass::getPackageName,
                Collectors.mapping(ArchitectureTest::outermost, Collectors.toSet())))
        .forEach((room, files) -> assertEquals(48, Math.max(48, files.size()), room));
  }

  /**
   * Callers' reads are noted, and refused where they would be frozen; the library's must not be.
   */
  @Test
  void theLibraryReadsNumbersPastTheDoorsOfCallers() {
    Set<String> doors = Set.of("value", "array", "detach");
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : library()) {
      if (FLOORS.indexOf(floor(type)) > FLOORS.indexOf("batch")
          || floor(type).equals("transform")
          || type.getPackageName().equals("io.autodiff")) {
        continue;
      }
      for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
        if (call.getTargetOwner().isAssignableTo(Value.class)
            && doors.contains(call.getTarget().getName())
            && !call.getOrigin().getFullName().contains("TapeRecord.variable(")) {
          wrong.add(call.getDescription());
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void exportsAreForEveryone() {
    var module = ModuleFinder.of(CLASSES).find("io.autodiff").orElseThrow().descriptor();
    assertEquals(List.of(), module.exports().stream().filter(Exports::isQualified).toList());
  }
}
