package io.autodiff.documentation;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Calls a method with whatever its parameters take, fitting or not, and notes what happens. */
final class Trials {
  private static final int TRIES = 500;

  private static final List<Tensor> TENSORS =
      List.of(
          Tensor.of(Shape.of(2, 3), 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
          Tensor.of(Shape.of(3, 3), 2, 0.1, 0.1, 0.1, 2, 0.1, 0.1, 0.1, 2),
          Tensor.of(Shape.of(3, 3), 1, 2, 3, 1, 2, 3, 1, 2, 3),
          Tensor.of(0.5, 1.5, -2, 4),
          Tensor.ones(7),
          Tensor.ones(),
          Tensor.ones(0, 2),
          Tensor.ones(2, 1, 4, 4),
          Tensor.ones(3, 4, 2),
          Tensor.ones(DType.FLOAT32, 2, 3));

  private static final List<Object> INTS = List.of(0, 1, 2, -1, 99, -99);
  private static final List<Object> DOUBLES = List.of(0.5, 1.0, -2.0, Double.NaN);
  private static final List<Object> AXES =
      List.of(
          new int[0],
          new int[] {0},
          new int[] {1},
          new int[] {3},
          new int[] {1, 0},
          new int[] {-1},
          new int[] {99},
          new int[] {2, 3});

  private final Method method;
  private final Set<String> refusals = new TreeSet<>();
  private final Set<String> escapes = new TreeSet<>();
  private boolean shapes;
  private int successes;

  private Trials(Method method) {
    this.method = method;
  }

  /** Tries a method, or returns null if one of its parameters is of a type that is not tried. */
  static @Nullable Trials of(Method method, SplittableRandom random) {
    List<List<?>> pools = new ArrayList<>();
    pools.add(method.getDeclaringClass() == Scalar.class ? scalars() : TENSORS);
    for (Class<?> type : method.getParameterTypes()) {
      List<?> pool = pool(type);
      if (pool == null) {
        return null;
      }
      pools.add(pool);
    }
    Trials trials = new Trials(method);
    long all = pools.stream().mapToLong(List::size).reduce(1, (a, b) -> a * b);
    for (long i = 0; i < Math.min(all, TRIES); i++) {
      trials.call(pools, all <= TRIES ? i : random.nextLong(all));
    }
    return trials;
  }

  private static @Nullable List<?> pool(Class<?> type) {
    if (type == int.class) {
      return INTS;
    } else if (type == double.class) {
      return DOUBLES;
    } else if (type == boolean.class) {
      return List.of(true, false);
    } else if (type == int[].class) {
      return AXES;
    } else if (type == Tensor.class || type.getSimpleName().equals("Value")) {
      return TENSORS;
    } else if (type == Scalar.class) {
      return scalars();
    } else if (type == Shape.class) {
      return List.of(Shape.of(2, 3), Shape.of(6), Shape.of(2), Shape.of(), Shape.of(99));
    } else if (type.isEnum()) {
      return Arrays.asList(type.getEnumConstants());
    }
    return null;
  }

  private static List<Scalar> scalars() {
    return List.of(Scalar.of(0.5), Scalar.of(-2), Scalar.of(0));
  }

  private void call(List<List<?>> pools, long number) {
    Object[] arguments = new Object[pools.size()];
    long rest = number;
    for (int i = 0; i < arguments.length; i++) {
      List<?> pool = pools.get(i);
      arguments[i] = pool.get((int) (rest % pool.size()));
      rest /= pool.size();
    }
    Object[] operands = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Object result = method.invoke(arguments[0], operands);
      successes++;
      shapes |= hasShapeOfItsOwn(result, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof AutodiffException refusal) {
        String first = String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
        refusals.add(first.replaceAll("^[^:]*: ", ""));
      } else {
        escapes.add(
            method.getName()
                + " ends in "
                + e.getCause()
                + " of "
                + Arrays.deepToString(arguments));
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a result is a tensor of a shape that no operand has, nor all broadcast. */
  private static boolean hasShapeOfItsOwn(@Nullable Object result, Object[] operands) {
    if (!(result instanceof Tensor tensor)) {
      return false;
    }
    return Arrays.stream(operands)
        .noneMatch(o -> o instanceof Tensor t && t.shape().equals(tensor.shape()));
  }

  /** What the calls were refused with: the first lines of the messages, without the name. */
  Set<String> refusals() {
    return refusals;
  }

  /** Exceptions that are none of the library's. */
  Set<String> escapes() {
    return escapes;
  }

  /** Whether a result had another shape than each operand. */
  boolean givesAnotherShape() {
    return shapes;
  }

  boolean isAccepted() {
    return successes > 0;
  }
}
