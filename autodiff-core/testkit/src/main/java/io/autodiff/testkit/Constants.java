package io.autodiff.testkit;

import io.autodiff.DType;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What stands for the parameters of an operation that are no values: axes, sizes, exponents. */
@FunctionalInterface
interface Constants {

  /**
   * Returns a constant, or an expression of one, for each parameter that is no value, or null where
   * none fits the operands.
   *
   * @param operands the values that the operation is applied to
   */
  Object @Nullable [] choose(List<Value<?>> operands, RandomGenerator random);

  /** Constants that depend on the shape of the first operand. */
  @FunctionalInterface
  interface OfShape {
    Object @Nullable [] choose(Shape shape, RandomGenerator random);
  }

  /** Returns one of several constants for an operation's only parameter that is no value. */
  static Constants oneOf(Object... choices) {
    return (_, random) -> new Object[] {choices[random.nextInt(choices.length)]};
  }

  /** Returns constants for several parameters. */
  static Constants all(Object... constants) {
    return (_, _) -> constants.clone();
  }

  /** Returns constants that depend on the shape of the first operand. */
  static Constants ofShape(OfShape choice) {
    return (operands, random) -> choice.choose(operands.get(0).shape(), random);
  }

  /** Returns constants that depend on the shape of the first operand, of rank 1 at least. */
  static Constants ofAxes(OfShape choice) {
    return ofShape((shape, random) -> shape.rank() == 0 ? null : choice.choose(shape, random));
  }

  /**
   * Returns what is taken where nothing else is said: an int is an axis, an array of ints are axes,
   * a double is any number.
   */
  static Constants byTypes(List<Class<?>> types) {
    return (operands, random) -> {
      Shape shape = operands.isEmpty() ? Shape.SCALAR : operands.get(0).shape();
      Object[] chosen = new Object[types.size()];
      for (int i = 0; i < chosen.length; i++) {
        Object constant = byType(types.get(i), operands, shape, random);
        if (constant == null) {
          return null;
        }
        chosen[i] = constant;
      }
      return chosen;
    };
  }

  private static @Nullable Object byType(
      Class<?> type, List<Value<?>> operands, Shape shape, RandomGenerator random) {
    if (type == double.class) {
      return List.of(0.75, -0.6, 1.5, 2.25).get(random.nextInt(4));
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == Shape.class) {
      return shape;
    }
    if (type == DType.class) {
      return operands.get(0) instanceof Tensor t ? t.dtype() : DType.FLOAT64;
    }
    if (shape.rank() == 0) {
      return null;
    }
    return type == int.class
        ? (Object) axis(shape, random)
        : type == int[].class ? axes(shape, random) : null;
  }

  /** Returns an axis, counted from either end. */
  static int axis(Shape shape, RandomGenerator random) {
    return random.nextInt(2 * shape.rank()) - shape.rank();
  }

  /** Returns one or more axes. */
  static int[] axes(Shape shape, RandomGenerator random) {
    int first = random.nextInt(shape.rank());
    return IntStream.range(0, shape.rank())
        .filter(i -> i == first || random.nextBoolean())
        .toArray();
  }

  /** Returns positions on an axis of {@code n}, none twice in a row. */
  static int[] positions(int count, int n, RandomGenerator random) {
    int[] positions = new int[count];
    Arrays.setAll(positions, _ -> random.nextInt(n));
    return positions;
  }
}
