package io.autodiff.expression;

import io.autodiff.expression.Formula.Place;
import io.autodiff.expression.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a formula by the precedence of its operators into terms in the order of evaluation. */
final class Parser {
  /** How deep parentheses, powers and signs may be nested. */
  static final int DEEPEST = 500;

  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int SIGN = 7;
  private static final int POWER = 8;

  private final String text;
  private final List<Token> tokens;
  private final List<@Nullable Term> terms = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  /** The places of what has a name: definitions and counters in scope. */
  private final Map<String, Integer> defined = new HashMap<>();

  private int at;
  private int depth;

  private Parser(String text, boolean hasErrorTerm) {
    this.text = text;
    this.tokens = Lexer.tokens(text);
    if (hasErrorTerm) {
      removeErrorTerm();
    }
  }

  /**
   * Reads a formula.
   *
   * @param hasErrorTerm whether {@code + e} at the end of the result stands for the error of a
   *     model
   */
  static Formula parse(String text, boolean hasErrorTerm) {
    return new Parser(text, hasErrorTerm).formula();
  }

  /** Takes {@code + e} away from the end. */
  private void removeErrorTerm() {
    int end = tokens.size() - 1;
    while (end > 0 && tokens.get(end - 1).is(Kind.SEPARATOR)) {
      end--;
    }
    boolean isError =
        end > 2
            && tokens.get(end - 1).is(Kind.NAME)
            && tokens.get(end - 1).symbol().equals("e")
            && tokens.get(end - 2).isOperator("+");
    if (isError) {
      tokens.subList(end - 2, end).clear();
    }
  }

  private Formula formula() {
    skipSeparators();
    while (!isLastStatement()) {
      Token name = peek();
      if (!name.is(Kind.NAME) || !tokens.get(at + 1).is(Kind.ASSIGN)) {
        throw unexpected("name = … before the result");
      }
      at += 2;
      defined.put(name.symbol(), expression(OR));
      if (!peek().is(Kind.SEPARATOR)) {
        throw unexpected("an operator or the end of the definition");
      }
      skipSeparators();
    }
    int response = -1;
    if (hasLeftSide()) {
      response = expression(OR);
      expect(Kind.ASSIGN, "= after the left side");
    }
    int result = expression(OR);
    skipSeparators();
    if (!peek().is(Kind.END)) {
      throw unexpected("an operator or the end");
    }
    return new Formula(text, terms(), places, result, response);
  }

  private void skipSeparators() {
    while (peek().is(Kind.SEPARATOR)) {
      at++;
    }
  }

  /** Whether nothing follows the statement that begins here. */
  private boolean isLastStatement() {
    int end = at;
    while (!tokens.get(end).is(Kind.SEPARATOR) && !tokens.get(end).is(Kind.END)) {
      end++;
    }
    return tokens.subList(end, tokens.size() - 1).stream().allMatch(t -> t.is(Kind.SEPARATOR));
  }

  /** Whether an assignment stands in this statement, outside of parentheses. */
  private boolean hasLeftSide() {
    int open = 0;
    for (int i = at; !tokens.get(i).is(Kind.END) && !tokens.get(i).is(Kind.SEPARATOR); i++) {
      open += tokens.get(i).is(Kind.OPEN) ? 1 : tokens.get(i).is(Kind.CLOSE) ? -1 : 0;
      if (open == 0 && tokens.get(i).is(Kind.ASSIGN)) {
        return true;
      }
    }
    return false;
  }

  private List<Term> terms() {
    List<Term> complete = new ArrayList<>();
    for (Term term : terms) {
      complete.add(Objects.requireNonNull(term));
    }
    return complete;
  }

  /** An expression whose operators bind at least as strongly as {@code least}. */
  private int expression(int least) {
    if (++depth > DEEPEST) {
      throw new ExpressionException(
          "nested more than " + DEEPEST + " deep",
          text,
          peek().start(),
          peek().end(),
          "fewer parentheses, powers and signs in each other",
          null);
    }
    int left = operand();
    for (Token token = peek(); token.is(Kind.OPERATOR); token = peek()) {
      int strength = strength(token);
      if (strength < least) {
        break;
      }
      at++;
      int right = expression(strength == POWER ? SIGN : strength + 1);
      left = add(apply(token.symbol(), left, right), places.get(left).to(places.get(right)));
      if (strength == COMPARISON && peek().is(Kind.OPERATOR) && strength(peek()) == COMPARISON) {
        throw unexpected("and: comparisons do not chain, a < b and b < c are two");
      }
    }
    depth--;
    return left;
  }

  private int strength(Token operator) {
    return switch (operator.symbol()) {
      case "or" -> OR;
      case "and" -> AND;
      case "<", ">", "<=", ">=", "==", "!=" -> COMPARISON;
      case "+", "-" -> SUM;
      case "*", "/" -> PRODUCT;
      case "^" -> POWER;
      default -> throw unexpected("an operator between two values");
    };
  }

  private int operand() {
    Token token = peek();
    Place place = new Place(token.start(), token.end());
    return switch (token.kind()) {
      case NUMBER -> {
        at++;
        yield add(new Term.Constant(token.number()), place);
      }
      case NAME -> {
        at++;
        yield peek().is(Kind.OPEN) ? call(token) : name(token);
      }
      case OPEN -> {
        at++;
        int inner = expression(OR);
        places.set(inner, places.get(inner).to(place.to(close(token))));
        yield inner;
      }
      case OPERATOR -> prefix(token, place);
      default -> throw unexpected("a number, a name or an opening parenthesis");
    };
  }

  /** A sign, which binds less than a power, or a negation, which binds less than a comparison. */
  private int prefix(Token token, Place place) {
    String function =
        switch (token.symbol()) {
          case "-" -> "neg";
          case "+" -> "";
          case "not" -> "not";
          default -> throw unexpected("a value before the operator");
        };
    at++;
    int inner = expression(function.equals("not") ? NOT + 1 : SIGN);
    if (function.isEmpty()) {
      return inner;
    }
    Place all = place.to(places.get(inner));
    if (function.equals("neg") && terms.get(inner) instanceof Term.Constant(double value)) {
      return add(new Term.Constant(-value), all);
    }
    return add(new Term.Apply(Functions.get(function), List.of(inner)), all);
  }

  /** A definition, a counter, a constant or, if it is none of these, a variable. */
  private int name(Token token) {
    Place place = new Place(token.start(), token.end());
    Integer known = defined.get(token.symbol());
    if (known != null) {
      return add(new Term.Reference(known), place);
    }
    Double constant = Functions.CONSTANTS.get(token.symbol());
    if (constant != null) {
      return add(new Term.Constant(constant), place);
    }
    return add(new Term.Variable(token.symbol()), place);
  }

  private int call(Token name) {
    Token open = peek();
    Function function = Functions.find(name.symbol());
    if (name.symbol().equals("sum")) {
      return fold(name, "+", 0);
    }
    if (name.symbol().equals("product") || name.symbol().equals("prod")) {
      return fold(name, "*", 1);
    }
    if (function == null && open.symbol().equals("[")) {
      return element(name);
    }
    if (function == null) {
      throw unknown(name);
    }
    at++;
    List<Integer> operands = new ArrayList<>();
    operands.add(expression(OR));
    while (peek().is(Kind.COMMA)) {
      at++;
      operands.add(expression(OR));
    }
    Place place = new Place(name.start(), close(open).end());
    if (operands.size() < function.least() || operands.size() > function.most()) {
      throw new ExpressionException(
          name.symbol() + " of " + operands.size() + " values",
          text,
          place.start(),
          place.end(),
          function.least() + (function.most() > function.least() ? " or more" : "") + " of them",
          null);
    }
    return add(new Term.Apply(function, operands), place);
  }

  private ExpressionException unknown(Token name) {
    List<String> near = Functions.near(name.symbol());
    boolean isValue = near.isEmpty();
    return new ExpressionException(
        "unknown function " + name.symbol(),
        text,
        name.start(),
        name.end(),
        "a function, or an operator after a variable",
        isValue ? "a product is written " + name.symbol() + "*(…)" : String.join(", ", near));
  }

  /** {@code x[i]}, the element of a column of data, counted from 1. */
  private int element(Token name) {
    Token open = peek();
    at++;
    int index = expression(OR);
    Place place = new Place(name.start(), close(open).end());
    return add(new Term.Element(name.symbol(), index), place);
  }

  /** {@code sum(i, from, to, body)}. */
  private int fold(Token name, String operation, double empty) {
    Token open = peek();
    at++;
    Token counter = peek();
    if (!counter.is(Kind.NAME)) {
      throw unexpected("the name of a counter, as in " + name.symbol() + "(i, 1, n, x^i)");
    }
    at++;
    expect(Kind.COMMA, "a comma and the first number");
    int from = expression(OR);
    expect(Kind.COMMA, "a comma and the last number");
    int to = expression(OR);
    expect(Kind.COMMA, "a comma and what is to be added up");
    int index = add(null, new Place(counter.start(), counter.end()));
    Integer outer = defined.put(counter.symbol(), index);
    int body = expression(OR);
    if (outer == null) {
      defined.remove(counter.symbol());
    } else {
      defined.put(counter.symbol(), outer);
    }
    Place place = new Place(name.start(), close(open).end());
    int fold = add(new Term.Fold(Functions.get(operation), empty, index, body), place);
    terms.set(index, new Term.Counter(from, to, fold));
    return fold;
  }

  private Place close(Token open) {
    Token token = peek();
    String wanted = String.valueOf(")]}".charAt("([{".indexOf(open.symbol())));
    if (!token.is(Kind.CLOSE)) {
      throw unexpected("an operator or " + wanted);
    }
    if (!token.symbol().equals(open.symbol())) {
      throw unexpected(wanted + ", which closes the " + open.symbol() + " before");
    }
    at++;
    return new Place(token.start(), token.end());
  }

  private void expect(Kind kind, String what) {
    if (!peek().is(kind)) {
      throw unexpected(what);
    }
    at++;
  }

  private Term apply(String operator, int... operands) {
    List<Integer> places = Arrays.stream(operands).boxed().toList();
    return new Term.Apply(Functions.get(operator), places);
  }

  private int add(@Nullable Term term, Place place) {
    terms.add(term);
    places.add(place);
    return terms.size() - 1;
  }

  private Token peek() {
    return tokens.get(at);
  }

  private ExpressionException unexpected(String expected) {
    Token token = peek();
    String found =
        token.is(Kind.END)
            ? "it ends too early"
            : "unexpected " + text.substring(token.start(), token.end()).strip();
    String hint =
        token.is(Kind.ASSIGN) ? "a comparison is written ==" : operatorHint(token, expected);
    return new ExpressionException(found, text, token.start(), token.end(), expected, hint);
  }

  private @Nullable String operatorHint(Token token, String expected) {
    boolean isOperand = token.is(Kind.NAME) || token.is(Kind.NUMBER) || token.is(Kind.OPEN);
    return isOperand && expected.startsWith("an operator") ? "a product is written a*b" : null;
  }
}
