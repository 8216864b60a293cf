package io.autodiff.program;

import io.autodiff.AutodiffException;
import java.util.List;

/** What all evaluators of a program ask of their arguments, and say of a comparison that turns. */
final class EvaluatorChecks {
  private EvaluatorChecks() {}

  static void requireInputs(Program program, double... in) {
    int inputs = program.inputs().size();
    if (in.length != inputs) {
      throw new AutodiffException(
          "program: values do not fit in number",
          in.length + " for " + inputs + " inputs",
          inputs + ", one for each",
          null);
    }
  }

  static void requirePlaces(Program program, double... gradient) {
    int inputs = program.inputs().size();
    if (gradient.length != inputs) {
      throw new AutodiffException(
          "program: the gradient does not fit in length",
          gradient.length + " places for " + inputs + " inputs",
          "" + inputs,
          null);
    }
  }

  static void requireScalars(Program program, String what, List<Integer> numbers) {
    for (int number : numbers) {
      Program.Type type = program.instructions().get(number).type();
      if (!type.isScalar()) {
        throw new AutodiffException(
            "program: " + what + " x" + number + " is a tensor",
            type.toString(),
            "scalars only",
            "run(List) and reverse(List) take tensors");
      }
    }
  }

  /** Returns the error that guard {@code k} does not hold. */
  static AutodiffException turned(Program program, int k) {
    Program.Guard guard = program.guards().get(k);
    Program.Instruction step = program.instructions().get(guard.comparison());
    boolean holds = !guard.held();
    return new AutodiffException(
        "program: a comparison that a branch relied on goes the other way",
        ProgramText.call(program, (Program.Step) step) + (holds ? " holds" : " does not hold"),
        "inputs for which it " + (holds ? "does not hold" : "holds") + ", as when recorded",
        null);
  }
}
