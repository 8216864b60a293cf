package io.autodiff.internal.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A straight-line program that computes one number of up to four: what a loop does to each element.
 * Values are numbered, first the inputs, then the results of the operations in order. Equal
 * operations are one.
 *
 * @param inputs the number of inputs
 * @param operations what is computed, each from values before it
 * @param result the number of the value that is returned
 */
public record Formula(int inputs, List<Operation> operations, int result) {
  /** The largest number of inputs. */
  public static final int MAX_INPUTS = 4;

  /** Makes a formula. */
  public Formula {
    operations = List.copyOf(operations);
  }

  /** A function of three numbers. */
  @FunctionalInterface
  public interface TernaryFunction {
    /** Returns {@code f(x, y, z)}. */
    double applyAsDouble(double x, double y, double z);
  }

  /**
   * One instruction applied to values.
   *
   * @param op what is computed
   * @param a the first operand's number, -1 if there is none
   * @param b the second operand's number, -1 if there is none
   * @param c the third operand's number, -1 if there is none
   * @param bits the bits of a constant's {@code double}, a parameter's position, by how much to
   *     shift or what to add
   * @param function what a call calls: a function of one, two or three doubles
   */
  public record Operation(FormulaOp op, int a, int b, int c, long bits, @Nullable Object function) {
    int operand(int k) {
      return k == 0 ? a : k == 1 ? b : c;
    }

    double constant() {
      return Double.longBitsToDouble(bits);
    }

    /** Written out, as {@link #equals} is: a record's own takes 10 ms to link at start. */
    @Override
    public int hashCode() {
      int hash = 31 * (31 * (31 * op.hashCode() + a) + b) + c;
      return 31 * (31 * hash + Long.hashCode(bits)) + Objects.hashCode(function);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Operation o
          && op == o.op
          && a == o.a
          && b == o.b
          && c == o.c
          && bits == o.bits
          && Objects.equals(function, o.function);
    }
  }

  /** Returns the operation that computes a value, which is not an input. */
  Operation operation(int value) {
    return operations.get(value - inputs);
  }

  /** Returns a bit for each input, set where the result depends on it. */
  public int used() {
    int used = 0;
    boolean[] live = live(result);
    for (int i = 0; i < inputs; i++) {
      used |= live[i] ? 1 << i : 0;
    }
    return used;
  }

  /** Returns which values some values depend on. */
  boolean[] live(int... results) {
    boolean[] live = new boolean[inputs + operations.size()];
    for (int value : results) {
      live[value] = true;
    }
    for (int v = live.length - 1; v >= inputs; v--) {
      for (int k = 0; k < 3 && live[v]; k++) {
        int operand = operation(v).operand(k);
        if (operand >= 0) {
          live[operand] = true;
        }
      }
    }
    return live;
  }

  /** Returns whether the result is input {@code k} itself. */
  public boolean isInput(int k) {
    return result == k;
  }

  /** Returns whether the result is the same number whatever the inputs are. */
  public boolean isConstant() {
    return result >= inputs && operation(result).op() == FormulaOp.CONSTANT;
  }

  /** A formula without constants, and those that it had. */
  record Lifted(Formula formula, double[] parameters) {}

  /**
   * Returns the same formula with a parameter in place of every constant, so that formulas that
   * differ in a number alone share their loops.
   */
  Lifted lift() {
    Builder b = new Builder(inputs);
    int[] values = new int[inputs + operations.size()];
    double[] parameters = new double[operations.size()];
    int found = 0;
    for (int v = 0; v < values.length; v++) {
      if (v < inputs) {
        values[v] = v;
      } else if (operation(v).op == FormulaOp.CONSTANT) {
        parameters[found] = operation(v).constant();
        values[v] = b.add(new Operation(FormulaOp.PARAMETER, -1, -1, -1, found++, null));
      } else {
        values[v] = b.copy(operation(v), values);
      }
    }
    return new Lifted(b.build(values[result]), Arrays.copyOf(parameters, found));
  }

  /**
   * Returns about how much code a loop over this is: the number of operations, branches counted
   * more.
   */
  public int weight() {
    int weight = 0;
    for (Operation operation : operations) {
      weight +=
          switch (operation.op) {
            case SCALE, WHERE, USUALLY, REPAIR, GT, GE, LT, LE, EQ -> 3;
            default -> 1;
          };
    }
    return weight;
  }

  /** Returns whether this is arithmetic alone, whose result is NaN if any value in it is. */
  public boolean isArithmetic() {
    return operations.stream()
        .allMatch(
            s ->
                switch (s.op) {
                  case CONSTANT, PARAMETER, ADD, SUB, MUL, DIV, SCALE -> true;
                  case MAX, MIN, NEG, ABS, SQRT, SQUARE, FMA -> true;
                  default -> false;
                });
  }

  /** Returns whether a factor 0 counts for more than a factor that is not finite. */
  boolean scales() {
    return has(FormulaOp.SCALE);
  }

  /** Returns whether some operations are for rare arguments only. */
  boolean hasRareCases() {
    return has(FormulaOp.USUALLY);
  }

  /** Returns whether some arguments need a function that SIMD does not have. */
  boolean hasRepairs() {
    return has(FormulaOp.REPAIR);
  }

  private boolean has(FormulaOp op) {
    for (Operation operation : operations) {
      if (operation.op == op) {
        return true;
      }
    }
    return false;
  }

  /**
   * Computes the result of one element, which every loop of this formula must give bit for bit.
   *
   * @param single whether to round every result to {@code float}
   */
  public double evaluate(boolean single, double... in) {
    double[] values = new double[inputs + operations.size()];
    System.arraycopy(in, 0, values, 0, inputs);
    for (int v = inputs; v < values.length; v++) {
      Operation s = operation(v);
      double x = s.a < 0 ? 0 : values[s.a];
      double y = s.b < 0 ? 0 : values[s.b];
      double z = s.c < 0 ? 0 : values[s.c];
      double value =
          switch (s.op) {
            case CONSTANT -> s.constant();
            case CALL -> call(s.function, x, y, z);
            case SHIFT_LEFT, SHIFT_RIGHT, PLUS, AND, OR -> bitwise(s, single, x, y);
            case REPAIR -> x != 0 ? call(s.function, z, 0, 0) : y;
            case SCALE -> x == 0 ? 0 : (single ? (float) (x * y) : x * y) + 0.0;
            case FMA -> single ? Math.fma((float) x, (float) y, (float) z) : Math.fma(x, y, z);
            default -> s.op.apply(x, y, z);
          };
      values[v] = single ? (float) value : value;
    }
    return values[result];
  }

  private static double call(@Nullable Object function, double x, double y, double z) {
    return switch (function) {
      case DoubleUnaryOperator f -> f.applyAsDouble(x);
      case DoubleBinaryOperator f -> f.applyAsDouble(x, y);
      case TernaryFunction f -> f.applyAsDouble(x, y, z);
      case null, default -> throw new IllegalStateException("not a function: " + function);
    };
  }

  private static double bitwise(Operation s, boolean single, double x, double y) {
    if (single) {
      int bits = Float.floatToRawIntBits((float) x);
      int other = Float.floatToRawIntBits((float) y);
      return Float.intBitsToFloat(
          switch (s.op) {
            case SHIFT_LEFT -> bits << s.bits;
            case SHIFT_RIGHT -> bits >>> s.bits;
            case PLUS -> bits + (int) s.bits;
            case AND -> bits & other;
            default -> bits | other;
          });
    }
    long bits = Double.doubleToRawLongBits(x);
    long other = Double.doubleToRawLongBits(y);
    return Double.longBitsToDouble(
        switch (s.op) {
          case SHIFT_LEFT -> bits << s.bits;
          case SHIFT_RIGHT -> bits >>> s.bits;
          case PLUS -> bits + s.bits;
          case AND -> bits & other;
          default -> bits | other;
        });
  }

  /** Returns the operations, one a line: {@code %2 = mul %0 %1}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int v = inputs; v < inputs + operations.size(); v++) {
      Operation s = operation(v);
      text.append('%').append(v).append(" = ");
      text.append(s.op.name().toLowerCase(Locale.ROOT));
      if (s.op == FormulaOp.CONSTANT) {
        text.append(' ').append(s.constant());
      } else if (s.bits != 0 || s.op == FormulaOp.PARAMETER) {
        text.append(s.op == FormulaOp.PARAMETER ? " " : " by ").append(s.bits);
      } else if (s.function != null) {
        text.append(' ').append(s.function);
      }
      for (int k = 0; k < 3 && s.operand(k) >= 0; k++) {
        text.append(" %").append(s.operand(k));
      }
      text.append('\n');
    }
    return text.append("return %").append(result).append('\n').toString();
  }

  /** Builds a formula operation by operation. */
  public static final class Builder {
    private final int inputs;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<Operation, Integer> known = new HashMap<>();

    /** Begins a formula; its inputs are the values 0 to {@code inputs - 1}. */
    public Builder(int inputs) {
      this.inputs = inputs;
    }

    private int add(Operation operation) {
      return known.computeIfAbsent(
          operation,
          s -> {
            operations.add(s);
            return inputs + operations.size() - 1;
          });
    }

    /** Returns the value that is {@code c} always. */
    public int constant(double c) {
      long bits = Double.doubleToRawLongBits(c);
      return add(new Operation(FormulaOp.CONSTANT, -1, -1, -1, bits, null));
    }

    /** Returns the value of an instruction applied to values, as many as it takes. */
    public int apply(FormulaOp op, int... operands) {
      return add(op, 0, null, operands);
    }

    /** Returns the value of a shift, or of an addition to the bits. */
    int bitwise(FormulaOp op, int x, long bits) {
      return add(op, bits, null, x);
    }

    /** Returns the value of a call of a function of one, two or three doubles. */
    public int call(Object function, int... operands) {
      return add(FormulaOp.CALL, 0, function, operands);
    }

    /** Returns {@code value}, replaced by {@code f(x)} where the condition is not 0. */
    int repair(int condition, int value, int x, DoubleUnaryOperator f) {
      return add(FormulaOp.REPAIR, 0, f, condition, value, x);
    }

    private int add(FormulaOp op, long bits, @Nullable Object f, int... operands) {
      int b = operands.length > 1 ? operands[1] : -1;
      int c = operands.length > 2 ? operands[2] : -1;
      return add(new Operation(op, operands[0], b, c, bits, f));
    }

    /** Returns the value of a whole formula applied to values. */
    public int inline(Formula formula, int... operands) {
      int[] values = new int[formula.inputs + formula.operations.size()];
      System.arraycopy(operands, 0, values, 0, formula.inputs);
      for (int v = formula.inputs; v < values.length; v++) {
        values[v] = copy(formula.operation(v), values);
      }
      return values[formula.result];
    }

    /** Returns the value of another formula's operation, given what its values are here. */
    int copy(Operation s, int... values) {
      int a = s.a < 0 ? -1 : values[s.a];
      int b = s.b < 0 ? -1 : values[s.b];
      int c = s.c < 0 ? -1 : values[s.c];
      return add(new Operation(s.op, a, b, c, s.bits, s.function));
    }

    /** Returns the formula that computes a value. */
    public Formula build(int result) {
      return new Formula(inputs, operations, result);
    }
  }
}
