package io.autodiff.program;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** The numbers of the instructions that an operation takes, without an object for each. */
final class Operands extends AbstractList<Integer> implements RandomAccess {
  private final int[] numbers;

  private Operands(int... numbers) {
    this.numbers = numbers;
  }

  /** Returns a list of these numbers, whose array is not changed any more. */
  static Operands of(int... numbers) {
    return new Operands(numbers);
  }

  /** Returns the numbers of an operation's operands; not to be changed. */
  static int[] of(Program.Step step) {
    return step.operands() instanceof Operands o
        ? o.numbers
        : step.operands().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Integer get(int k) {
    return numbers[k];
  }

  @Override
  public int size() {
    return numbers.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Operands o ? Arrays.equals(numbers, o.numbers) : super.equals(other);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers); // that of a list of the same numbers
  }
}
