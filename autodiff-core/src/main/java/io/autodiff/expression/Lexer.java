package io.autodiff.expression;

import io.autodiff.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tokens of a formula. */
final class Lexer {
  /** The longest formula that is read, in characters. */
  static final int LONGEST = 1_000_000;

  /** Operators in every spelling, longer ones first, and the one that stands for each. */
  private static final List<Map.Entry<String, String>> OPERATORS =
      List.of(
          Map.entry("**", "^"),
          Map.entry("<=", "<="),
          Map.entry(">=", ">="),
          Map.entry("==", "=="),
          Map.entry("!=", "!="),
          Map.entry("<>", "!="),
          Map.entry("&&", "and"),
          Map.entry("||", "or"),
          Map.entry("+", "+"),
          Map.entry("-", "-"),
          Map.entry("−", "-"),
          Map.entry("*", "*"),
          Map.entry("×", "*"),
          Map.entry("·", "*"),
          Map.entry("/", "/"),
          Map.entry("÷", "/"),
          Map.entry("^", "^"),
          Map.entry("<", "<"),
          Map.entry(">", ">"),
          Map.entry("≤", "<="),
          Map.entry("≥", ">="),
          Map.entry("≠", "!="),
          Map.entry("!", "not"));

  private static final String OPEN = "([{";
  private static final String CLOSE = ")]}";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;

  private Lexer(String text) {
    this.text = text;
  }

  /** Returns the tokens; a line break that ends a statement is a separator, others are spaces. */
  static List<Token> tokens(String text) {
    if (text.length() > LONGEST) {
      throw new ExpressionException(
          "it has " + text.length() + " characters", text, 0, 1, "at most " + LONGEST, null);
    }
    Lexer lexer = new Lexer(text);
    while (lexer.at < text.length()) {
      lexer.next();
    }
    lexer.add(Kind.END, "the end", text.length());
    return lexer.tokens;
  }

  private void next() {
    char c = text.charAt(at);
    if (c == '\n' || c == '\r') {
      lineBreak();
    } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      at++;
    } else if (c == '#') {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
    } else if (c == ';') {
      add(Kind.SEPARATOR, ";", at + 1);
    } else if (c == ',') {
      add(Kind.COMMA, ",", at + 1);
    } else if (isDigit(c) || c == '.') {
      number();
    } else if (Character.isLetter(c) || c == '_') {
      name();
    } else if (OPEN.indexOf(c) >= 0) {
      depth++;
      add(Kind.OPEN, String.valueOf(c), at + 1);
    } else if (CLOSE.indexOf(c) >= 0) {
      depth--;
      add(Kind.CLOSE, String.valueOf(OPEN.charAt(CLOSE.indexOf(c))), at + 1);
    } else {
      operator();
    }
  }

  /** A line break between two operands outside of parentheses ends a statement. */
  private void lineBreak() {
    int start = at;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    boolean ends = !tokens.isEmpty() && tokens.getLast().endsOperand() && depth <= 0;
    if (ends && at < text.length() && (startsOperand() || text.charAt(at) == '#')) {
      tokens.add(new Token(Kind.SEPARATOR, "line break", 0, start, start + 1));
    }
  }

  private boolean startsOperand() {
    char c = text.charAt(at);
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || OPEN.indexOf(c) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void number() {
    int end = text.startsWith("0x", at) || text.startsWith("0X", at) ? hexadecimal() : decimal();
    String digits = text.substring(at, end).replace("_", "").replace('d', 'e').replace('D', 'e');
    double value;
    try {
      value =
          digits.regionMatches(true, 0, "0x", 0, 2)
              ? Long.parseLong(digits.substring(2), 16)
              : Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw new ExpressionException(
          "not a number", text, at, end, "a number, as 2, 0.5, 1e-3, 1_000 or 0xFF", null);
    }
    tokens.add(new Token(Kind.NUMBER, digits, value, at, end));
    at = end;
    if (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || startsFraction())) {
      throw new ExpressionException(
          "a number that goes on as something else",
          text,
          at,
          at + 1,
          "an operator after the number",
          Character.isLetter(text.charAt(at)) ? "a product is written " + digits + "*…" : null);
    }
  }

  private boolean startsFraction() {
    return text.charAt(at) == '.';
  }

  private int hexadecimal() {
    int end = at + 2;
    while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
      end++;
    }
    return end;
  }

  /** The end of digits, point, digits and an exponent after e, E, d or D. */
  private int decimal() {
    int end = digits(at);
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(end + 1);
    }
    if (end < text.length() && "eEdD".indexOf(text.charAt(end)) >= 0) {
      int exponent = end + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      int last = digits(exponent);
      end = last > exponent ? last : end;
    }
    return end;
  }

  private int digits(int from) {
    int end = from;
    while (end < text.length()
        && (isDigit(text.charAt(end)) || (end > from && text.charAt(end) == '_'))) {
      end++;
    }
    return end;
  }

  private void name() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    String name = text.substring(at, end);
    boolean isOperator = name.equals("and") || name.equals("or") || name.equals("not");
    add(isOperator ? Kind.OPERATOR : Kind.NAME, name, end);
  }

  private void operator() {
    for (Map.Entry<String, String> operator : OPERATORS) {
      if (text.startsWith(operator.getKey(), at)) {
        add(Kind.OPERATOR, operator.getValue(), at + operator.getKey().length());
        return;
      }
    }
    if (text.charAt(at) == '=') {
      add(Kind.ASSIGN, "=", at + 1);
      return;
    }
    String hint =
        switch (text.charAt(at)) {
          case '%' -> "rem(a, b) and mod(a, b) are remainders";
          case '|' -> "abs(x) is the absolute value";
          default -> null;
        };
    throw new ExpressionException(
        "unknown sign " + text.charAt(at),
        text,
        at,
        at + 1,
        "numbers, names, parentheses and + - * / ^ < > = , ;",
        hint);
  }

  private void add(Kind kind, String symbol, int end) {
    tokens.add(new Token(kind, symbol, 0, at, end));
    at = end;
  }
}
