package io.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers see of the library, and that they can call it. */
class PublicOperationsTest {
  private static final Path CLASSES = Path.of("target", "classes");

  /**
   * The members that other packages of the library need, and that Java therefore makes public: in
   * terms of types that a caller cannot name.
   */
  private static final Set<String> LIBRARY_ONLY =
      Set.of(
          "CustomOp",
          "Engine.kernels",
          "Scalar.<init>",
          "Tensor.<init>",
          "Tensor.isAccepted",
          "Tensor.isAlive",
          "Tensor.looseOn",
          "Tensor.workspace",
          "Value.apply",
          "Value.index",
          "Value.liveRecord",
          "Value.record",
          "Workspace.kernels",
          "Program$Step.<init>",
          "Program$Step.op");

  /** The kinds of value and the interfaces that say what they can do. */
  private static final Set<String> VALUES =
      Set.of(
          "Scalar",
          "Tensor",
          "Value",
          "Arithmetic",
          "Trigonometry",
          "Comparisons",
          "Activations",
          "SpecialFunctions");

  @ParameterizedTest
  @ValueSource(classes = {Scalar.class, Tensor.class, Value.class})
  void everyPublicMethodIsDeclaredByAPublicType(Class<?> type) {
    List<String> hidden =
        Arrays.stream(type.getMethods())
            .filter(m -> !Modifier.isPublic(m.getDeclaringClass().getModifiers()))
            .map(Method::toString)
            .toList();
    assertEquals(List.of(), hidden);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqrt", "sin", "sigmoid", "erf"})
  void anOperationIsCalledByReflection(String name)
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    Scalar of = (Scalar) Scalar.class.getMethod(name).invoke(Scalar.of(4));
    Tensor tensor = (Tensor) Tensor.class.getMethod(name).invoke(Tensor.of(4));
    assertEquals(of.value(), tensor.item(), 1e-15);
    assertTrue(Scalar.class.getMethod(name).canAccess(Scalar.of(4)));
  }

  @Test
  void whatCallersSeeNamesOnlyTypesThatTheyCanName() {
    Set<String> exported =
        ModuleFinder.of(CLASSES).find("io.autodiff").orElseThrow().descriptor().exports().stream()
            .map(Exports::source)
            .collect(Collectors.toSet());
    Set<String> found = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().importPath(CLASSES)) {
      if (!exported.contains(type.getPackageName())
          || !type.getModifiers().contains(JavaModifier.PUBLIC)) {
        continue;
      }
      if (type.getRawInterfaces().stream().anyMatch(i -> isHidden(i, exported))) {
        found.add(name(type));
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        boolean hidden =
            isHidden(unit.getRawReturnType(), exported)
                || unit.getRawParameterTypes().stream().anyMatch(p -> isHidden(p, exported));
        if (hidden
            && unit.getModifiers().contains(JavaModifier.PUBLIC)
            && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)) {
          boolean shared = VALUES.contains(name(type)) && isOfValue(unit.getName());
          found.add((shared ? "Value" : name(type)) + "." + unit.getName());
        }
      }
    }
    assertEquals(new TreeSet<>(LIBRARY_ONLY), found);
  }

  private static boolean isOfValue(String method) {
    return Arrays.stream(Value.class.getMethods()).anyMatch(m -> m.getName().equals(method));
  }

  private static String name(JavaClass type) {
    return type.getName().substring(type.getPackageName().length() + 1);
  }

  private static boolean isHidden(JavaClass type, Set<String> exported) {
    String room = type.getBaseComponentType().getPackageName();
    return room.startsWith("io.autodiff") && !exported.contains(room);
  }
}
