package io.autodiff.exact;

import io.autodiff.Shape;
import io.autodiff.Value;
import io.autodiff.op.Binary;
import io.autodiff.op.BinaryOp;
import io.autodiff.op.CumSum;
import io.autodiff.op.Elementwise;
import io.autodiff.op.MatMul;
import io.autodiff.op.Op;
import io.autodiff.op.Structure;
import io.autodiff.op.Sum;
import io.autodiff.op.SumTo;
import io.autodiff.op.TensorOp;
import io.autodiff.op.Ternary;
import io.autodiff.op.TernaryOp;
import io.autodiff.op.Unary;
import io.autodiff.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program as a function of extended numbers, around the point where it was recorded. What {@link
 * Structure#STOP} holds constant stays what it is at that point. Immutable.
 */
public final class ExtendedProgram {
  private final Program program;
  private final Set<String> without;

  /** The result of each instruction at the point; empty if an operation has no extended form. */
  private final List<ExtendedTensor> base;

  /** Evaluates a program at the example of its inputs. */
  public ExtendedProgram(Program program) {
    this.program = program;
    this.without = operationsWithoutForm(program);
    this.base = without.isEmpty() ? evaluate(null) : List.of();
  }

  private static Set<String> operationsWithoutForm(Program program) {
    Set<String> names = new LinkedHashSet<>();
    for (Program.Instruction instruction : program.instructions()) {
      if (instruction instanceof Program.Step s
          && s.op() instanceof TensorOp t
          && TensorForm.of(t) == null) {
        names.add(t.label());
      }
    }
    return names;
  }

  /** Returns the names of the operations that have no extended form: then nothing is evaluated. */
  public Set<String> operationsWithoutForm() {
    return Set.copyOf(without);
  }

  /** Returns the results at the point. */
  public List<ExtendedTensor> results() {
    return results(base);
  }

  private List<ExtendedTensor> results(List<ExtendedTensor> all) {
    return program.outputs().stream().map(all::get).toList();
  }

  /**
   * The results at another point.
   *
   * @param values one for each output
   * @param turned the first comparison that a branch relied on and that goes the other way, as a
   *     number of an instruction; -1 if none
   */
  public record Moved(List<ExtendedTensor> values, int turned) {}

  /**
   * Returns the results where inputs are these; a null one stays as it is at the point, and so does
   * what depends on such inputs alone.
   */
  public Moved at(List<@Nullable ExtendedTensor> inputs) {
    List<ExtendedTensor> all = evaluate(inputs);
    int turned = -1;
    for (Program.Guard guard : program.guards()) {
      int i = guard.comparison();
      boolean same = all.get(i).get(0).isZero() == base.get(i).get(0).isZero();
      turned = turned < 0 && !same ? i : turned;
    }
    return new Moved(results(all), turned);
  }

  /** Evaluates what depends on moved inputs; everything if there are none. */
  private List<ExtendedTensor> evaluate(@Nullable List<@Nullable ExtendedTensor> inputs) {
    List<ExtendedTensor> results = new ArrayList<>();
    BitSet changed = new BitSet();
    int next = 0;
    for (Program.Instruction instruction : program.instructions()) {
      int i = results.size();
      switch (instruction) {
        case Program.Input input -> {
          ExtendedTensor moved = inputs == null ? null : inputs.get(next++);
          changed.set(i, moved != null);
          results.add(moved != null ? moved : inputs == null ? of(input.example()) : base.get(i));
        }
        case Program.Constant c -> results.add(inputs == null ? of(c.value()) : base.get(i));
        case Program.Step s -> {
          boolean again = s.op() != Structure.STOP && s.operands().stream().anyMatch(changed::get);
          changed.set(i, again);
          results.add(
              again || inputs == null
                  ? step(s, s.operands().stream().map(results::get).toArray(ExtendedTensor[]::new))
                  : base.get(i));
        }
      }
    }
    return results;
  }

  private static ExtendedTensor of(Value<?> value) {
    return ExtendedTensor.of(value);
  }

  private static ExtendedTensor step(Program.Step step, ExtendedTensor... in) {
    return switch (step.op()) {
      case Elementwise e -> elementwise(e, in);
      case TensorOp t -> form(t).apply(in);
      case Structure s ->
          switch (s) {
            case ELEMENT -> new ExtendedTensor(Shape.SCALAR, in[0].get(step.element()));
            case STACK ->
                new ExtendedTensor(
                    step.type().shape(),
                    Arrays.stream(in).map(x -> x.get(0)).toArray(Extended[]::new));
            case VARIABLE, PARAMETER, ALIAS, STOP, CALL, OUTPUT -> in[0];
          };
    };
  }

  private static TensorForm form(TensorOp op) {
    TensorForm form = TensorForm.of(op);
    if (form == null) {
      throw new IllegalStateException("no extended form of " + op.label());
    }
    return form;
  }

  private static ExtendedTensor elementwise(Elementwise op, ExtendedTensor... in) {
    return switch (op) {
      case Unary u -> in[0].map(x -> ExtendedUnary.apply(u, x));
      case Binary b -> in[0].zip(in[1], (x, y) -> ExtendedBinary.apply(b, x, y));
      case Ternary t ->
          switch (t) {
            case TernaryOp choice -> ternary(choice, in);
          };
    };
  }

  private static ExtendedTensor ternary(TernaryOp op, ExtendedTensor... in) {
    Shape shape = Shape.SCALAR;
    for (ExtendedTensor x : in) {
      shape = Shape.broadcast(op.label(), shape, x.shape());
    }
    ExtendedTensor x = in[0].stretchedTo(shape);
    ExtendedTensor y = in[1].stretchedTo(shape);
    ExtendedTensor z = in[2].stretchedTo(shape);
    return ExtendedTensor.make(shape, i -> ExtendedBinary.apply(op, x.get(i), y.get(i), z.get(i)));
  }

  /**
   * How much of a sum cancels.
   *
   * @param instruction the number of the instruction
   * @param operation its name
   * @param factor how much larger the sum of the sizes of the terms is than the sum
   */
  public record Cancellation(int instruction, String operation, double factor) {}

  /** Returns the sum that cancels most at the point, or null if there is no sum. */
  public @Nullable Cancellation worstCancellation() {
    Cancellation worst = null;
    for (int i = 0; i < base.size(); i++) {
      if (program.instructions().get(i) instanceof Program.Step s) {
        TensorSizes sizes = sizes(s);
        double factor = sizes == null ? 0 : sizes.ratio(base.get(i));
        if (factor > 0 && (worst == null || factor > worst.factor)) {
          worst = new Cancellation(i, s.op().label(), factor);
        }
      }
    }
    return worst;
  }

  /** The sums of the sizes of terms. */
  private record TensorSizes(ExtendedTensor sums) {
    /** Returns the largest ratio to the sums themselves, where these are not 0. */
    double ratio(ExtendedTensor results) {
      double largest = 0;
      for (int i = 0; i < results.size(); i++) {
        double ratio = sums.get(i).div(results.get(i)).abs().doubleValue();
        largest = Double.isFinite(ratio) ? Math.max(largest, ratio) : largest;
      }
      return largest;
    }
  }

  /** Returns what a sum would be of terms of the same sizes and one sign; null of no sum. */
  private @Nullable TensorSizes sizes(Program.Step step) {
    Op op = step.op();
    boolean isSum =
        op == BinaryOp.ADD
            || op == BinaryOp.SUB
            || op instanceof Sum
            || op instanceof SumTo
            || op instanceof CumSum
            || op instanceof MatMul;
    if (!isSum) {
      return null;
    }
    Program.Step positive =
        op == BinaryOp.SUB
            ? new Program.Step(BinaryOp.ADD, step.operands(), step.element(), step.type())
            : step;
    ExtendedTensor[] in =
        step.operands().stream()
            .map(base::get)
            .map(x -> x.map(Extended::abs))
            .toArray(ExtendedTensor[]::new);
    return new TensorSizes(step(positive, in));
  }
}
