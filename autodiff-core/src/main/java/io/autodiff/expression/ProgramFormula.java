package io.autodiff.expression;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.program.Program;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** The formula that a program of scalars prints as. */
final class ProgramFormula {
  private ProgramFormula() {}

  /** Returns definitions of what is used more than once, and the result. */
  static String text(Program program) {
    if (program.outputs().size() != 1 || !program.guards().isEmpty()) {
      throw new AutodiffException(
          "formula: the program is no formula",
          program.outputs().size() + " results, " + program.guards().size() + " comparisons",
          "one result, and no comparison that decides what is computed",
          null);
    }
    int result = program.outputs().get(0);
    int[] uses = uses(program);
    String[] parts = new String[program.instructions().size()];
    StringBuilder definitions = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      parts[i] = part(program, i, parts);
      boolean isStep = program.instructions().get(i) instanceof Program.Step;
      if (isStep && uses[i] > 1 && i != result) {
        definitions.append('v').append(i).append(" = ").append(parts[i]).append('\n');
        parts[i] = "v" + i;
      }
    }
    return definitions + parts[result];
  }

  private static int[] uses(Program program) {
    int[] uses = new int[program.instructions().size()];
    for (Program.Instruction instruction : program.instructions()) {
      if (instruction instanceof Program.Step step) {
        step.operands().forEach(o -> uses[o]++);
      }
    }
    return uses;
  }

  private static String part(Program program, int i, String[] parts) {
    return switch (program.instructions().get(i)) {
      case Program.Input _ -> "x" + program.inputs().indexOf(i);
      case Program.Constant(Scalar c) -> number(c.value());
      case Program.Constant _ -> throw unknown("a tensor");
      case Program.Step step -> step(step, parts);
    };
  }

  private static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "(-inf)";
    }
    return value < 0 || 1 / value < 0 ? "(" + value + ")" : "" + value;
  }

  private static String step(Program.Step step, String[] parts) {
    String name = step.label();
    List<String> operands = step.operands().stream().map(o -> parts[o]).toList();
    String sign = Functions.signOf(name);
    if (sign != null) {
      return "(" + operands.get(0) + " " + sign + " " + operands.get(1) + ")";
    }
    if (name.equals("neg")) {
      return "(-" + operands.get(0) + ")";
    }
    Function function = Functions.find(name);
    if (function == null) {
      throw unknown(name);
    }
    List<String> all = new ArrayList<>(operands);
    if (function instanceof Function.Parametric parametric) {
      all.addAll(parametric.isLast() ? 0 : 1, numbers(step.op()));
    }
    return name + "(" + String.join(", ", all) + ")";
  }

  /** The numbers that an operation is made with, in order. */
  private static List<String> numbers(Object op) {
    List<String> numbers = new ArrayList<>();
    for (RecordComponent component : op.getClass().getRecordComponents()) {
      try {
        if (component.getAccessor().invoke(op) instanceof Number n) {
          numbers.add(number(n.doubleValue()));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return numbers;
  }

  private static AutodiffException unknown(String what) {
    return new AutodiffException(
        "formula: the program computes with what no formula has",
        what,
        "scalars and the functions of formulas",
        null);
  }
}
