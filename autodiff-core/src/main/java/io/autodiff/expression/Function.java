package io.autodiff.expression;

import io.autodiff.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function or an operator of formulas, in the library's operations. */
sealed interface Function {
  /** Returns the name under which formulas print it. */
  String name();

  /** Returns the fewest operands. */
  int least();

  /** Returns the most operands. */
  default int most() {
    return least();
  }

  /** An operation of one value. */
  @FunctionalInterface
  interface UnaryForm {
    <V extends Value<V>> V apply(V x);
  }

  /** An operation of two values. */
  @FunctionalInterface
  interface BinaryForm {
    <V extends Value<V>> V apply(V x, V y);
  }

  /** An operation of a value and a number. */
  @FunctionalInterface
  interface BinaryNumberForm {
    <V extends Value<V>> V apply(V x, double y);
  }

  /** An operation of a value with numbers that are no operands: an order, a bound, a slope. */
  @FunctionalInterface
  interface ParametricForm {
    <V extends Value<V>> V apply(V x, double[] numbers);
  }

  /** An operation of a value with bounds that are values. */
  @FunctionalInterface
  interface BoundedForm {
    <V extends Value<V>> V apply(V x, V low, V high);
  }

  /**
   * A function of one operand.
   *
   * @param domain where it is defined, for messages; empty where everywhere
   */
  record Unary(String name, String domain, UnaryForm form) implements Function {
    @Override
    public int least() {
      return 1;
    }
  }

  /**
   * A function of two operands.
   *
   * @param onNumber the form whose second operand is a number, if the library has one
   */
  record Binary(String name, String domain, BinaryForm form, @Nullable BinaryNumberForm onNumber)
      implements Function {
    @Override
    public int least() {
      return 2;
    }
  }

  /** A function of any number of operands that takes them two by two from the left. */
  record Chain(String name, Binary link) implements Function {
    @Override
    public int least() {
      return 1;
    }

    @Override
    public int most() {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * A function of one value and numbers that no derivative is taken by.
   *
   * @param numbers how many numbers
   * @param isLast whether the value stands after the numbers, as in {@code besselI(n, x)}
   * @param onValues the form for numbers that depend on variables, if the library has one
   */
  record Parametric(
      String name,
      String domain,
      int numbers,
      boolean isLast,
      ParametricForm form,
      @Nullable BoundedForm onValues)
      implements Function {
    /** Returns those of the operands that are numbers. */
    <T> List<T> numbersOf(List<T> operands) {
      return isLast ? operands.subList(0, numbers) : operands.subList(1, operands.size());
    }

    /** Returns that of the operands which is the value. */
    <T> T valueOf(List<T> operands) {
      return operands.get(isLast ? numbers : 0);
    }

    @Override
    public int least() {
      return numbers + 1;
    }
  }

  /** {@code if(condition, a, b)}: the branch not taken has no part in the derivative. */
  record Choice(String name) implements Function {
    @Override
    public int least() {
      return 3;
    }
  }
}
