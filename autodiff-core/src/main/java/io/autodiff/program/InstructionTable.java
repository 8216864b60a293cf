package io.autodiff.program;

import io.autodiff.DType;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds an instruction of a program in the making that gives the same as another. */
final class InstructionTable {
  private static final int FIRST = 256;
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private final ProgramBuilder program;

  /** Numbers of instructions plus 1, at or behind the place that their hash says; 0 if free. */
  private int[] slots = new int[FIRST];

  /** The hash of what each slot has. */
  private int[] hashes = new int[FIRST];

  private int filled;

  InstructionTable(ProgramBuilder program) {
    this.program = program;
  }

  /**
   * Returns the number of an instruction that is known to give the same bits, or else adds this
   * one. Constants are scalars and tensors of rank 0 only.
   */
  int find(Program.Instruction instruction) {
    if (2 * filled > slots.length) {
      grow();
    }
    int hash = hash(instruction);
    int at = hash & (slots.length - 1);
    while (slots[at] != 0) {
      if (hashes[at] == hash && isSame(program.get(slots[at] - 1), instruction)) {
        return slots[at] - 1;
      }
      at = (at + 1) & (slots.length - 1);
    }
    int number = program.append(instruction);
    slots[at] = number + 1;
    hashes[at] = hash;
    filled++;
    return number;
  }

  private void grow() {
    int[] oldSlots = slots;
    int[] oldHashes = hashes;
    slots = new int[4 * oldSlots.length];
    hashes = new int[slots.length];
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != 0) {
        int at = oldHashes[i] & (slots.length - 1);
        while (slots[at] != 0) {
          at = (at + 1) & (slots.length - 1);
        }
        slots[at] = oldSlots[i];
        hashes[at] = oldHashes[i];
      }
    }
  }

  private static int hash(Program.Instruction instruction) {
    return switch (instruction) {
      case Program.Step s -> hash(s);
      case Program.Constant c -> {
        long mixed = bits(c.value()) * MIXER;
        yield (int) (mixed ^ mixed >>> 32);
      }
      case Program.Input i -> System.identityHashCode(i);
    };
  }

  /** Mixes after each operand, since those of neighbours in a loop lie at the same distances. */
  private static int hash(Program.Step step) {
    long hash = step.op().hashCode() + 31L * step.element();
    for (int operand : Operands.of(step)) {
      hash = (hash + operand) * MIXER;
      hash ^= hash >>> 32;
    }
    return (int) hash;
  }

  private static boolean isSame(Program.Instruction known, Program.Instruction other) {
    return switch (other) {
      case Program.Step s ->
          known instanceof Program.Step k
              && k.op().equals(s.op())
              && Arrays.equals(Operands.of(k), Operands.of(s))
              && k.element() == s.element()
              && k.type().equals(s.type());
      case Program.Constant c ->
          known instanceof Program.Constant k
              && type(k.value()) == type(c.value())
              && bits(k.value()) == bits(c.value());
      case Program.Input _ -> false; // each is another, whatever its number
    };
  }

  /** Returns the bits of a single number, by which equal numbers are told apart. */
  private static long bits(Value<?> value) {
    return Double.doubleToRawLongBits(
        switch (value) {
          case Scalar s -> s.number();
          case Tensor t -> t.item();
        });
  }

  /** Returns the element type of a tensor; null for a scalar. */
  private static @Nullable DType type(Value<?> value) {
    return value instanceof Tensor t ? t.dtype() : null;
  }
}
