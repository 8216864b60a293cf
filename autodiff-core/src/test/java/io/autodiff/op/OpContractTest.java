package io.autodiff.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.CustomOp;
import io.autodiff.Value;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every operation is held to {@link ElementwiseContractTest} or {@link TensorOpContractTest}.
 * {@link OpSamples} says how to add one.
 */
class OpContractTest {
  /** What only the derivatives of other operations are written with. */
  private static final Set<String> OF_RULES =
      Set.of(
          "annihilate",
          "besselMoment",
          "betaDensity",
          "direction",
          "gammaDensity",
          "logFloor",
          "logisticDensity",
          "powLimit",
          "scale");

  @Test
  void everyKindOfOperationHasSamples() {
    Set<String> sampled =
        OpSamples.operations().map(op -> declared(op).getName()).collect(Collectors.toSet());
    Set<String> missing =
        kinds(Op.class).map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
    missing.removeAll(sampled);
    assertEquals(Set.of(), missing, "operations without samples, see OpSamples");
  }

  @Test
  void everyElementwiseOperationIsAPublicMethodOfItsNameOrBelongsToRules() {
    Set<String> methods =
        Arrays.stream(Value.class.getMethods()).map(Method::getName).collect(Collectors.toSet());
    Set<String> missing =
        OpSamples.elementwise().stream()
            .map(c -> c.op().label())
            .collect(Collectors.toCollection(TreeSet::new));
    missing.removeAll(methods);
    assertEquals(OF_RULES, missing, "operations that values lack");
  }

  @Test
  void everyOperationHasEnoughSamples() {
    for (Samples.Case c : OpSamples.elementwise()) {
      assertEquals(true, c.samples().points().size() >= 2, c + " has too few smooth points");
      assertEquals(true, !c.samples().specials().isEmpty(), c + " has no special value");
    }
  }

  /** Returns the class that declares an operation; of a custom one, {@link CustomOp}. */
  private static Class<?> declared(Op op) {
    return op instanceof Enum<?> e
        ? e.getDeclaringClass()
        : op instanceof CustomOp ? CustomOp.class : op.getClass();
  }

  /** Returns the classes that implement a sealed type. */
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed() && type.isInterface()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OpContractTest::kinds)
        : Stream.of(type);
  }

  @Test
  void aCodeBelongsToOneOperation() {
    long coded = elementwise().filter(op -> op.opcode() != Elementwise.GENERIC).count();
    long codes =
        elementwise()
            .map(Elementwise::opcode)
            .filter(code -> code != Elementwise.GENERIC)
            .distinct()
            .count();
    assertEquals(coded, codes);
  }

  private static Stream<Elementwise> elementwise() {
    return OpSamples.elementwise().stream().map(Samples.Case::op);
  }
}
