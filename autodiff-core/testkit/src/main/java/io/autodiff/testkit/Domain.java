package io.autodiff.testkit;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Where an operand of an operation has to lie: inside the domain, away from kinks. A value of any
 * size is taken there by a smooth function, whose derivative is nowhere large.
 */
sealed interface Domain {

  /** Returns whether values of this shape can be taken there. */
  default boolean accepts(Value<?> value) {
    return true;
  }

  /** Returns whether it is a domain of matrices, which keeps them away from singular ones. */
  default boolean isOfMatrices() {
    return false;
  }

  /** Returns the operand, taken there. */
  Expression of(Expression operand, Value<?> value, RandomGenerator random);

  /** Any number, taken as it is. */
  record Reals() implements Domain {
    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      return operand;
    }
  }

  /**
   * One of several intervals, for each element one of its own.
   *
   * @param bounds the lower and the upper bound of one interval after the other
   */
  record Intervals(List<Double> bounds) implements Domain {
    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      int count = bounds.size() / 2;
      if (value instanceof Tensor t && count > 1) {
        int[] which = IntStream.range(0, t.size()).map(_ -> random.nextInt(count)).toArray();
        double[] radii = Arrays.stream(which).mapToDouble(this::radius).toArray();
        double[] centres = Arrays.stream(which).mapToDouble(this::centre).toArray();
        return affine(operand, t, radii, centres);
      }
      int which = random.nextInt(count);
      Class<?> kind = value.getClass();
      Expression scaled =
          Calls.of(
              Calls.of(operand, kind, "sin"),
              kind,
              "mul",
              double.class,
              new Expression.Literal(radius(which)));
      return Calls.of(scaled, kind, "add", double.class, new Expression.Literal(centre(which)));
    }

    private double radius(int interval) {
      return rounded((bounds.get(2 * interval + 1) - bounds.get(2 * interval)) / 2);
    }

    private double centre(int interval) {
      return rounded((bounds.get(2 * interval + 1) + bounds.get(2 * interval)) / 2);
    }

    private static double rounded(double x) {
      return Math.rint(x * 1000) / 1000;
    }
  }

  /** Elements of which each is far from every other. */
  record Distinct() implements Domain {
    private static final int MOST = 12;
    private static final double RADIUS = 0.3;

    @Override
    public boolean accepts(Value<?> value) {
      return value.shape().size() <= MOST;
    }

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      if (!(value instanceof Tensor t)) {
        return operand;
      }
      List<Integer> order =
          Arrays.asList(IntStream.range(0, t.size()).boxed().toArray(Integer[]::new));
      for (int i = order.size() - 1; i > 0; i--) {
        Collections.swap(order, i, random.nextInt(i + 1));
      }
      double middle = (t.size() - 1) / 2.0 - 0.25; // none of the centres is 0
      double[] centres = order.stream().mapToDouble(i -> i - middle).toArray();
      double[] radii = new double[centres.length];
      Arrays.fill(radii, RADIUS);
      return affine(operand, t, radii, centres);
    }
  }

  /** Matrices with a dominant diagonal: regular, their eigenvalues and singular values distinct. */
  record Conditioned() implements Domain {
    private static final double RADIUS = 0.2;

    @Override
    public boolean accepts(Value<?> value) {
      Shape shape = value.shape();
      return shape.rank() >= 2 && Math.max(shape.dim(-2), shape.dim(-1)) <= 4;
    }

    @Override
    public boolean isOfMatrices() {
      return true;
    }

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      Tensor t = (Tensor) value;
      int rows = t.dim(-2);
      int columns = t.dim(-1);
      double[] radii = new double[t.size()];
      double[] centres = new double[t.size()];
      Arrays.fill(radii, RADIUS);
      for (int i = 0; i < centres.length; i++) {
        int row = i / columns % rows;
        centres[i] = row == i % columns ? 2 * row + 1 : 0;
      }
      return affine(operand, t, radii, centres);
    }
  }

  /** Symmetric positive definite matrices. */
  record Positive() implements Domain {
    @Override
    public boolean accepts(Value<?> value) {
      Shape shape = value.shape();
      return shape.rank() >= 2 && shape.dim(-2) == shape.dim(-1) && shape.dim(-1) <= 4;
    }

    @Override
    public boolean isOfMatrices() {
      return true;
    }

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      Expression root = new Conditioned().of(operand, value, random);
      Expression turned =
          Calls.of(
              root,
              Tensor.class,
              "transpose",
              new Class<?>[] {int.class, int.class},
              new Expression.Literal(-2),
              new Expression.Literal(-1));
      Expression square = Calls.of(root, Tensor.class, "matmul", Tensor.class, turned);
      return Calls.of(square, Tensor.class, "mul", double.class, new Expression.Literal(0.25));
    }
  }

  /** Complex numbers: a last axis of real and imaginary parts. */
  record Complex() implements Domain {
    private static final int MOST = 18;

    @Override
    public boolean accepts(Value<?> value) {
      return value.shape().size() <= MOST;
    }

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      Expression imaginary = Calls.of(operand, Tensor.class, "cos");
      return Calls.ofStatic(
          Tensor.class,
          "stack",
          new Class<?>[] {int.class, Tensor[].class},
          new Expression.Literal(-1),
          new Expression.Row(Tensor.class, List.of(operand, imaginary)));
    }
  }

  /** Tensors of one shape, which have the elements in turn, again and again if they are too few. */
  record Shaped(Shape shape) implements Domain {
    @Override
    public boolean accepts(Value<?> value) {
      return value.shape().size() > 0;
    }

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      int[] positions =
          IntStream.range(0, shape.size()).map(i -> i % value.shape().size()).toArray();
      return Calls.of(
          Calls.of(operand, Tensor.class, "flatten"),
          Tensor.class,
          "take",
          new Class<?>[] {int.class, Shape.class, int[].class},
          new Expression.Literal(0),
          new Expression.Literal(shape),
          new Expression.Literal(positions));
    }
  }

  /** Truth values, 1 or 0, of derivative 0. */
  record Truth() implements Domain {
    private static final Domain AWAY = new Intervals(List.of(-1.6, -0.4, 0.4, 1.6));

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      return Calls.of(
          AWAY.of(operand, value, random),
          value.getClass(),
          "gt",
          double.class,
          new Expression.Literal(0.0));
    }
  }

  /** Whole numbers from 1 to 3, of derivative 0. */
  record Whole() implements Domain {
    private static final Domain NEAR = new Intervals(List.of(0.7, 1.3, 1.7, 2.3, 2.7, 3.3));

    @Override
    public Expression of(Expression operand, Value<?> value, RandomGenerator random) {
      return Calls.of(NEAR.of(operand, value, random), value.getClass(), "round");
    }
  }

  /** Returns {@code operand.sin().mul(radii).add(centres)}, element by element. */
  private static Expression affine(Expression operand, Tensor t, double[] radii, double[] centres) {
    Expression sine = Calls.of(operand, Tensor.class, "sin");
    boolean even = Arrays.stream(radii).allMatch(r -> r == radii[0]);
    Expression scaled =
        even && radii.length > 0
            ? Calls.of(sine, Tensor.class, "mul", double.class, new Expression.Literal(radii[0]))
            : Calls.of(sine, Tensor.class, "mul", Value.class, like(t, radii));
    return Calls.of(scaled, Tensor.class, "add", Value.class, like(t, centres));
  }

  private static Expression like(Tensor t, double... numbers) {
    return new Expression.Literal(Tensor.of(t.shape(), numbers).to(t.dtype()));
  }
}
