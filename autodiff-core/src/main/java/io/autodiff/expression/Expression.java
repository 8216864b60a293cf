package io.autodiff.expression;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.ScalarFunction;
import io.autodiff.Value;
import io.autodiff.ValueAndGradient;
import io.autodiff.program.Evaluator;
import io.autodiff.program.Program;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A formula in usual notation, which is evaluated and differentiated as code that was written with
 * the library's operations is: the formula is read once and builds the graph.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="expression"}
 *
 * <p>A formula holds numbers ({@code 2}, {@code .5}, {@code 1e-3}, {@code 1_000}, {@code 0xFF}),
 * names, {@code + - * / ^} (also {@code **}), comparisons, {@code and or not}, parentheses {@code
 * ()}, {@code []} and {@code {}}, {@code pi} and {@code e}, and functions: those of {@link Value}
 * under their names and under other usual ones ({@code ln}, {@code arctan}, {@code tg}). {@code
 * -x^2} is {@code -(x^2)}, and {@code x^y^z} is {@code x^(y^z)}. Beside these:
 *
 * <ul>
 *   <li>{@code if(c, a, b)} is {@code a} where {@code c} is not 0, else {@code b}; the branch not
 *       taken has no part in the derivative.
 *   <li>{@code sum(i, 1, n, x^i)} and {@code product(i, 1, n, …)} add and multiply over whole
 *       numbers. What a bound depends on, here {@code n}, is a number by which no derivative is
 *       taken.
 *   <li>{@code x[i]} is an element, counted from 1, of a column of data given by {@link
 *       #with(String, double[])}.
 *   <li>Definitions {@code r = sqrt(x^2 + y^2)} stand before the result, each ended by a line break
 *       or a semicolon. A line that begins with an operator goes on with the one before; {@code #}
 *       starts a comment.
 *   <li>{@code y = …} and {@code log[y] = …} name what the formula models; see {@link #response}.
 * </ul>
 *
 * <p>Expressions are immutable and may be shared by threads.
 */
public final class Expression {
  private final Formula formula;
  private final Map<String, Double> numbers;
  private final Map<String, double[]> columns;
  private final Roles roles;
  private final Roles asNumbers;

  @SuppressWarnings("ThreadLocalUsage") // each expression has an evaluator on each thread
  private final ThreadLocal<@Nullable Evaluator> evaluator = new ThreadLocal<>();

  private Expression(Formula formula, Map<String, Double> numbers, Map<String, double[]> columns) {
    this.formula = formula;
    this.numbers = Map.copyOf(numbers);
    this.columns = Map.copyOf(columns);
    this.roles = Roles.of(formula, this.numbers.keySet());
    this.asNumbers = roles.withNumbers();
  }

  /**
   * Reads a formula.
   *
   * @throws ExpressionException if it cannot be read; the message marks the place
   */
  public static Expression parse(String text) {
    return new Expression(Parser.parse(text, false), Map.of(), Map.of());
  }

  /**
   * Reads the formula of a model, in which {@code + e} at the end stands for the error of the
   * observations and is left out: {@code y = b1*(1-exp[-b2*x]) + e}, as NIST's files have it.
   *
   * @throws ExpressionException if it cannot be read; the message marks the place
   */
  public static Expression parseModel(String text) {
    return new Expression(Parser.parse(text, true), Map.of(), Map.of());
  }

  /** Returns the formula of what a program of scalars computes, whose inputs are {@code x0}, …. */
  public static Expression of(Program program) {
    return parse(ProgramFormula.text(program));
  }

  /** Returns what stands on the left of {@code log[y] = …}, if the formula has a left side. */
  public Optional<Expression> response() {
    return formula.response() < 0
        ? Optional.empty()
        : Optional.of(new Expression(formula.leftSide(), numbers, columns));
  }

  /** Returns the names by which derivatives are taken, in the order in which they first occur. */
  public List<String> variables() {
    return roles.variables();
  }

  /** Returns the names that a bound of a sum or an index depends on and that have no number yet. */
  public Set<String> counts() {
    return new TreeSet<>(roles.counts());
  }

  /** Returns the names of the columns of which the formula takes elements. */
  public Set<String> columns() {
    return new TreeSet<>(roles.columns());
  }

  /** Returns this formula with a number in the place of a name. */
  public Expression with(String name, double number) {
    Map<String, Double> more = new HashMap<>(numbers);
    more.put(name, number);
    return new Expression(formula, more, columns);
  }

  /** Returns this formula with data in the place of a column {@code name[i]}. */
  public Expression with(String name, double[] column) {
    Map<String, double[]> more = new HashMap<>(columns);
    more.put(name, column.clone());
    return new Expression(formula, numbers, more);
  }

  /**
   * Returns the value.
   *
   * @param values a number for each variable and each count; other names are ignored
   * @throws ExpressionException if a name is missing, or the value is NaN though no number given
   *     is; the message marks the part that is not defined there
   */
  public double at(Map<String, Double> values) {
    Map<String, Double> all = new HashMap<>(numbers);
    for (String name : roles.variables()) {
      all.put(name, number(values, name));
    }
    for (String name : roles.counts()) {
      all.put(name, number(values, name));
    }
    requireColumns();
    Evaluation.requireNumbers(formula, roles);
    return Evaluation.number(formula, asNumbers, all, columns);
  }

  /**
   * Returns the derivatives by all variables.
   *
   * @throws ExpressionException as {@link #at} does
   */
  public Map<String, Double> gradient(Map<String, Double> values) {
    return valueAndGradient(values).gradient();
  }

  /**
   * Returns the value and the derivatives by all variables, in their order.
   *
   * @throws ExpressionException as {@link #at} does
   */
  public ValueAndGradient<Double, Map<String, Double>> valueAndGradient(
      Map<String, Double> values) {
    double value = at(values);
    double[] gradient =
        variables().isEmpty()
            ? new double[0]
            : Autodiff.gradient(withCounts(values).function()).allowConstant().at(point(values));
    return new ValueAndGradient<>(value, byName(gradient));
  }

  /**
   * Returns the second derivatives: for each variable the derivatives of its derivative.
   *
   * @throws ExpressionException as {@link #at} does
   */
  public Map<String, Map<String, Double>> hessian(Map<String, Double> values) {
    at(values);
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    if (!variables().isEmpty()) {
      double[][] hessian =
          Autodiff.hessian(withCounts(values).function()).allowConstant().at(point(values));
      for (int i = 0; i < hessian.length; i++) {
        rows.put(variables().get(i), byName(hessian[i]));
      }
    }
    return rows;
  }

  /**
   * Returns this formula as a function of its {@link #variables() variables}, in their order, for
   * any transform.
   *
   * @throws ExpressionException if a count or a column has no value yet
   */
  public ScalarFunction function() {
    requireComplete();
    List<String> names = variables();
    return x -> {
      Map<String, Scalar> values = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        values.put(names.get(i), x[i]);
      }
      return names.isEmpty() ? Scalar.of(at(Map.of())) : apply(values);
    };
  }

  /**
   * Returns the value for recorded values: scalars, or tensors element by element.
   *
   * @param values a value for each variable, all of one kind
   * @throws ExpressionException if a name, a count or a column is missing
   */
  public <V extends Value<V>> V apply(Map<String, V> values) {
    requireComplete();
    Map<String, V> used = new LinkedHashMap<>();
    for (String name : variables()) {
      V value = values.get(name);
      if (value == null) {
        throw missing(name, values.keySet());
      }
      used.put(name, value);
    }
    requireVariables();
    return Evaluation.value(formula, roles, used, numbers, columns);
  }

  /**
   * Returns this formula as a function of the variables that are not columns, with a result for
   * each row of them.
   *
   * @param data columns of equal length by name; those that the formula does not use are ignored
   * @throws ExpressionException if a count has no value yet, lengths differ, or the formula has no
   *     variables
   */
  public ColumnFunction over(Map<String, double[]> data) {
    requireComplete();
    requireVariables();
    return ColumnFunction.of(this, data);
  }

  /**
   * Returns the value at numbers in the order of {@link #variables()}; made for evaluating often:
   * the formula is recorded once on each thread, replayed and, when it has run often, compiled.
   *
   * @throws ExpressionException if a count or a column has no value yet
   */
  public double value(double... x) {
    return evaluator().run(x)[0];
  }

  /**
   * Returns the value at numbers in the order of {@link #variables()} and stores the derivatives;
   * made for evaluating often, as {@link #value}.
   *
   * @param gradient receives the derivatives by the variables
   * @throws ExpressionException if a count or a column has no value yet
   * @throws AutodiffException if an array has not a place for each variable
   */
  public double valueAndGradient(double[] x, double[] gradient) {
    if (gradient.length != variables().size()) {
      throw new AutodiffException(
          "formula: the gradient does not fit in length",
          gradient.length + " places for " + variables().size() + " variables",
          "" + variables().size(),
          null);
    }
    return evaluator().valueAndGradient(x, gradient);
  }

  private Evaluator evaluator() {
    Evaluator own = evaluator.get();
    if (own == null) {
      double[] anywhere = new double[variables().size()];
      Arrays.fill(anywhere, 0.5);
      own = Program.of(function(), anywhere).simplified().evaluator();
      evaluator.set(own);
    }
    return own;
  }

  private Expression withCounts(Map<String, Double> values) {
    Expression complete = this;
    for (String name : roles.counts()) {
      complete = complete.with(name, number(values, name));
    }
    return complete;
  }

  private double[] point(Map<String, Double> values) {
    return variables().stream().mapToDouble(name -> number(values, name)).toArray();
  }

  private Map<String, Double> byName(double[] derivatives) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < derivatives.length; i++) {
      named.put(variables().get(i), derivatives[i]);
    }
    return named;
  }

  private double number(Map<String, Double> values, String name) {
    Double value = values.get(name);
    if (value == null) {
      throw missing(name, values.keySet());
    }
    return value;
  }

  private void requireVariables() {
    if (variables().isEmpty()) {
      throw formula.error(
          formula.result(), "it depends on no variable", "a variable; at(…) has its value", null);
    }
  }

  private void requireComplete() {
    if (!roles.counts().isEmpty()) {
      String name = roles.counts().iterator().next();
      throw formula.error(
          formula.firstOf(name),
          name + " is needed as a number",
          "with(\"" + name + "\", …), since a bound or an index depends on it",
          null);
    }
    requireColumns();
    Evaluation.requireNumbers(formula, roles);
  }

  private void requireColumns() {
    for (String name : roles.columns()) {
      if (!columns.containsKey(name)) {
        throw formula.error(
            formula.firstOf(name),
            name + " has no data",
            "with(\"" + name + "\", …) with the column of which elements are taken",
            null);
      }
    }
  }

  /** Returns the error that something about a name is wrong. */
  ExpressionException error(String name, String problem, String expected, @Nullable String hint) {
    return formula.error(formula.firstOf(name), problem, expected, hint);
  }

  private ExpressionException missing(String name, Set<String> given) {
    List<String> near = Names.near(name, given);
    return formula.error(
        formula.firstOf(name),
        name + " has no value",
        "a number for each of " + String.join(", ", variables()),
        near.isEmpty() ? null : "given is " + String.join(", ", near));
  }

  /** Returns the formula as it was written. */
  @Override
  public String toString() {
    return formula.text();
  }
}
