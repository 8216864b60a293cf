package io.autodiff.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the contract test knows about an elementwise operation; immutable.
 *
 * @param arity its number of operands
 * @param formula what it computes, written independently of it
 * @param points operands around which it is smooth: differences of the formula are taken there
 * @param specials operands at which value and derivatives are known exactly
 */
public record Samples(int arity, Formula formula, List<double[]> points, List<Special> specials) {
  static final double INF = Double.POSITIVE_INFINITY;
  static final double NAN = Double.NaN;

  /** A plain function of numbers. */
  @FunctionalInterface
  public interface Formula {
    double apply(double... x);
  }

  @FunctionalInterface
  interface Formula1 {
    double apply(double x);
  }

  @FunctionalInterface
  interface Formula2 {
    double apply(double x, double y);
  }

  @FunctionalInterface
  interface Formula3 {
    double apply(double x, double y, double z);
  }

  /** Operands with the value and, for each operand, the derivative that belong to them. */
  public record Special(double[] operands, double value, double[] derivatives) {
    @Override
    public String toString() {
      return Arrays.toString(operands);
    }
  }

  /** An operation with its samples. */
  public record Case(Elementwise op, Samples samples) {
    @Override
    public String toString() {
      return op.label();
    }
  }

  public static Samples unary(Formula1 formula) {
    return new Samples(1, x -> formula.apply(x[0]), List.of(), List.of());
  }

  public static Samples binary(Formula2 formula) {
    return new Samples(2, x -> formula.apply(x[0], x[1]), List.of(), List.of());
  }

  public static Samples ternary(Formula3 formula) {
    return new Samples(3, x -> formula.apply(x[0], x[1], x[2]), List.of(), List.of());
  }

  /**
   * Adds points in whose neighbourhood the operation is smooth: the operands of one after another.
   */
  Samples on(double... operands) {
    if (operands.length % arity != 0) {
      throw new IllegalArgumentException("on(...) takes " + arity + " operands for each point");
    }
    List<double[]> more = new ArrayList<>(points);
    for (int i = 0; i < operands.length; i += arity) {
      more.add(Arrays.copyOfRange(operands, i, i + arity));
    }
    return new Samples(arity, formula, List.copyOf(more), specials);
  }

  /** Adds a special point: its operands, then the value, then the derivative by each operand. */
  Samples at(double... numbers) {
    if (numbers.length != 2 * arity + 1) {
      throw new IllegalArgumentException(
          "at(...) takes " + arity + " operands, the value, " + arity + " derivatives");
    }
    List<Special> more = new ArrayList<>(specials);
    more.add(
        new Special(
            Arrays.copyOf(numbers, arity),
            numbers[arity],
            Arrays.copyOfRange(numbers, arity + 1, numbers.length)));
    return new Samples(arity, formula, points, List.copyOf(more));
  }
}
