package io.autodiff.program;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A program in the making. */
class ProgramBuilder {
  private final List<Program.Instruction> instructions = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final Set<Program.Guard> guards = new LinkedHashSet<>();
  private final Set<Integer> reads = new LinkedHashSet<>();

  /** Adds an instruction and returns the number of one that gives its result. */
  int add(Program.Instruction instruction) {
    return append(instruction);
  }

  final int append(Program.Instruction instruction) {
    instructions.add(instruction);
    int number = instructions.size() - 1;
    if (instruction instanceof Program.Input) {
      inputs.add(number);
    }
    return number;
  }

  /** Notes that a branch relied on a comparison, unless that is a constant. */
  final void guard(int comparison, boolean held) {
    if (!isConstant(comparison)) {
      guards.add(new Program.Guard(comparison, held));
    }
  }

  /** Notes that a number was read, unless it is a constant. */
  final void read(int number) {
    if (!isConstant(number)) {
      reads.add(number);
    }
  }

  final Program.Instruction get(int number) {
    return instructions.get(number);
  }

  final boolean isConstant(int number) {
    return get(number) instanceof Program.Constant;
  }

  Program build(List<Integer> outputs) {
    return new Program(instructions, inputs, outputs, List.copyOf(guards), List.copyOf(reads));
  }
}
