package io.autodiff.nn.cli;

import io.autodiff.expression.Expression;
import io.autodiff.optimize.Bounds;
import io.autodiff.optimize.Iteration;
import io.autodiff.optimize.LbfgsMinimizer;
import io.autodiff.optimize.Minimizer;
import io.autodiff.optimize.Minimum;
import io.autodiff.optimize.NewtonMinimizer;
import io.autodiff.optimize.Objective;
import io.autodiff.optimize.TruncatedNewtonMinimizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Finds a minimum of a formula. */
@Command(
    name = "minimize",
    mixinStandardHelpOptions = true,
    description = "Finds a minimum of a formula near a start.",
    footer = {
      "",
      "Example: autodiff minimize \"100*(y - x^2)^2 + (1 - x)^2\" x=-1.2 y=1",
      "Exit status 3 says that the allowed iterations did not suffice."
    })
final class MinimizeCommand implements Callable<Integer> {
  /** The methods by name. */
  enum Method {
    LBFGS,
    NEWTON,
    TRUNCATED_NEWTON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Console console;

  @Parameters(index = "0", paramLabel = "FORMULA", description = "such as \"(x - 1)^2 + y^4\"")
  String formula = "";

  @Parameters(index = "1..*", paramLabel = "NAME=START", description = "where each variable starts")
  List<String> assignments = List.of();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      converter = MethodConverter.class,
      description = "lbfgs (the default), newton or truncated-newton")
  Method method = Method.LBFGS;

  @Option(
      names = "--bounds",
      paramLabel = "NAME=LOW:HIGH",
      converter = Formulas.RangeConverter.class,
      description = "bounds of a variable; either may be left out; for lbfgs")
  List<Formulas.Range> bounds = List.of();

  @Option(names = "--iterations", paramLabel = "N", description = "at most so many iterations")
  int iterations = 10_000;

  @Option(names = "--trace", description = "print each iteration")
  boolean trace;

  @Option(names = "--json", description = "print one line of JSON")
  boolean json;

  MinimizeCommand(Console console) {
    this.console = console;
  }

  /** Reads the name of a method. */
  static final class MethodConverter implements ITypeConverter<Method> {
    @Override
    public Method convert(String text) {
      for (Method each : Method.values()) {
        if (each.toString().equalsIgnoreCase(text)) {
          return each;
        }
      }
      throw new TypeConversionException(
          "\"" + text + "\" is no method: lbfgs, newton, truncated-newton");
    }
  }

  @Override
  public Integer call() throws IOException {
    Map<String, Double> start = Formulas.byName(assignments);
    Expression f = Formulas.complete(Expression.parse(formula), start, List.of());
    if (f.variables().isEmpty()) {
      throw new IllegalArgumentException("the formula has no variable");
    }
    double[] x =
        f.variables().stream()
            .mapToDouble(name -> Objects.requireNonNull(start.get(name)))
            .toArray();
    Minimum found =
        method(f.variables())
            .budget(iterations, Math.max(1000, 20 * iterations))
            .listener(this::trace)
            .minimize(Objective.of(f.function()), x);
    print(f.variables(), found);
    return found.convergence().isMinimum() ? 0 : Main.UNFINISHED;
  }

  private Minimizer<?> method(List<String> names) {
    Bounds within = Formulas.bounds(names, bounds);
    if (!bounds.isEmpty() && method != Method.LBFGS) {
      throw new IllegalArgumentException("--bounds: " + method + " has none, lbfgs has");
    }
    return switch (method) {
      case LBFGS -> LbfgsMinimizer.standard().bounds(within);
      case NEWTON -> NewtonMinimizer.standard();
      case TRUNCATED_NEWTON -> TruncatedNewtonMinimizer.standard();
    };
  }

  private boolean trace(Iteration i) {
    if (trace) {
      console
          .err()
          .printf(
              Locale.ROOT,
              "%5d  value %.10g  gradient %.2e  %s%n",
              i.number(),
              i.value(),
              i.gradientNorm(),
              Arrays.toString(i.point()));
    }
    return true;
  }

  private void print(List<String> names, Minimum found) throws IOException {
    Map<String, Object> point = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      point.put(names.get(i), found.point()[i]);
    }
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("value", found.value());
      result.put("point", point);
      result.put("iterations", found.iterations());
      result.put("evaluations", found.evaluations());
      result.put("converged", found.convergence().isMinimum());
      result.put("convergence", found.convergence().toString());
      console.json(result);
      return;
    }
    int width = names.stream().mapToInt(String::length).max().orElse(0) + 2;
    console.print("%-" + Math.max(width, 7) + "s%s%n", "value", found.value());
    point.forEach((name, value) -> console.print("%-" + Math.max(width, 7) + "s%s%n", name, value));
    console.print(
        "%d iterations, %d evaluations: %s%n",
        found.iterations(), found.evaluations(), found.convergence());
  }
}
