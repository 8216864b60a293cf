package io.autodiff.program;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Elementwise;
import io.autodiff.op.Op;
import io.autodiff.op.Opcode;
import io.autodiff.op.Structure;
import io.autodiff.sweep.SweepChecks;
import io.autodiff.sweep.Transform;
import io.autodiff.tape.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Carries out a program's operations on values, as the user's code did. */
final class ProgramEvaluator {
  private ProgramEvaluator() {}

  static List<Value<?>> apply(Program program, List<? extends Value<?>> inputs) {
    check(program, inputs);
    List<Value<?>> results = new ArrayList<>(program.instructions().size());
    int next = 0;
    for (Program.Instruction instruction : program.instructions()) {
      results.add(
          switch (instruction) {
            case Program.Input _ -> inputs.get(next++);
            case Program.Constant c -> c.value();
            case Program.Step s -> step(s, operands(s, results));
          });
    }
    for (Program.Guard guard : program.guards()) {
      Scalar comparison = (Scalar) results.get(guard.comparison());
      if (!comparison.isConstant()) {
        Recording.repeated(Opcode.GUARD, comparison);
      }
    }
    List<Value<?>> outputs = new ArrayList<>();
    program.outputs().forEach(o -> outputs.add(results.get(o)));
    return outputs;
  }

  private static List<Value<?>> operands(Program.Step step, List<Value<?>> results) {
    int[] numbers = Operands.of(step);
    Value<?>[] in = new Value<?>[numbers.length];
    for (int k = 0; k < in.length; k++) {
      in[k] = results.get(numbers[k]);
    }
    return Arrays.asList(in);
  }

  /** Checks that values are of the number, kinds and shapes of the program's inputs. */
  static void check(Program program, List<? extends Value<?>> inputs) {
    SweepChecks.checkCount("program: values", inputs, "inputs", program.inputs());
    for (int k = 0; k < inputs.size(); k++) {
      Program.Instruction input = program.instructions().get(program.inputs().get(k));
      Value<?> example = ((Program.Input) input).example();
      SweepChecks.checkFits("program: value " + k, inputs.get(k), "input", example);
    }
  }

  /** Applies one operation; recorded if an operand is. */
  static Value<?> step(Program.Step step, List<? extends Value<?>> in) {
    if (step.op() == Structure.ELEMENT) {
      return Recording.element((Tensor) in.get(0), step.element());
    }
    if (step.op() == Structure.STACK) {
      return Tensor.stack(step.type().dtype(), step.type().shape(), Transform.scalars(in));
    }
    if (step.op() == Structure.STOP) {
      return in.get(0).stopGradient();
    }
    return step.type().isScalar()
        ? ((Elementwise) step.op()).apply(Transform.scalars(in))
        : tensor(step.op(), in.stream().map(Tensor.class::cast).toArray(Tensor[]::new));
  }

  private static Tensor tensor(Op op, Tensor... in) {
    return Recording.apply(op, in);
  }
}
