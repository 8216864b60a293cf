package io.autodiff.testkit;

import io.autodiff.AutodiffException;
import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jspecify.annotations.Nullable;

/**
 * Random expression graphs over all operations of the library, scalars and tensors mixed. Operands
 * are taken into the operations' domains and away from their kinks by smooth functions, and no
 * value is large, so that a graph is smooth around its point.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<ExpressionGraph> graphs() {
 *   return ExpressionGraphs.upTo(200).with(MyOperations.class).arbitrary();
 * }
 * }</pre>
 *
 * <p>Immutable: each setting returns new graphs.
 */
public final class ExpressionGraphs {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(3),
          Shape.of(2, 3),
          Shape.of(3, 3),
          Shape.of(2, 2),
          Shape.of(3, 1),
          Shape.of(2, 2, 3),
          Shape.of(1),
          Shape.SCALAR);

  private final Settings settings;

  /**
   * What can be set.
   *
   * @param rough whether the point may lie on kinks
   * @param operations what graphs are made of, those that a user adds among them
   */
  private record Settings(int most, DType dtype, boolean rough, List<Operation> operations) {}

  private ExpressionGraphs(Settings settings) {
    this.settings = settings;
  }

  /**
   * Returns graphs of at most this number of operations of the library.
   *
   * @throws AutodiffException if {@code operations} is negative
   */
  public static ExpressionGraphs upTo(int operations) {
    if (operations < 0) {
      throw new AutodiffException(
          "random graphs: number of operations out of range",
          "" + operations,
          "a number that is not negative",
          null);
    }
    return new ExpressionGraphs(
        new Settings(operations, DType.FLOAT64, false, Catalogue.operations()));
  }

  /** Returns these graphs with tensors of an element type; float64 unless set. */
  public ExpressionGraphs dtype(DType dtype) {
    Settings s = settings;
    return new ExpressionGraphs(new Settings(s.most, dtype, s.rough, s.operations));
  }

  /** Returns these graphs without the operations that a program refuses, as sorts. */
  public ExpressionGraphs recordable() {
    Settings s = settings;
    List<Operation> kept = s.operations.stream().filter(o -> !o.rule().readsNumbers()).toList();
    return new ExpressionGraphs(new Settings(s.most, s.dtype, s.rough, kept));
  }

  /**
   * Returns these graphs without the operations of some names, such as {@code "fft"}: in all their
   * forms, on scalars and on tensors.
   *
   * @throws AutodiffException if no operation has one of the names
   */
  public ExpressionGraphs without(String... names) {
    Settings s = settings;
    for (String name : names) {
      if (s.operations.stream().noneMatch(o -> o.method().getName().equals(name))) {
        throw new AutodiffException(
            "random graphs: no operation to leave out",
            name,
            "the name of an operation of these graphs, without its class and its parameters",
            null);
      }
    }
    Set<String> left = Set.of(names);
    List<Operation> kept =
        s.operations.stream().filter(o -> !left.contains(o.method().getName())).toList();
    return new ExpressionGraphs(new Settings(s.most, s.dtype, s.rough, kept));
  }

  /**
   * Returns these graphs with numbers of which many are equal or 0, and operands taken as they are:
   * the point may lie on ties, kinks and edges of domains, or near to them.
   */
  public ExpressionGraphs rough() {
    Settings s = settings;
    List<Operation> rough = s.operations.stream().map(Operation::rough).toList();
    return new ExpressionGraphs(new Settings(s.most, s.dtype, true, rough));
  }

  /**
   * Returns these graphs with operations of one's own among them: the public static methods of a
   * public class that take and return scalars and tensors.
   *
   * @throws AutodiffException if the class has none
   */
  public ExpressionGraphs with(Class<?> holder) {
    List<Operation> own = Catalogue.of(holder);
    if (own.isEmpty()) {
      throw new AutodiffException(
          "random graphs: no operation found",
          holder.getName(),
          "public static methods whose operands and results are scalars and tensors",
          null);
    }
    Settings s = settings;
    List<Operation> all = new ArrayList<>(s.operations);
    // A class of a few operations counts as much as a tenth of the library's.
    int copies = Math.max(1, Catalogue.operations().size() / 10 / own.size());
    for (int i = 0; i < copies; i++) {
      all.addAll(own);
    }
    return new ExpressionGraphs(new Settings(s.most, s.dtype, s.rough, all));
  }

  /** Returns the graphs for a property test; a failing one is shrunk to the smallest that fails. */
  public Arbitrary<ExpressionGraph> arbitrary() {
    return Arbitraries.fromGenerator(random -> new ShrinkableGraph(draw(random.nextLong())));
  }

  /** Returns one graph, the same for the same seed. */
  public ExpressionGraph draw(long seed) {
    return new Draft(settings, new Random(seed)).graph();
  }

  /** A graph while it grows. */
  private static final class Draft {
    private static final int ATTEMPTS = 40;
    private static final double LARGEST = 10;
    private static final int MOST_ELEMENTS = 36;

    /** How far the point is moved to see how steep a value is, and how steep one may be. */
    private static final double MOVED = 1e-4;

    private static final double STEEPEST = 50;

    private final Settings settings;
    private final RandomGenerator random;
    private final List<Value<?>> arguments = new ArrayList<>();
    private final List<ExpressionGraph.Instruction> instructions = new ArrayList<>();
    private final List<Value<?>> values = new ArrayList<>();

    /** The values around the point. */
    private final List<Value<?>> beside = new ArrayList<>();

    Draft(Settings settings, RandomGenerator random) {
      this.settings = settings;
      this.random = random;
    }

    ExpressionGraph graph() {
      int scalars = 1 + random.nextInt(2);
      int tensors = 1 + random.nextInt(3);
      for (int i = 0; i < scalars; i++) {
        argument(Scalar.of(number()));
      }
      for (int i = 0; i < tensors; i++) {
        Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
        double[] numbers = new double[shape.size()];
        for (int k = 0; k < numbers.length; k++) {
          numbers[k] = number();
        }
        argument(Tensor.of(shape, numbers).to(settings.dtype));
      }
      int size = settings.most == 0 ? 0 : 1 + random.nextInt(settings.most);
      for (int i = 0; i < size; i++) {
        for (int attempt = 0; attempt < ATTEMPTS && !grown(); attempt++) {}
      }
      ExpressionGraph graph = ExpressionGraph.of(arguments, instructions);
      if (graph == null) {
        throw new IllegalStateException("a graph that was computed cannot be computed again");
      }
      return graph;
    }

    private double number() {
      return settings.rough
          ? random.nextInt(-3, 4) / 2.0
          : Math.rint(random.nextDouble(-1.5, 1.5) * 1000) / 1000;
    }

    private void argument(Value<?> value) {
      arguments.add(value);
      values.add(value);
      double moved = random.nextDouble(-MOVED, MOVED);
      beside.add(
          switch (value) {
            case Scalar s -> s.add(moved);
            case Tensor t -> t.to(DType.FLOAT64).add(moved).to(t.dtype());
          });
    }

    /** Adds one operation, or returns false if it does not fit. */
    private boolean grown() {
      List<Operation> all = settings.operations;
      Operation operation = all.get(random.nextInt(all.size()));
      List<Integer> operands = new ArrayList<>();
      for (Class<?> kind : operation.operandKinds(random)) {
        int operand = operand(kind);
        if (operand < 0) {
          return false;
        }
        operands.add(operand);
      }
      ExpressionGraph.Instruction instruction =
          new ExpressionGraph.Instruction(operation, operands, random.nextInt(1 << 20));
      Expression expression = fitting(instruction);
      if (expression == null) {
        return false;
      }
      Value<?> value = (Value<?>) expression.evaluate(values);
      Value<?> near = (Value<?>) expression.evaluate(beside);
      if (!isModerate(value, near)) {
        return false;
      }
      instructions.add(instruction);
      values.add(value);
      beside.add(near);
      return true;
    }

    private @Nullable Expression fitting(ExpressionGraph.Instruction instruction) {
      try {
        return instruction.of(values);
      } catch (AutodiffException e) { // shapes that do not fit are drawn again
        return null;
      }
    }

    /** Returns the number of a value of a kind, of which recent ones are likelier; -1 if none. */
    private int operand(Class<?> kind) {
      List<Integer> fitting = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        if (kind.isInstance(values.get(i))) {
          fitting.add(i);
        }
      }
      if (fitting.isEmpty()) {
        return -1;
      }
      int last = fitting.size();
      int first = random.nextInt(3) == 0 ? Math.max(0, last - 4) : 0;
      return fitting.get(random.nextInt(first, last));
    }

    /** Returns whether a value is finite, small and not steep, and has few elements. */
    private boolean isModerate(Value<?> value, Value<?> near) {
      double[] numbers = numbers(value);
      double[] moved = numbers(near);
      if (numbers.length == 0 || numbers.length > MOST_ELEMENTS || moved.length != numbers.length) {
        return false;
      }
      for (int i = 0; i < numbers.length; i++) {
        if (!(Math.abs(numbers[i]) <= LARGEST)
            || !(Math.abs(moved[i] - numbers[i]) <= STEEPEST * MOVED)) {
          return false;
        }
      }
      return true;
    }

    private static double[] numbers(Value<?> value) {
      return switch (value) {
        case Scalar s -> new double[] {s.value()};
        case Tensor t -> t.values();
      };
    }
  }
}
