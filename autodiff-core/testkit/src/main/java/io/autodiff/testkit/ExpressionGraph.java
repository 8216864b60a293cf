package io.autodiff.testkit;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A function of scalars and tensors as a list of operations, with a point to evaluate it at;
 * immutable. Each operation takes arguments and results of earlier ones; what no operation takes is
 * a result of the function. {@link #toString} is Java code to paste.
 *
 * <pre>{@code
 * GradientReport report = GradientCheck.ofValues(graph::apply).at(graph.point());
 * }</pre>
 */
public final class ExpressionGraph {

  /**
   * One operation.
   *
   * @param operands the numbers of its operands: first the function's arguments are counted, then
   *     the operations
   * @param choices the seed of its constants, which have to fit the operands' shapes
   */
  record Instruction(Operation operation, List<Integer> operands, long choices) {
    Instruction {
      operands = List.copyOf(operands);
    }

    /** Returns this as code, or null if it does not fit these values. */
    @Nullable Expression of(List<Value<?>> values) {
      return operation.of(operands, values, new Random(choices));
    }
  }

  private final List<Value<?>> arguments;
  private final List<Instruction> instructions;
  private final List<Expression> expressions;
  private final List<Value<?>> values;
  private final List<Integer> results;

  private ExpressionGraph(
      List<Value<?>> arguments,
      List<Instruction> instructions,
      List<Expression> expressions,
      List<Value<?>> values) {
    this.arguments = List.copyOf(arguments);
    this.instructions = List.copyOf(instructions);
    this.expressions = List.copyOf(expressions);
    this.values = List.copyOf(values);
    Set<Integer> taken = new HashSet<>();
    instructions.forEach(i -> taken.addAll(i.operands));
    int first = instructions.isEmpty() ? 0 : arguments.size();
    this.results =
        IntStream.range(first, values.size()).filter(i -> !taken.contains(i)).boxed().toList();
  }

  /** Returns a graph, or null if an instruction does not fit its operands or is not finite. */
  static @Nullable ExpressionGraph of(List<Value<?>> arguments, List<Instruction> instructions) {
    List<Value<?>> values = new ArrayList<>(arguments);
    List<Expression> expressions = new ArrayList<>();
    try {
      for (Instruction instruction : instructions) {
        Expression expression = instruction.of(values);
        if (expression == null) {
          return null;
        }
        expressions.add(expression);
        values.add((Value<?>) expression.evaluate(values));
      }
    } catch (AutodiffException e) {
      return null;
    }
    return new ExpressionGraph(arguments, instructions, expressions, values);
  }

  /** Returns how many operations there are. */
  public int size() {
    return instructions.size();
  }

  /** Returns the point: for each argument a constant. */
  public Value<?>[] point() {
    return arguments.toArray(Value<?>[]::new);
  }

  /** Returns what the operations are called, in their order: {@code Tensor.sum(int,boolean)}. */
  public List<String> operations() {
    return instructions.stream().map(i -> i.operation.name()).toList();
  }

  /** Returns whether an operation reads numbers, so that no program can be recorded. */
  public boolean readsNumbers() {
    return instructions.stream().anyMatch(i -> i.operation.rule().readsNumbers());
  }

  /**
   * Computes the function.
   *
   * @param x arguments of the kinds, shapes and types of {@link #point}
   */
  public List<Value<?>> apply(List<? extends Value<?>> x) {
    List<Value<?>> all = new ArrayList<>(x);
    for (Expression expression : expressions) {
      all.add((Value<?>) expression.evaluate(all));
    }
    return results.stream().<Value<?>>map(all::get).toList();
  }

  /**
   * Returns simpler graphs: with one result alone, without an operation whose operand or whose
   * value, as an argument, takes its place, without an operand or arguments that nothing takes.
   */
  public Stream<ExpressionGraph> simpler() {
    Stream<Optional<ExpressionGraph>> parts =
        results.size() > 1 ? results.stream().map(r -> of(i -> i.equals(r), -1)) : Stream.empty();
    int first = arguments.size();
    Stream<Optional<ExpressionGraph>> cut =
        IntStream.range(first, values.size()).mapToObj(i -> cut(first + values.size() - 1 - i));
    Stream<Optional<ExpressionGraph>> shorter =
        IntStream.range(0, instructions.size())
            .boxed()
            .flatMap(
                i ->
                    instructions.get(i).operands.stream()
                        .distinct()
                        .map(operand -> replaced(first + i, operand)));
    Stream<Optional<ExpressionGraph>> needed = Stream.of(of(results::contains, -1));
    return Stream.of(parts, cut, shorter, fewerOperands(), needed)
        .flatMap(s -> s)
        .flatMap(Optional::stream)
        .filter(g -> g.weight() < weight());
  }

  /** Returns what shrinks: operations, then arguments, then operands. */
  long weight() {
    long elements = arguments.stream().mapToInt(a -> a.shape().size()).sum();
    long operands = instructions.stream().mapToInt(i -> i.operands.size()).sum();
    return (1000L * instructions.size() + operands) * 1000 + 10L * arguments.size() + elements;
  }

  /**
   * Returns the simplest graph of which something still holds, as that its gradient is wrong: no
   * {@link #simpler} one has it.
   */
  public ExpressionGraph simplest(Predicate<ExpressionGraph> fails) {
    ExpressionGraph best = this;
    while (true) {
      Optional<ExpressionGraph> next = best.simpler().filter(fails).findFirst();
      if (next.isEmpty()) {
        return best;
      }
      best = next.get();
    }
  }

  /** Returns graphs where an operation of any number of operands has one less. */
  private Stream<Optional<ExpressionGraph>> fewerOperands() {
    return IntStream.range(0, instructions.size())
        .filter(i -> instructions.get(i).operation.takesAnyNumber())
        .filter(i -> instructions.get(i).operands.size() > 1)
        .mapToObj(
            i -> {
              Instruction old = instructions.get(i);
              List<Instruction> changed = new ArrayList<>(instructions);
              changed.set(
                  i,
                  new Instruction(
                      old.operation,
                      old.operands.subList(0, old.operands.size() - 1),
                      old.choices));
              return Optional.ofNullable(of(arguments, changed))
                  .flatMap(g -> g.of(g.results::contains, -1));
            });
  }

  /** Returns the graph where the value of an operation is an argument. */
  private Optional<ExpressionGraph> cut(int value) {
    if (results.contains(value)) {
      return Optional.empty();
    }
    int last = arguments.size();
    List<Value<?>> inputs = new ArrayList<>(arguments);
    inputs.add(values.get(value));
    IntUnaryOperator moved = i -> i < last || i > value ? i : i == value ? last : i + 1;
    List<Instruction> changed = new ArrayList<>(instructions);
    changed.remove(value - last);
    changed.replaceAll(
        old ->
            new Instruction(
                old.operation, old.operands.stream().map(moved::applyAsInt).toList(), old.choices));
    Set<Integer> kept = new HashSet<>();
    results.forEach(r -> kept.add(moved.applyAsInt(r)));
    return compact(inputs, changed, needed(inputs.size(), changed, kept::contains, -1));
  }

  /** Returns the graph where the result of an operation is replaced by one of its operands. */
  private Optional<ExpressionGraph> replaced(int value, int by) {
    List<Instruction> changed = new ArrayList<>();
    for (Instruction i : instructions) {
      List<Integer> operands = i.operands.stream().map(o -> o == value ? by : o).toList();
      changed.add(new Instruction(i.operation, operands, i.choices));
    }
    if (results.contains(value)) {
      return of(i -> results.contains(i) && i != value, by);
    }
    boolean fits = values.get(value).getClass() == values.get(by).getClass();
    if (!fits) {
      return Optional.empty();
    }
    return compact(arguments, changed, needed(arguments.size(), changed, results::contains, -1));
  }

  /** Returns the graph of some of the results, and perhaps of another value. */
  private Optional<ExpressionGraph> of(Predicate<Integer> kept, int other) {
    return compact(arguments, instructions, needed(arguments.size(), instructions, kept, other));
  }

  private static boolean[] needed(
      int inputs, List<Instruction> all, Predicate<Integer> kept, int other) {
    boolean[] needed = new boolean[inputs + all.size()];
    for (int i = needed.length - 1; i >= 0; i--) {
      needed[i] |= kept.test(i) || i == other;
      if (needed[i] && i >= inputs) {
        all.get(i - inputs).operands.forEach(o -> needed[o] = true);
      }
    }
    return needed;
  }

  private static Optional<ExpressionGraph> compact(
      List<Value<?>> arguments, List<Instruction> instructions, boolean... needed) {
    int[] moved = new int[needed.length];
    List<Value<?>> inputs = new ArrayList<>();
    List<Instruction> kept = new ArrayList<>();
    for (int i = 0; i < needed.length; i++) {
      moved[i] = inputs.size() + kept.size();
      if (needed[i] && i < arguments.size()) {
        inputs.add(arguments.get(i));
      } else if (needed[i]) {
        Instruction old = instructions.get(i - arguments.size());
        List<Integer> operands = old.operands.stream().map(o -> moved[o]).toList();
        kept.add(new Instruction(old.operation, operands, old.choices));
      }
    }
    return inputs.isEmpty() ? Optional.empty() : Optional.ofNullable(of(inputs, kept));
  }

  /** Returns the function as Java code, and the check of its gradient at the point. */
  @Override
  public String toString() {
    List<String> names =
        IntStream.range(0, values.size())
            .mapToObj(i -> (i < arguments.size() ? "x" : "v") + i)
            .toList();
    StringBuilder code = new StringBuilder("static List<Value<?>> graph(List<Value<?>> x) {\n");
    for (int i = 0; i < values.size(); i++) {
      String type = type(values.get(i));
      String text =
          i < arguments.size()
              ? "(" + type + ") x.get(" + i + ")"
              : expressions.get(i - arguments.size()).code(names);
      code.append("  ").append(type).append(' ').append(names.get(i));
      code.append(" = ").append(text).append(";\n");
    }
    List<String> returned = results.stream().map(names::get).toList();
    code.append("  return List.of(").append(String.join(", ", returned)).append(");\n}\n");
    List<String> at = arguments.stream().map(Literals::code).toList();
    return code.append("GradientCheck.ofValues(x -> graph(x)).at(")
        .append(String.join(", ", at))
        .append(")")
        .toString();
  }

  private static String type(Value<?> value) {
    return value instanceof Scalar ? "Scalar" : "Tensor";
  }
}
