package io.autodiff.program;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A program in the making. */
final class ProgramBuilder {
  private final List<Program.Instruction> instructions = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final Set<Program.Guard> guards = new LinkedHashSet<>();
  private final Set<Integer> reads = new LinkedHashSet<>();

  int add(Program.Instruction instruction) {
    instructions.add(instruction);
    int number = instructions.size() - 1;
    if (instruction instanceof Program.Input) {
      inputs.add(number);
    }
    return number;
  }

  void guard(int comparison, boolean held) {
    guards.add(new Program.Guard(comparison, held));
  }

  void read(int number) {
    reads.add(number);
  }

  Program.Instruction get(int number) {
    return instructions.get(number);
  }

  Program build(List<Integer> outputs) {
    return new Program(instructions, inputs, outputs, List.copyOf(guards), List.copyOf(reads));
  }
}
