package io.autodiff.expression;

import java.util.List;

/**
 * One step of a formula. Terms stand in the order in which they are evaluated and take the results
 * of earlier ones by their place.
 */
sealed interface Term {
  /** Returns the places of all terms that this one takes. */
  default List<Integer> operands() {
    return List.of();
  }

  /** Returns the places among them that must be whole numbers. */
  default List<Integer> bounds() {
    return List.of();
  }

  /** A number as it is written, or a constant with a name. */
  record Constant(double value) implements Term {}

  /** A value that is given for each evaluation. */
  record Variable(String name) implements Term {}

  /** What a definition or a counter stands for, where its name is used. */
  record Reference(int to) implements Term {
    @Override
    public List<Integer> operands() {
      return List.of(to);
    }
  }

  /** The element of a column of data, counted from 1. */
  record Element(String column, int index) implements Term {
    @Override
    public List<Integer> operands() {
      return List.of(index);
    }

    @Override
    public List<Integer> bounds() {
      return List.of(index);
    }
  }

  /** A function or an operator of operands. */
  record Apply(Function function, List<Integer> operands) implements Term {
    public Apply {
      operands = List.copyOf(operands);
    }
  }

  /**
   * The counter of a sum or a product: the terms after it, up to its fold, are evaluated for each
   * whole number from one to another.
   *
   * @param fold the place of the {@link Fold}
   */
  record Counter(int from, int to, int fold) implements Term {
    @Override
    public List<Integer> operands() {
      return List.of(from, to);
    }

    @Override
    public List<Integer> bounds() {
      return List.of(from, to);
    }
  }

  /**
   * A sum or a product over whole numbers.
   *
   * @param operation what joins two of the values
   * @param empty the result of none
   * @param counter the place of the {@link Counter}
   * @param body the place of the value for one number
   */
  record Fold(Function operation, double empty, int counter, int body) implements Term {
    @Override
    public List<Integer> operands() {
      return List.of(counter, body);
    }
  }
}
