package io.autodiff.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public method of a scalar and of a tensor that takes values alone and returns one,
 * certified: at the first operands that are in its domain and not on a kink.
 */
class CertifiedMethodsTest {
  private static final double DIGITS = 13.5;

  private static final List<Tensor> TENSORS =
      List.of(
          Tensor.of(0.3, 0.55, 0.8),
          Tensor.of(1.25, 2.6, 1.7),
          Tensor.of(new double[][] {{2.5, 0.3}, {0.4, 1.75}}),
          Tensor.of(new double[][] {{1.2, 0.7}, {0.9, 2.25}}),
          Tensor.of(0.6));

  private static final List<Scalar> SCALARS =
      List.of(Scalar.of(0.3), Scalar.of(1.75), Scalar.of(0.8));

  /** A method on one kind of value. */
  record Operation(Class<? extends Value<?>> type, Method method) {
    Value<?> apply(List<Value<?>> x) {
      try {
        Object[] rest = x.subList(1, x.size()).toArray();
        return (Value<?>) Objects.requireNonNull(method.invoke(x.get(0), rest));
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Returns operands: each choice of the first, with each of another that follows it. */
    List<Value<?>[]> points() {
      List<? extends Value<?>> all = type == Scalar.class ? SCALARS : TENSORS;
      List<Value<?>[]> points = new ArrayList<>();
      for (int first = 0; first < all.size(); first++) {
        for (int step = 1; step <= all.size(); step++) {
          Value<?>[] point = new Value<?>[method.getParameterCount() + 1];
          int start = first;
          int by = step;
          Arrays.setAll(point, k -> all.get((start + k * by) % all.size()));
          points.add(point);
        }
      }
      return points;
    }

    @Override
    public String toString() {
      return type.getSimpleName() + " " + method.getName() + " " + method.getParameterCount();
    }
  }

  /** Methods whose other operands may not be recorded. */
  private static final Set<String> TAKE_CONSTANTS = Set.of("betaInc", "gammaInc", "gammaIncc");

  private static boolean isOperation(Method m, Class<?> type) {
    return Value.class.isAssignableFrom(m.getReturnType())
        && !Modifier.isStatic(m.getModifiers())
        && !m.isBridge()
        && !m.getName().equals("detach") // reads the number
        && !m.getName().equals("snapshot")
        && !m.getName().endsWith("fft2") // has no extended form
        && !TAKE_CONSTANTS.contains(m.getName())
        && Arrays.stream(m.getParameterTypes()).allMatch(p -> p == type || p == Value.class);
  }

  static List<Operation> operations() {
    return Stream.<Class<? extends Value<?>>>of(Scalar.class, Tensor.class)
        .flatMap(
            type ->
                Arrays.stream(type.getMethods())
                    .filter(m -> isOperation(m, type))
                    .map(m -> new Operation(type, m)))
        .sorted(Comparator.comparing(Operation::toString))
        .toList();
  }

  private static boolean isCertified(Certificate certificate) {
    for (Certificate.Entry e : certificate.entries()) {
      double lost = e.condition() > 1 ? Math.log10(e.condition()) : 0;
      if (e.verdict() != Verdict.RIGHT || e.digits() < DIGITS - lost) {
        return false;
      }
    }
    return certificate.isCertified() && certificate.culprit() == null;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void derivativesOfAMethodAreCertified(Operation operation) {
    List<String> others = new ArrayList<>();
    for (Value<?>[] point : operation.points()) {
      try {
        Certificate certificate =
            GradientCheck.ofValues(x -> List.of(operation.apply(x))).certificate(point);
        if (isCertified(certificate)) {
          return;
        }
        others.add(certificate.toString());
      } catch (AutodiffException e) {
        others.add(String.valueOf(e.getMessage()));
      }
    }
    throw new AssertionError(operation + " is certified nowhere: " + others);
  }

  @Test
  void methodsAreMany() {
    assertTrue(operations().size() > 220, () -> "" + operations().size());
  }
}
