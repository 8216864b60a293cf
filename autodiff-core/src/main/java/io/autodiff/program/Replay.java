package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.elementwise.ElementwiseKernels;
import io.autodiff.internal.array.Elements;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Selection;
import io.autodiff.op.Structure;
import io.autodiff.op.SumTo;
import io.autodiff.op.UnaryOp;
import io.autodiff.sweep.OpDerivatives;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.tape.OpRunner;
import io.autodiff.tape.TapeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link Program} on new inputs, and takes cotangents back through it, without
 * recording. It has arrays of its own that every run uses again, so each thread needs its own
 * replay.
 *
 * <p>A run is one loop over one switch; going back is the same loop from the end.
 */
public final class Replay implements Evaluator {

  /** What a replay does when a comparison goes the other way than when the program was recorded. */
  public enum Guards {
    /** Nothing. */
    OFF,
    /** It is counted; see {@link Replay#turned}. */
    COUNT,
    /** The run fails. */
    ERROR
  }

  private final ProgramLayout layout;
  private final double[] values;
  private final double[] adjoints;
  private final @Nullable Tensor[] tensors;
  private final @Nullable Tensor[] cotangents;

  /** Whether this replay alone holds a cotangent's array, so that terms are added in place. */
  private final boolean[] owned;

  private final TapeRecord record = TapeRecord.ofTransform(Engine.standard());

  /** Whether no value of the program is a tensor. */
  private final boolean scalarsOnly;

  private Guards guards = Guards.ERROR;
  private int turned;

  Replay(Program program) {
    this.layout = new ProgramLayout(program);
    this.values = new double[layout.end];
    this.adjoints = new double[layout.end];
    this.tensors = new Tensor[layout.end];
    this.cotangents = new Tensor[layout.end];
    this.owned = new boolean[layout.end];
    this.scalarsOnly = program.instructions().stream().allMatch(i -> i.type().isScalar());
    for (int i = layout.inputs; i < layout.firstStep; i++) {
      set(i, ((Program.Constant) layout.instructions[i]).value());
    }
  }

  /** Says what to do when a comparison goes the other way; unless told, the run fails. */
  @Override
  public Replay guards(Guards mode) {
    guards = mode;
    return this;
  }

  /** Returns how many comparisons went the other way in the last run; 0 if guards are off. */
  @Override
  public int turned() {
    return turned;
  }

  /**
   * Returns the results of a program of scalars for new inputs.
   *
   * @throws AutodiffException if the inputs do not fit, a result is a tensor, or a comparison goes
   *     the other way than when the program was recorded
   */
  @Override
  public double[] run(double... in) {
    requireScalars("input", layout.program.inputs());
    requireScalars("result", layout.program.outputs());
    EvaluatorChecks.requireInputs(layout.program, in);
    System.arraycopy(in, 0, values, 0, in.length);
    forward();
    double[] results = new double[layout.outputs.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = values[layout.outputs[i]];
    }
    return results;
  }

  /**
   * Returns the results for new inputs.
   *
   * @throws AutodiffException if the inputs do not fit, or a comparison goes the other way than
   *     when the program was recorded
   */
  @Override
  public List<Value<?>> run(List<? extends Value<?>> in) {
    ProgramEvaluator.check(layout.program, in);
    for (int i = 0; i < layout.inputs; i++) {
      set(i, in.get(i));
    }
    forward();
    List<Value<?>> results = new ArrayList<>();
    for (int output : layout.outputs) {
      results.add(value(output));
    }
    return results;
  }

  /**
   * Takes cotangents of the results back to the inputs, at the inputs of the last run of a program
   * of scalars.
   *
   * @param seeds a cotangent for each result
   * @return the derivatives of {@code Σ result * cotangent} by the inputs
   */
  @Override
  public double[] reverse(double... seeds) {
    requireScalars("input", layout.program.inputs());
    List<Value<?>> all = new ArrayList<>();
    for (double seed : seeds) {
      all.add(Scalar.of(seed));
    }
    reverseFrom(all);
    return Arrays.copyOf(adjoints, layout.inputs);
  }

  /** Returns {@link #reverse(double...)} of a program of any kinds of values. */
  @Override
  public List<Value<?>> reverse(List<? extends Value<?>> seeds) {
    reverseFrom(seeds);
    List<Value<?>> found = new ArrayList<>();
    for (int i = 0; i < layout.inputs; i++) {
      found.add(adjoint(i));
    }
    return found;
  }

  @Override
  public double valueAndGradient(double[] in, double[] gradient) {
    layout.program.requireSingleResult("program: value and gradient");
    EvaluatorChecks.requirePlaces(layout.program, gradient);
    double value = run(in)[0];
    System.arraycopy(reverse(1), 0, gradient, 0, gradient.length);
    return value;
  }

  private void requireScalars(String what, List<Integer> numbers) {
    if (!scalarsOnly) {
      EvaluatorChecks.requireScalars(layout.program, what, numbers);
    }
  }

  private void set(int number, Value<?> value) {
    switch (value) {
      case Scalar s -> values[number] = s.number();
      case Tensor t -> tensors[number] = t.looseOn(record);
    }
  }

  private Value<?> value(int number) {
    Tensor t = tensors[number];
    return t == null ? Scalar.of(values[number]) : Tensor.wrap(t.shape(), t.storage());
  }

  private Value<?> adjoint(int number) {
    Tensor t = tensors[number];
    if (t == null) {
      return Scalar.of(adjoints[number]);
    }
    Tensor g = cotangents[number];
    return g == null ? t.zerosLike() : Tensor.wrap(g.shape(), g.storage());
  }

  /** Returns the value of an instruction of the program in the last run. */
  Value<?> valueOf(int instruction) {
    return value(layout.numbers[instruction]);
  }

  /** Returns the adjoint of an instruction of the program in the last run backwards. */
  Value<?> adjointOf(int instruction) {
    return adjoint(layout.numbers[instruction]);
  }

  private Tensor tensor(int number) {
    Tensor t = tensors[number];
    if (t == null) {
      throw new IllegalStateException("result " + number + " is a scalar");
    }
    return t;
  }

  private void forward() {
    double[] v = values;
    short[] codes = layout.codes;
    int[] lefts = layout.lefts;
    int[] rights = layout.rights;
    int[] thirds = layout.thirds;
    for (int i = layout.firstStep; i < v.length; i++) {
      double x = v[lefts[i]];
      double y = v[rights[i]];
      v[i] =
          switch (codes[i]) {
            case Opcode.ADD -> x + y;
            case Opcode.SUB -> x - y;
            case Opcode.MUL -> x * y;
            case Opcode.DIV -> x / y;
            case Opcode.NEG -> -x;
            case Opcode.SQUARE -> x * x;
            case Opcode.SQRT -> Math.sqrt(x);
            case Opcode.EXP -> UnaryOp.EXP.applyAsDouble(x);
            case Opcode.LOG -> UnaryOp.LOG.applyAsDouble(x);
            case Opcode.SIN -> UnaryOp.SIN.applyAsDouble(x);
            case Opcode.COS -> UnaryOp.COS.applyAsDouble(x);
            case Opcode.TANH -> UnaryOp.TANH.applyAsDouble(x);
            case Opcode.SIGMOID -> UnaryOp.SIGMOID.applyAsDouble(x);
            case Opcode.RELU -> Math.max(x, 0);
            case Opcode.STOP -> x;
            case Opcode.ABS -> Math.abs(x);
            case Opcode.MAX -> Math.max(x, y);
            case Opcode.MIN -> Math.min(x, y);
            case ProgramLayout.ADD_CONSTANT -> x + y;
            case ProgramLayout.MUL_CONSTANT -> x * y;
            case ProgramLayout.SCALE -> x == 0 ? 0 : x * y;
            case ProgramLayout.GT -> x > y ? 1 : 0;
            case ProgramLayout.GE -> x >= y ? 1 : 0;
            case ProgramLayout.LT -> x < y ? 1 : 0;
            case ProgramLayout.LE -> x <= y ? 1 : 0;
            case ProgramLayout.EQ -> x == y ? 1 : 0;
            case ProgramLayout.WHERE -> x != 0 ? y : v[thirds[i]];
            default -> other(i);
          };
    }
    turned = 0;
    if (guards != Guards.OFF) {
      checkGuards();
    }
  }

  private double other(int i) {
    return switch (layout.codes[i]) {
      case Opcode.ELEMENT ->
          Elements.get(tensor(layout.lefts[i]).storage(), layout.step(i).element());
      case Opcode.TENSOR -> {
        tensors[i] = compute(layout.step(i), layout.operands[i]);
        yield 0;
      }
      default ->
          ((Elementwise) layout.step(i).op())
              .value(values[layout.lefts[i]], values[layout.rights[i]], values[layout.thirds[i]]);
    };
  }

  private Tensor compute(Program.Step step, int[] in) {
    if (step.op() == Structure.STACK) {
      Object array = step.type().dtype().newArray(in.length);
      for (int k = 0; k < in.length; k++) {
        Elements.set(array, k, values[in[k]]);
      }
      return Tensor.wrap(step.type().shape(), array).looseOn(record);
    }
    if (step.op() == Structure.STOP) {
      return tensor(in[0]);
    }
    return OpRunner.compute(step.op(), record.workspace(), tensors(in));
  }

  private Tensor[] tensors(int[] numbers) {
    Tensor[] all = new Tensor[numbers.length];
    Arrays.setAll(all, k -> tensor(numbers[k]));
    return all;
  }

  private void checkGuards() {
    for (int k = 0; k < layout.comparisons.length; k++) {
      boolean holds = values[layout.comparisons[k]] != 0;
      if (holds != layout.held[k]) {
        turned++;
        if (guards == Guards.ERROR) {
          throw EvaluatorChecks.turned(layout.program, k);
        }
      }
    }
  }

  private void reverseFrom(List<? extends Value<?>> seeds) {
    SweepChecks.checkCount("program: cotangents", seeds, "results", layout.program.outputs());
    Arrays.fill(adjoints, 0);
    if (!scalarsOnly) {
      Arrays.fill(cotangents, null);
    }
    for (int k = 0; k < layout.outputs.length; k++) {
      SweepChecks.checkFits(
          "program: a cotangent", seeds.get(k), "result", value(layout.outputs[k]));
      switch (seeds.get(k)) {
        case Scalar s -> adjoints[layout.outputs[k]] += s.number();
        case Tensor t -> accumulate(layout.outputs[k], t.looseOn(record));
      }
    }
    reverseSteps();
  }

  /**
   * Takes the adjoints back, as the traversal of a tape does: a term for the number just before
   * stays out of memory, since a chain of operations would wait for it there. Of two such terms
   * each is added by itself, so that the order of additions is that of the operands everywhere.
   */
  private void reverseSteps() {
    double[] v = values;
    double[] adj = adjoints;
    short[] codes = layout.codes;
    int[] lefts = layout.lefts;
    int[] rights = layout.rights;
    double pending = 0;
    for (int i = layout.end - 1; i >= layout.firstStep; i--) {
      double g = adj[i] + pending;
      adj[i] = g;
      pending = 0;
      int code = codes[i];
      if (g == 0 && code != Opcode.TENSOR) {
        continue;
      }
      int a = lefts[i];
      int b = -1;
      double left;
      double right = 0;
      switch (code) {
        case Opcode.ADD -> {
          b = rights[i];
          left = g;
          right = g;
        }
        case Opcode.SUB -> {
          b = rights[i];
          left = g;
          right = -g;
        }
        case Opcode.MUL -> {
          b = rights[i];
          left = g * v[b];
          right = g * v[a];
        }
        case Opcode.DIV -> {
          b = rights[i];
          left = g / v[b];
          right = -g * (v[i] / v[b]);
        }
        case ProgramLayout.SCALE -> {
          b = rights[i];
          left = v[b] == 0 ? 0 : g * v[b];
          right = v[a] == 0 ? 0 : g * v[a];
        }
        case ProgramLayout.ADD_CONSTANT -> left = g;
        case ProgramLayout.MUL_CONSTANT -> left = g * v[rights[i]];
        case Opcode.NEG -> left = -g;
        case Opcode.SQUARE -> left = g * 2 * v[a];
        case Opcode.SQRT -> left = g * 0.5 / v[i];
        case Opcode.EXP -> left = g * v[i];
        case Opcode.LOG -> left = g / v[a];
        case Opcode.SIN -> left = g * Math.cos(v[a]);
        case Opcode.COS -> left = -(g * Math.sin(v[a]));
        case Opcode.TANH -> left = g * UnaryOp.TANH.derivative(v[a], v[i]);
        case Opcode.SIGMOID -> left = g * UnaryOp.SIGMOID.derivative(v[a], v[i]);
        case Opcode.ABS -> left = g * Math.signum(v[a]);
        case Opcode.RELU -> left = v[a] > 0 ? g : 0;
        default -> {
          reverseOther(i, code, g);
          continue;
        }
      }
      if (a == i - 1 && b != a) {
        pending = left;
      } else {
        adj[a] += left;
      }
      if (b == i - 1 && b != a) {
        pending = right;
      } else if (b >= 0) {
        adj[b] += right;
      }
    }
    if (pending != 0) {
      adj[layout.firstStep - 1] += pending;
    }
  }

  private void reverseOther(int i, int code, double g) {
    switch (code) {
      case Opcode.STOP,
          ProgramLayout.GT,
          ProgramLayout.GE,
          ProgramLayout.LT,
          ProgramLayout.LE,
          ProgramLayout.EQ -> {}
      case Opcode.ELEMENT -> {
        Object sum = own(layout.lefts[i]).storage();
        int element = layout.step(i).element();
        Elements.set(sum, element, Elements.get(sum, element) + g);
      }
      case Opcode.TENSOR -> reverseTensor(i);
      default -> {
        Elementwise op = (Elementwise) layout.step(i).op();
        int[] in = layout.operands[i];
        double x = values[layout.lefts[i]];
        double y = values[layout.rights[i]];
        double z = values[layout.thirds[i]];
        for (int k = 0; k < in.length; k++) {
          double local = op.derivative(k, x, y, z, values[i]);
          adjoints[in[k]] += op.isBlocked(local) ? 0 : g * local;
        }
      }
    }
  }

  private void reverseTensor(int i) {
    Tensor g = cotangents[i];
    Program.Step step = layout.step(i);
    if (g == null || OpDerivatives.isFlat(step.op())) {
      return;
    }
    int[] in = layout.operands[i];
    if (step.op() == Structure.STACK) {
      for (int k = 0; k < in.length; k++) {
        adjoints[in[k]] += Elements.get(g.storage(), k);
      }
      return;
    }
    if (step.op() instanceof Selection part) {
      Tensor sum = own(in[0]);
      part.addTransposed(record.workspace(), g, sum.storage(), sum.shape());
      return;
    }
    Tensor[] operandValues = tensors(in);
    for (int k = 0; k < in.length; k++) {
      if (!(layout.instructions[in[k]] instanceof Program.Constant)) {
        accumulate(in[k], cotangent(step.op(), k, g, tensor(i), operandValues));
      }
    }
  }

  /** Takes a cotangent to an operand by the loop or the rule by which a tape's traversal does. */
  private Tensor cotangent(Op op, int argument, Tensor g, Tensor out, Tensor... in) {
    return op instanceof Elementwise e
        ? SumTo.unbroadcast(
            ElementwiseKernels.of(e).propagate(record.workspace(), argument, g, out, in),
            in[argument].shape())
        : OpDerivatives.vjp(op, argument, g, out, in);
  }

  private void accumulate(int number, Tensor term) {
    Tensor sum = cotangents[number];
    cotangents[number] = sum == null ? term : sum.add(term);
    owned[number] = sum != null;
  }

  /** Returns the cotangent of a tensor in an array of its own, to which a part's is added. */
  private Tensor own(int number) {
    Tensor sum = cotangents[number];
    if (sum == null || !owned[number]) {
      Tensor value = tensor(number);
      Object array =
          sum == null ? value.dtype().newArray(value.size()) : Elements.copy(sum.storage());
      sum = Tensor.wrap(value.shape(), array).looseOn(record);
      cotangents[number] = sum;
      owned[number] = true;
    }
    return sum;
  }

  @Override
  public String toString() {
    return "replay of a program of " + layout.end + " instructions";
  }
}
