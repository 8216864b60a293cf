package io.autodiff.expression;

import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a formula on values of one kind. Terms that depend on no variable are computed
 * as numbers, so that a condition or a bound made of them decides what is computed.
 *
 * @param <V> the kind of value
 */
final class Evaluation<V extends Value<V>> {
  /** The most terms that are evaluated, sums and products written out. */
  private static final long MOST = 50_000_000;

  private final Formula formula;
  private final Roles roles;
  private final Map<String, V> variables;
  private final Map<String, Double> numbers;
  private final Map<String, double[]> columns;
  private final double[] number;
  private final @Nullable Object[] value;
  private final @Nullable V example;
  private long evaluated;

  private Evaluation(
      Formula formula,
      Roles roles,
      Map<String, V> variables,
      Map<String, Double> numbers,
      Map<String, double[]> columns) {
    this.formula = formula;
    this.roles = roles;
    this.variables = variables;
    this.numbers = numbers;
    this.columns = columns;
    this.number = new double[formula.terms().size()];
    this.value = new Object[formula.terms().size()];
    this.example = variables.isEmpty() ? null : variables.values().iterator().next();
  }

  /** Returns the result of a formula of numbers alone. */
  static double number(
      Formula formula, Roles roles, Map<String, Double> numbers, Map<String, double[]> columns) {
    Evaluation<Scalar> evaluation =
        new Evaluation<Scalar>(formula, roles, Map.of(), numbers, columns);
    evaluation.run(0, formula.result() + 1);
    double result = evaluation.number[formula.result()];
    if (Double.isNaN(result)) {
      evaluation.explain();
    }
    return result;
  }

  /** Returns the result of a formula of which at least one variable is a value. */
  static <V extends Value<V>> V value(
      Formula formula,
      Roles roles,
      Map<String, V> variables,
      Map<String, Double> numbers,
      Map<String, double[]> columns) {
    Evaluation<V> evaluation = new Evaluation<>(formula, roles, variables, numbers, columns);
    evaluation.run(0, formula.result() + 1);
    V like = variables.values().iterator().next();
    return evaluation.lifted(formula.result(), like);
  }

  private void run(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!roles.isUsed()[i]) {
        continue;
      }
      if (++evaluated > MOST) {
        throw formula.error(
            i, "too long a sum or product", "at most " + MOST + " terms in all", null);
      }
      i = evaluate(i);
    }
  }

  /** Evaluates a term and returns the place of the last one that is done with it. */
  private int evaluate(int i) {
    switch (formula.terms().get(i)) {
      case Term.Constant(double constant) -> number[i] = constant;
      case Term.Variable(String name) -> {
        if (roles.isNumber()[i]) {
          number[i] = Objects.requireNonNull(numbers.get(name));
        } else {
          value[i] = variables.get(name);
        }
      }
      case Term.Reference(int to) -> {
        number[i] = number[to];
        value[i] = value[to];
      }
      case Term.Element(String column, int index) -> number[i] = element(column, index);
      case Term.Apply apply -> apply(i, apply);
      case Term.Counter counter -> {
        fold(i, counter);
        return counter.fold();
      }
      case Term.Fold _ -> throw new IllegalStateException("a fold is evaluated by its counter");
    }
    return i;
  }

  /** An element that is not there is NaN, which a condition may keep from the result. */
  private double element(String column, int index) {
    double[] data = Objects.requireNonNull(columns.get(column));
    int k = whole(index);
    return k < 1 || k > data.length ? Double.NaN : data[k - 1];
  }

  private int whole(int place) {
    double n = number[place];
    if (n != (int) n) {
      throw formula.error(place, "not a whole number: " + n, "a whole number", null);
    }
    return (int) n;
  }

  private void fold(int i, Term.Counter counter) {
    Term.Fold fold = (Term.Fold) formula.terms().get(counter.fold());
    int last = whole(counter.to());
    boolean isNumber = roles.isNumber()[counter.fold()];
    double sum = fold.empty();
    @Nullable V total = null;
    for (int k = whole(counter.from()); k <= last; k++) {
      number[i] = k;
      run(i + 1, counter.fold());
      if (isNumber) {
        sum = numberOf(fold.operation(), sum, number[fold.body()]);
        if (Double.isNaN(sum)) {
          break; // the body's numbers stay, so that a message can tell where it came from
        }
      } else {
        V each = valueAt(fold.body());
        total = total == null ? each : binary((Function.Binary) fold.operation(), total, each);
      }
    }
    number[counter.fold()] = sum;
    value[counter.fold()] = total == null ? constant(fold.empty()) : total;
  }

  private @Nullable V constant(double c) {
    return example == null ? null : example.constant(c);
  }

  private void apply(int i, Term.Apply apply) {
    try {
      if (roles.isNumber()[i]) {
        List<Integer> operands = apply.operands();
        double[] x = new double[operands.size()];
        for (int k = 0; k < x.length; k++) {
          x[k] = number[operands.get(k)];
        }
        number[i] = numberOf(apply.function(), x);
      } else {
        value[i] = valueOf(apply.function(), apply.operands());
      }
    } catch (AutodiffException e) {
      throw formula.error(i, line(e, ""), line(e, "  expected  "), null);
    }
  }

  /** The first line of a message that begins so, without its beginning. */
  private static String line(AutodiffException e, String beginning) {
    return String.valueOf(e.getMessage())
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .map(line -> line.substring(beginning.length()))
        .orElse("other values");
  }

  /** Requires that orders and slopes depend on no variable. */
  static void requireNumbers(Formula formula, Roles roles) {
    for (int i = 0; i < formula.terms().size(); i++) {
      if (roles.isUsed()[i]
          && formula.terms().get(i)
              instanceof Term.Apply(Function.Parametric function, List<Integer> operands)
          && function.onValues() == null) {
        for (int place : function.numbersOf(operands)) {
          if (!roles.isNumber()[place]) {
            throw formula.error(
                place,
                function.name() + ": " + formula.part(place) + " depends on a variable",
                "a number, by which no derivative is taken",
                null);
          }
        }
      }
    }
  }

  private static double numberOf(Function function, double... x) {
    return switch (function) {
      case Function.Unary unary -> unary.form().apply(Scalar.of(x[0])).value();
      case Function.Binary binary -> binary.form().apply(Scalar.of(x[0]), Scalar.of(x[1])).value();
      case Function.Chain chain -> {
        double all = x[0];
        for (int k = 1; k < x.length; k++) {
          all = numberOf(chain.link(), all, x[k]);
        }
        yield all;
      }
      case Function.Parametric p -> {
        List<Double> all = Arrays.stream(x).boxed().toList();
        double[] numbers = p.numbersOf(all).stream().mapToDouble(v -> v).toArray();
        yield p.form().apply(Scalar.of(p.valueOf(all)), numbers).value();
      }
      case Function.Choice _ -> Double.isNaN(x[0]) || x[0] != 0 ? x[1] : x[2];
    };
  }

  private V valueOf(Function function, List<Integer> operands) {
    int first = operands.get(0);
    return switch (function) {
      case Function.Unary unary -> unary.form().apply(valueAt(first));
      case Function.Binary binary -> binary(binary, first, operands.get(1));
      case Function.Chain chain -> chain(chain.link(), operands);
      case Function.Parametric parametric -> parametric(parametric, operands);
      case Function.Choice _ -> choice(first, operands.get(1), operands.get(2));
    };
  }

  private V binary(Function.Binary function, int left, int right) {
    if (roles.isNumber()[right] && function.onNumber() != null) {
      return function.onNumber().apply(valueAt(left), number[right]);
    }
    boolean swaps = function.name().equals("+") || function.name().equals("*");
    if (swaps && roles.isNumber()[left]) {
      return binary(function, right, left);
    }
    V like = roles.isNumber()[left] ? valueAt(right) : valueAt(left);
    return binary(function, lifted(left, like), lifted(right, like));
  }

  private static <V extends Value<V>> V binary(Function.Binary function, V left, V right) {
    return function.form().apply(left, right);
  }

  private V chain(Function.Binary link, List<Integer> operands) {
    int recorded = operands.stream().filter(o -> !roles.isNumber()[o]).findFirst().orElseThrow();
    V like = valueAt(recorded);
    V all = lifted(operands.get(0), like);
    for (int o : operands.subList(1, operands.size())) {
      all = binary(link, all, lifted(o, like));
    }
    return all;
  }

  private V parametric(Function.Parametric function, List<Integer> operands) {
    boolean areNumbers = function.numbersOf(operands).stream().allMatch(o -> roles.isNumber()[o]);
    if (!areNumbers) {
      int recorded = operands.stream().filter(o -> !roles.isNumber()[o]).findFirst().orElseThrow();
      List<V> all = operands.stream().map(o -> lifted(o, valueAt(recorded))).toList();
      return Objects.requireNonNull(function.onValues()).apply(all.get(0), all.get(1), all.get(2));
    }
    double[] numbers = function.numbersOf(operands).stream().mapToDouble(o -> number[o]).toArray();
    return function.form().apply(valueAt(function.valueOf(operands)), numbers);
  }

  private V choice(int condition, int ifTrue, int ifFalse) {
    if (roles.isNumber()[condition]) {
      int chosen = number[condition] != 0 ? ifTrue : ifFalse;
      return lifted(chosen, Objects.requireNonNull(example));
    }
    V c = valueAt(condition);
    return c.where(lifted(ifTrue, c), lifted(ifFalse, c));
  }

  @SuppressWarnings("unchecked") // only values of this kind are stored
  private V valueAt(int i) {
    return (V) Objects.requireNonNull(value[i]);
  }

  /** A value, or a number as a constant like another value. */
  private V lifted(int i, V like) {
    return roles.isNumber()[i] ? like.constant(number[i]) : valueAt(i);
  }

  /** Says which part of a formula of numbers made a result NaN, unless a given number was NaN. */
  private void explain() {
    int at = formula.result();
    while (true) {
      Term term = formula.terms().get(at);
      List<Integer> from =
          switch (term) {
            case Term.Apply(Function.Choice _, List<Integer> o) ->
                List.of(number[o.get(0)] != 0 ? o.get(1) : o.get(2));
            case Term.Fold fold -> List.of(fold.body());
            default -> term.operands();
          };
      int cause = from.stream().filter(o -> Double.isNaN(number[o])).findFirst().orElse(-1);
      if (cause < 0) {
        switch (term) {
          case Term.Apply apply -> throw undefined(at, apply);
          case Term.Element element -> requireElement(at, element);
          default -> {}
        }
        return;
      }
      at = cause;
    }
  }

  private void requireElement(int at, Term.Element element) {
    int length = Objects.requireNonNull(columns.get(element.column())).length;
    int k = whole(element.index());
    if (k < 1 || k > length) {
      throw formula.error(
          at,
          element.column() + "[" + k + "] does not exist",
          "an index from 1 to " + length + ", the length of " + element.column(),
          null);
    }
  }

  private ExpressionException undefined(int at, Term.Apply apply) {
    String operands =
        String.join(
            ", ", apply.operands().stream().map(o -> formula.part(o) + " = " + number[o]).toList());
    String domain =
        switch (apply.function()) {
          case Function.Unary u -> u.domain();
          case Function.Binary b -> b.domain();
          case Function.Parametric p -> p.domain();
          case Function.Chain _, Function.Choice _ -> "";
        };
    return formula.error(
        at,
        "not defined for " + operands,
        domain.isEmpty() ? "values for which it is defined" : domain,
        null);
  }
}
