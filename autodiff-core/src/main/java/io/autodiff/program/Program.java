package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.CustomOp;
import io.autodiff.DType;
import io.autodiff.Engine;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Shape;
import io.autodiff.TapeException;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.VectorFunction;
import io.autodiff.op.Op;
import io.autodiff.sweep.CallerFunction;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.sweep.Transform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A record frozen into a function of its inputs: a list of instructions, each of which may refer to
 * the results of earlier ones. Immutable; belongs to no tape and no thread.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="program"}
 *
 * <p>The instructions are those that the recording met: a loop is unrolled, and of a branch only
 * the side that was taken is there. A comparison made by {@link Scalar#isGreaterThan(Scalar)} and
 * its like leaves a {@link Guard}, by which a {@link Replay} tells when new inputs would have gone
 * the other way. A number that the function reads itself would leave nothing, so reading one
 * ({@link Scalar#value}, {@link Tensor#values}, {@link Value#detach} and their like) is an error
 * while {@link #of} records; {@link #frozen} reads and says so.
 *
 * <p>This list is the whole of a program; printing, drawing, replay, {@link #simplified} and {@link
 * #save} read nothing else.
 */
public final class Program {
  private final List<Instruction> instructions;
  private final List<Integer> inputs;
  private final List<Integer> outputs;
  private final List<Guard> guards;
  private final List<Integer> reads;

  Program(
      List<Instruction> instructions,
      List<Integer> inputs,
      List<Integer> outputs,
      List<Guard> guards,
      List<Integer> reads) {
    this.instructions = List.copyOf(instructions);
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.guards = List.copyOf(guards);
    this.reads = List.copyOf(reads);
  }

  /** One line of a program; its result is known by the line's number. */
  public sealed interface Instruction {
    /** Returns the kind and shape of the result. */
    Type type();
  }

  /**
   * An argument of the function.
   *
   * @param example the value that it had when the program was recorded
   */
  public record Input(Value<?> example) implements Instruction {
    @Override
    public Type type() {
      return Type.of(example);
    }
  }

  /**
   * A number or a tensor that is always the same.
   *
   * @param value a constant
   */
  public record Constant(Value<?> value) implements Instruction {
    @Override
    public Type type() {
      return Type.of(value);
    }
  }

  /**
   * An operation.
   *
   * @param op what it computes, for the library; {@link #label} names it
   * @param operands the numbers of the instructions whose results it takes
   * @param element of {@code element} the row-major position, else 0
   * @param type the kind and shape of the result
   */
  @SuppressWarnings("exports")
  public record Step(Op op, List<Integer> operands, int element, Type type) implements Instruction {
    /** Returns the operation's name: {@code matmul}. */
    public String label() {
      return op.label();
    }
  }

  /**
   * A comparison that a branch relied on.
   *
   * @param comparison the instruction, whose result is 1 if it holds, else 0
   * @param held whether it did when the program was recorded
   */
  public record Guard(int comparison, boolean held) {}

  /**
   * The kind of a value.
   *
   * @param isScalar whether it is a {@link Scalar}
   * @param dtype the type of its elements
   * @param shape its shape
   */
  public record Type(boolean isScalar, DType dtype, Shape shape) {
    /** The kind of every {@link Scalar}. */
    public static final Type SCALAR = new Type(true, DType.FLOAT64, Shape.SCALAR);

    /** Returns the kind of a value. */
    public static Type of(Value<?> value) {
      return switch (value) {
        case Scalar _ -> SCALAR;
        case Tensor t -> new Type(false, t.dtype(), t.shape());
      };
    }

    @Override
    public String toString() {
      return isScalar ? "scalar" : dtype + " " + shape;
    }
  }

  /**
   * Returns the program that computes {@code f}, recorded at the given arguments.
   *
   * @throws AutodiffException if {@code f} reads the number of a value that is recorded
   */
  public static Program of(ScalarFunction f, double... at) {
    return ofVector(x -> new Scalar[] {f.apply(x)}, at);
  }

  /**
   * Returns the program that computes {@code f}, recorded at the given arguments.
   *
   * @throws AutodiffException if {@code f} reads the number of a value that is recorded
   */
  public static Program ofVector(VectorFunction f, double... at) {
    return Transform.recordProgram(
        t -> {
          Scalar[] x = t.arguments(Scalar.of(at));
          Scalar[] y = CallerFunction.run("program", x.length, () -> f.apply(x.clone()));
          for (Scalar result : y) {
            CallerFunction.present("program", result);
          }
          return TapeFreezer.freeze(Transform.values(x), Transform.values(y));
        });
  }

  /**
   * Returns the part of a record as {@link #between} does, for its values alone: a function that
   * has a derivative of its own ({@link io.autodiff.transform.CustomGradient}) is written out in
   * its operations, a {@link io.autodiff.CustomOp} in those of its definition if it has one, and
   * that derivative is lost.
   *
   * @param inputs the arguments, as those of {@link #between}
   * @param outputs the results, recorded on the same tape, or constants
   * @throws TapeException if an input is a constant, or values belong to two tapes
   * @throws AutodiffException if such a function computes from numbers that it reads
   */
  public static Program valuesBetween(
      List<? extends Value<?>> inputs, List<? extends Value<?>> outputs) {
    requireRecorded(inputs);
    return TapeFreezer.freeze(inputs, outputs, true);
  }

  /**
   * Returns the part of a record that leads from some of its values to others, frozen.
   *
   * @param inputs the arguments: variables or intermediate results; other variables and parameters
   *     become constants; {@link #reads} tells which numbers were read on the way
   * @param outputs the results, recorded on the same tape, or constants
   * @throws TapeException if an input is a constant, or values belong to two tapes
   */
  public static Program between(List<? extends Value<?>> inputs, List<? extends Value<?>> outputs) {
    requireRecorded(inputs);
    return TapeFreezer.freeze(inputs, outputs);
  }

  private static void requireRecorded(List<? extends Value<?>> inputs) {
    for (Value<?> input : inputs) {
      if (input.isConstant()) {
        throw new TapeException(
            "program: input is a constant",
            SweepChecks.kind(input) + " that no tape recorded",
            "a value computed from a tape's variables",
            null);
      }
    }
  }

  /**
   * Returns the present numbers of a value as a constant, in a function that {@link #of} and its
   * like record: what is made of them stays as it is, whatever the program's inputs.
   */
  public static <V extends Value<V>> V frozen(V value) {
    return value.snapshot();
  }

  /** Returns the instructions in order. */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** Returns the numbers of the instructions that are the arguments, in their order. */
  public List<Integer> inputs() {
    return inputs;
  }

  /** Returns the numbers of the instructions that are the results, in their order. */
  public List<Integer> outputs() {
    return outputs;
  }

  /** Returns the comparisons that branches relied on. */
  public List<Guard> guards() {
    return guards;
  }

  /**
   * Returns the instructions whose numbers were read, by {@link Scalar#value} and its like, before
   * the last of a tape's operations that {@link #between} took was recorded. If the caller's code
   * branched on one, or computed with it, that stays as it was.
   */
  public List<Integer> reads() {
    return reads;
  }

  /** Returns the number of operations. */
  public int size() {
    return (int) instructions.stream().filter(Step.class::isInstance).count();
  }

  /**
   * Returns whether no result depends on an input, so that all derivatives are 0. Taking them is an
   * error, since most such functions are mistaken.
   */
  public boolean isConstant() {
    BitSet dependent = new BitSet();
    inputs.forEach(dependent::set);
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof Step step) {
        for (int operand : Operands.of(step)) {
          if (dependent.get(operand)) {
            dependent.set(i);
          }
        }
      }
    }
    return outputs.stream().noneMatch(dependent::get);
  }

  /** Returns what evaluates this program on new numbers; each thread needs its own. */
  public Replay replay() {
    return new Replay(this);
  }

  /**
   * Returns this program as machine code: the bits of {@link #replay}, many times as fast once the
   * virtual machine has compiled it. Writing it takes about as long as 100 replays.
   *
   * @throws AutodiffException if the program has tensors, or more operations than can be compiled
   */
  public CompiledProgram compile() {
    return CompiledProgram.of(this);
  }

  /**
   * Returns this program, whose values are tensors, planned for evaluating often: the bits of
   * {@link #replay}, faster the more of its operations are elementwise. That of {@link
   * #valueAndGradient} has the chains of derivatives in the loops of the function's.
   *
   * @throws AutodiffException if the program has too many operations to be planned
   */
  public TensorPlan plan() {
    return plan(Engine.standard());
  }

  /** Returns {@link #plan()} that computes on the given engine. */
  public TensorPlan plan(Engine engine) {
    return new TensorPlan(this, engine);
  }

  /**
   * Returns what evaluates this program often: it replays, and when it has run some hundred times a
   * thread in the background compiles it; one with tensors is planned, unless it is taken back.
   * Bits do not change when it has. What is too large for that is replayed for good.
   */
  public Evaluator evaluator() {
    return new WarmingEvaluator(this);
  }

  /**
   * Writes this program to a file, from which {@link #load} makes an equal one, to the bit of each
   * constant. A file that is there is replaced when the new one is whole.
   *
   * @throws AutodiffException if it has two custom operations of one label
   */
  public void save(Path file) throws IOException {
    ProgramFile.save(this, file);
  }

  /** Writes what {@link #save} writes to a stream, which stays open. */
  public void write(OutputStream to) throws IOException {
    ProgramFile.write(this, to);
  }

  /**
   * Reads a program that {@link #save} wrote: {@code Program.load(path).compile()} starts with
   * compiled gradients, without the function that was recorded.
   *
   * @param operations the custom operations that it may have, found by their labels
   * @throws AutodiffException if the file is none of a program, of another version or damaged, or
   *     has a custom operation that is not given
   */
  public static Program load(Path file, CustomOp... operations) throws IOException {
    return ProgramFile.load(file, operations);
  }

  /** Reads what {@link #write} wrote from a stream, up to its end and no further. */
  public static Program read(InputStream from, CustomOp... operations) throws IOException {
    return ProgramFile.read(from, "a stream", operations);
  }

  /** Returns a drawing of this program. */
  public ProgramDrawing draw() {
    return new ProgramDrawing(this);
  }

  /**
   * Applies the operations to new values; the results are recorded if an input is, and then
   * differentiable.
   *
   * @throws AutodiffException if number, kind or shape of the inputs differ from the program's
   */
  public List<Value<?>> apply(List<? extends Value<?>> values) {
    return ProgramEvaluator.apply(this, values);
  }

  /**
   * Returns the program without operations that no result or guard needs, each expression computed
   * once, and what depends on no input computed now. It gives the same bits.
   */
  public Program simplified() {
    return ProgramSimplifier.simplify(this);
  }

  /**
   * Returns the program that computes the gradient of this one's result by each of its inputs,
   * simplified. Of {@code x y + sin x} it is
   *
   * <p><img src="doc-files/gradient.svg" alt="y + cos x, and x, the second result">
   *
   * @throws AutodiffException if this program does not have one result of one element, or {@link
   *     #isConstant is constant}
   */
  public Program gradient() {
    return derived(false);
  }

  /** Returns the program that computes the result and then, as {@link #gradient}, its gradient. */
  public Program valueAndGradient() {
    return derived(true);
  }

  private Program derived(boolean withValue) {
    requireSingleResult("program gradient");
    if (isConstant()) {
      throw new AutodiffException(
          "program gradient: the result depends on none of the inputs",
          "a result of constants alone",
          "a result computed from an input",
          "isConstant() tells before, and then the gradient is 0");
    }
    return Transform.run(
        t -> {
          List<Value<?>> examples = new ArrayList<>();
          for (int input : inputs) {
            examples.add(((Input) instructions.get(input)).example());
          }
          List<Value<?>> x = t.own(examples);
          Value<?> y = apply(x).get(0);
          List<Value<?>> results = new ArrayList<>();
          if (withValue) {
            results.add(y);
          }
          results.addAll(t.recordedGradient(y, x));
          return TapeFreezer.simplified(x, results);
        });
  }

  void requireSingleResult(String what) {
    if (outputs.size() != 1) {
      throw new AutodiffException(
          what + ": not a single result",
          outputs.size() + " results",
          "one result of one element",
          null);
    }
  }

  /**
   * Returns the program as text: a line for each operation, with the type of its result.
   *
   * <pre>
   * program(x0: scalar, x1: scalar)
   *   v2 = mul(x0, x1)    scalar
   *   v3 = sin(x0)        scalar
   *   v4 = add(v2, v3)    scalar
   *   return v4
   * </pre>
   */
  @Override
  public String toString() {
    return ProgramText.print(this);
  }
}
