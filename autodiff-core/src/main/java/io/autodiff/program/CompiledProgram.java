package io.autodiff.program;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Value;
import io.autodiff.codegen.ProgramCode;
import io.autodiff.codegen.ScalarProgram;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Structure;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.sweep.Transform;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Program} of scalars as machine code, for evaluating often. It gives the bits that a
 * {@link Replay} gives, values and derivatives, at a speed near that of Java written by hand.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="compiled-program"}
 *
 * <p>Loops that recording unrolled are loops again; {@link #toString} tells which. Programs that
 * differ in constants alone share their code. Like any code the virtual machine runs it slowly at
 * first. The system property {@code autodiff.dump} names a folder for copies of the classes.
 */
public final class CompiledProgram implements Evaluator {
  private static final double[] ONE = {1};

  private final Program program;
  private final ProgramCode code;
  private final ProgramCode.Memory memory;
  private final int inputs;
  private final int outputs;
  private Replay.Guards guards = Replay.Guards.ERROR;
  private int turned;

  private CompiledProgram(Program program, ProgramCode code) {
    this.program = program;
    this.code = code;
    this.memory = code.new Memory();
    this.inputs = program.inputs().size();
    this.outputs = program.outputs().size();
  }

  /** Returns the compiled form of a program of scalars, null if it is too large. */
  static @Nullable CompiledProgram ofAny(Program program) {
    ProgramCode code = ProgramCode.of(flat(program));
    return code == null ? null : new CompiledProgram(program, code);
  }

  static CompiledProgram of(Program program) {
    CompiledProgram compiled = ofAny(program);
    if (compiled == null) {
      throw new AutodiffException(
          "program: too large to be compiled",
          program.size() + " operations, of which too few repeat",
          ProgramCode.MOST_OPERATIONS + " operations at most beside those that repeat",
          "replay() evaluates it");
    }
    return compiled;
  }

  /** Returns whether a program computes with scalars alone. */
  static boolean isPossible(Program program) {
    return program.instructions().stream().allMatch(CompiledProgram::isScalar);
  }

  private static boolean isScalar(Program.Instruction instruction) {
    return instruction.type().isScalar()
        && !(instruction instanceof Program.Step step
            && !(step.op() instanceof Elementwise)
            && step.op() != Structure.STOP);
  }

  private static ScalarProgram flat(Program program) {
    for (Program.Instruction instruction : program.instructions()) {
      if (!isScalar(instruction)) {
        throw new AutodiffException(
            "program: a program with tensors is not compiled",
            instruction instanceof Program.Step step
                ? step.label() + ", " + step.type()
                : "an input or a constant, " + instruction.type(),
            "operations on scalars alone",
            "replay() evaluates it");
      }
    }
    ProgramLayout layout = new ProgramLayout(program);
    double[] constants = new double[layout.firstStep - layout.inputs];
    Arrays.setAll(
        constants,
        k ->
            ((Scalar) ((Program.Constant) layout.instructions[layout.inputs + k]).value())
                .number());
    Op[] ops = new Op[layout.end - layout.firstStep];
    Arrays.setAll(ops, k -> layout.step(layout.firstStep + k).op());
    int[][] operands = Arrays.copyOfRange(layout.operands, layout.firstStep, layout.end);
    return new ScalarProgram(
        layout.inputs, constants, ops, operands, layout.outputs, layout.comparisons);
  }

  /** Returns the same code with arrays of its own, for another thread. */
  public CompiledProgram copy() {
    return new CompiledProgram(program, code);
  }

  @Override
  public CompiledProgram guards(Replay.Guards mode) {
    guards = mode;
    return this;
  }

  @Override
  public int turned() {
    return turned;
  }

  @Override
  public double[] run(double... in) {
    forward(in);
    double[] results = new double[outputs];
    for (int k = 0; k < results.length; k++) {
      results[k] = memory.result(k);
    }
    return results;
  }

  @Override
  public List<Value<?>> run(List<? extends Value<?>> in) {
    ProgramEvaluator.check(program, in);
    return values(run(in.stream().mapToDouble(x -> ((Scalar) x).number()).toArray()));
  }

  private static List<Value<?>> values(double... numbers) {
    return Transform.values(Scalar.of(numbers));
  }

  private void forward(double... in) {
    EvaluatorChecks.requireInputs(program, in);
    memory.run(in);
    turned = 0;
    if (guards != Replay.Guards.OFF) {
      checkGuards();
    }
  }

  private void checkGuards() {
    List<Program.Guard> all = program.guards();
    for (int k = 0; k < all.size(); k++) {
      boolean holds = memory.holds(k);
      if (holds != all.get(k).held()) {
        turned++;
        if (guards == Replay.Guards.ERROR) {
          throw EvaluatorChecks.turned(program, k);
        }
      }
    }
  }

  @Override
  public double[] reverse(double... seeds) {
    if (seeds.length != outputs) {
      SweepChecks.checkCount(
          "program: cotangents", values(seeds), "results", program.outputs()); // throws
    }
    double[] derivatives = new double[inputs];
    memory.reverse(seeds, derivatives);
    return derivatives;
  }

  @Override
  public List<Value<?>> reverse(List<? extends Value<?>> seeds) {
    SweepChecks.checkCount("program: cotangents", seeds, "results", program.outputs());
    for (Value<?> seed : seeds) {
      SweepChecks.checkFits("program: a cotangent", seed, "result", Scalar.of(0));
    }
    return values(reverse(seeds.stream().mapToDouble(g -> ((Scalar) g).number()).toArray()));
  }

  @Override
  public double valueAndGradient(double[] in, double[] gradient) {
    program.requireSingleResult("program: value and gradient");
    EvaluatorChecks.requirePlaces(program, gradient);
    forward(in);
    memory.reverse(ONE, gradient);
    return memory.result(0);
  }

  /** Returns what was compiled, a line for each loop. */
  @Override
  public String toString() {
    return "compiled program of " + program.size() + " operations\n" + code;
  }
}
