package io.autodiff.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Cotangents;
import io.autodiff.CustomOp;
import io.autodiff.LogDensities;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.program.Program;
import io.autodiff.transform.ValueTree;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random graphs are made of all operations, and of those that are added. */
class CatalogueTest {
  /** How many graphs are drawn: of the rarest operation some ten are among them. */
  private static final int GRAPHS = 600;

  /** The rooms whose public classes may have operations. */
  private static final List<String> ROOMS =
      List.of("", "batch/", "check/", "program/", "transform/");

  /** Public classes with functions of values that are no operations. */
  private static final Set<Class<?>> NO_OPERATIONS =
      Set.of(
          Autodiff.class, // derivatives of functions
          Cotangents.class, // for authors of rules
          ValueTree.class, // structures of values
          Program.class); // records of values

  /** Operations that no graph records. */
  private static final Set<String> UNRECORDED =
      Set.of(
          "BetaDensity", // in the derivatives of betaInc
          "BinaryOp.ANNIHILATE", // in derivatives of scale
          "CholeskyBend.OF_PULLBACK", // in tangents of Cholesky's cotangents
          "CholeskySlope.PULLBACK", // in the derivatives of Cholesky
          "CholeskySlope.PUSHFORWARD", // in its derivatives forward
          "CofactorSlope.IN_DIRECTION", // in derivatives of Cofactors
          "Deviation", // in the derivatives of Softmax
          "Embed", // in the derivatives of Slice
          "GammaDensity", // in the derivatives of gammaInc
          "MaxPoolShare", // in the derivatives of MaxPool
          "OverlapAdd", // in the derivatives of Windows
          "RuleOp.DIRECTION", // in the derivatives of hypot
          "RuleOp.POW_LIMIT", // in the derivatives of pow
          "ScatterSum", // in the derivatives of several parts of a tensor
          "SpecialOp.LOGISTIC_DENSITY", // in the derivatives of sigmoid
          "SumTo", // in the derivatives of broadcasting
          "To"); // all tensors of a graph have one element type

  @Test
  void everyOperationOccursInRandomGraphs() {
    Set<String> missing = new TreeSet<>();
    Catalogue.operations().forEach(o -> missing.add(o.name()));
    for (long seed = 0; seed < GRAPHS && !missing.isEmpty(); seed++) {
      ExpressionGraphs.upTo(200).draw(seed).operations().forEach(missing::remove);
    }
    assertEquals(Set.of(), missing, "needs a line in Rules, or to be excluded with a reason");
  }

  @Test
  void everyKindOfNodeIsRecordedByRandomGraphs() {
    Set<String> missing = new TreeSet<>();
    addNames(load("io.autodiff.op.Op.class"), missing);
    assertTrue(missing.containsAll(UNRECORDED), "no operations any more");
    missing.removeAll(UNRECORDED);
    Set<String> recorded = new TreeSet<>();
    for (long seed = 0; seed < GRAPHS && !missing.isEmpty(); seed++) {
      Set<String> found = recorded(ExpressionGraphs.upTo(200).recordable().draw(seed));
      missing.removeAll(found);
      recorded.addAll(found);
    }
    assertEquals(Set.of(), missing);
    recorded.retainAll(UNRECORDED);
    assertEquals(Set.of(), recorded, "graphs record them");
  }

  private static Set<String> recorded(ExpressionGraph graph) {
    Set<String> names = new TreeSet<>();
    try (Tape tape = new Tape()) {
      List<Value<?>> x = new ArrayList<>();
      for (Value<?> argument : graph.point()) {
        x.add(
            switch (argument) {
              case Scalar s -> tape.variable(s.value());
              case Tensor t -> tape.variable(t);
            });
      }
      for (Program.Instruction i : Program.between(x, graph.apply(x)).instructions()) {
        if (i instanceof Program.Step step) {
          names.add(name(step.op()));
        }
      }
    }
    return names;
  }

  /** Adds the names of a sealed type of operations, in a room that is not exported. */
  private static void addNames(Class<?> type, Set<String> names) {
    if (type == CustomOp.class || type.getSimpleName().equals("Structure")) {
      return;
    }
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        names.add(name(constant));
      }
    } else if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addNames(permitted, names);
      }
    } else {
      names.add(type.getSimpleName());
    }
  }

  private static String name(Object op) {
    return op instanceof Enum<?> e
        ? e.getDeclaringClass().getSimpleName() + "." + e.name()
        : op.getClass().getSimpleName();
  }

  @Test
  void everyRuleAndEveryExclusionIsOfAMethodThatIsThere() {
    Set<String> there =
        Catalogue.SOURCES.stream()
            .flatMap(source -> Catalogue.computing(source).stream())
            .map(Operation::signature)
            .collect(Collectors.toSet());
    Set<String> gone = new TreeSet<>(Rules.all().keySet());
    gone.addAll(Catalogue.EXCLUDED.keySet());
    gone.removeAll(there);
    assertEquals(Set.of(), gone);
    Set<String> both = new TreeSet<>(Rules.all().keySet());
    both.retainAll(Catalogue.EXCLUDED.keySet());
    assertEquals(Set.of(), both, "excluded, so a rule is not needed");
  }

  @Test
  void everyPublicClassOfFunctionsOfValuesIsASource() throws IOException, URISyntaxException {
    Path home = Path.of(Scalar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> found;
    if (Files.isDirectory(home)) {
      found = sources(home);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(home)) {
        found = sources(jar.getPath("/"));
      }
    }
    assertTrue(found.contains(LogDensities.class), found.toString());
    List<Class<?>> missing =
        found.stream()
            .filter(c -> !Catalogue.SOURCES.contains(c) && !NO_OPERATIONS.contains(c))
            .toList();
    assertEquals(List.of(), missing);
  }

  /** Returns the public classes, but the parts of Tensor, with static functions of values. */
  private static List<Class<?>> sources(Path root) throws IOException {
    List<Class<?>> sources = new ArrayList<>();
    for (String room : ROOMS) {
      try (Stream<Path> files = Files.list(root.resolve("io/autodiff/" + room))) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".class") && !name.contains("-") && !name.contains("$")) {
            Class<?> type = load("io.autodiff." + room.replace('/', '.') + name);
            if (Modifier.isPublic(type.getModifiers())
                && !type.isAssignableFrom(Tensor.class)
                && hasFunctions(type)) {
              sources.add(type);
            }
          }
        }
      }
    }
    return sources;
  }

  private static Class<?> load(String file) {
    try {
      return Class.forName(file.substring(0, file.length() - ".class".length()));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasFunctions(Class<?> type) {
    for (Method method : Catalogue.computing(type)) {
      if (Modifier.isStatic(method.getModifiers())) {
        return true;
      }
    }
    return false;
  }
}
