package io.autodiff.expression;

/**
 * A word of a formula: {@code text} from {@code start} to {@code end}, exclusive.
 *
 * @param symbol what it stands for: an operator in its one spelling, a name, the opening form of a
 *     parenthesis
 * @param number the value of a number
 */
record Token(Kind kind, String symbol, double number, int start, int end) {

  /** What a token is. */
  enum Kind {
    NUMBER,
    NAME,
    OPERATOR,
    OPEN,
    CLOSE,
    COMMA,
    ASSIGN,
    SEPARATOR,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isOperator(String other) {
    return kind == Kind.OPERATOR && symbol.equals(other);
  }

  /** Returns whether an operand may end here. */
  boolean endsOperand() {
    return kind == Kind.NUMBER || kind == Kind.NAME || kind == Kind.CLOSE;
  }
}
