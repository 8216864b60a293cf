package io.autodiff.program;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import io.autodiff.op.Op;
import io.autodiff.op.Structure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a program reads. */
final class ProgramText {
  private ProgramText() {}

  static String print(Program program) {
    StringBuilder text = new StringBuilder("program(");
    text.append(
        program.inputs().stream()
            .map(i -> "x" + i + ": " + program.instructions().get(i).type())
            .collect(Collectors.joining(", ")));
    text.append(")\n");
    Map<Integer, String> lines = lines(program);
    int width = lines.values().stream().mapToInt(String::length).max().orElse(0);
    lines.forEach(
        (i, line) ->
            text.append("  ")
                .append(line)
                .append(" ".repeat(width - line.length()))
                .append("    ")
                .append(program.instructions().get(i).type())
                .append('\n'));
    for (Program.Guard guard : program.guards()) {
      text.append("  guard ")
          .append(name(program, guard.comparison()))
          .append(guard.held() ? " holds" : " does not hold")
          .append('\n');
    }
    for (int read : program.reads()) {
      text.append("  ")
          .append(name(program, read))
          .append(" was read while this was recorded; what depends on that stays as it was\n");
    }
    return text.append("  return ")
        .append(names(program, program.outputs()))
        .append('\n')
        .toString();
  }

  private static Map<Integer, String> lines(Program program) {
    Map<Integer, String> lines = new TreeMap<>();
    for (int i = 0; i < program.instructions().size(); i++) {
      switch (program.instructions().get(i)) {
        case Program.Step step -> lines.put(i, name(program, i) + " = " + call(program, step));
        case Program.Constant c when !isNumber(c) -> lines.put(i, name(program, i) + " = constant");
        default -> {}
      }
    }
    return lines;
  }

  /** Returns an operation with the names of its operands: {@code mul(x0, v3)}. */
  static String call(Program program, Program.Step step) {
    return describe(step) + "(" + names(program, step.operands()) + ")";
  }

  /**
   * Returns an operation's name with its attributes, flags only if set: {@code sum[axes=[0]]}. Its
   * name is none, nor is what it keeps for its rules.
   */
  static String describe(Program.Step step) {
    Op op = step.op();
    if (op == Structure.ELEMENT) {
      return "element[" + step.element() + "]";
    }
    if (op instanceof Record) {
      String text = op.toString();
      String attributes =
          text.substring(text.indexOf('['))
              .replaceAll("\\b(\\w+)=true\\b", "$1")
              .replaceAll("\\b\\w+=false\\b(, )?", "")
              .replaceAll("\\b(label|kept)=[^,\\]]*(, )?", "")
              .replace(", ]", "]");
      return op.label() + (attributes.equals("[]") ? "" : attributes);
    }
    return op.label();
  }

  private static String names(Program program, List<Integer> instructions) {
    return instructions.stream().map(i -> name(program, i)).collect(Collectors.joining(", "));
  }

  /** Returns whether a constant is a scalar or a tensor without axes, and so reads as a number. */
  static boolean isNumber(Program.Constant constant) {
    return constant.value().shape().rank() == 0;
  }

  private static String number(Value<?> value) {
    return switch (value) {
      case Scalar s -> s.toString();
      case Tensor t -> Double.toString(t.item());
    };
  }

  /** Returns what an instruction's result is called; a constant number is itself. */
  static String name(Program program, int instruction) {
    return switch (program.instructions().get(instruction)) {
      case Program.Input _ -> "x" + instruction;
      case Program.Constant c when isNumber(c) -> number(c.value());
      case Program.Constant _ -> "c" + instruction;
      case Program.Step _ -> "v" + instruction;
    };
  }
}
