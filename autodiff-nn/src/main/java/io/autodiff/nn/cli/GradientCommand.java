package io.autodiff.nn.cli;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.UnivariateFunction;
import io.autodiff.ValueAndGradient;
import io.autodiff.check.GradientCheck;
import io.autodiff.check.GradientReport;
import io.autodiff.expression.Expression;
import io.autodiff.nn.io.AtomicFile;
import io.autodiff.program.Program;
import io.autodiff.program.ProgramDrawing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates a formula and its derivatives. */
@Command(
    name = "gradient",
    mixinStandardHelpOptions = true,
    description = "Evaluates a formula and its exact derivatives.",
    footer = {
      "",
      "Example: autodiff gradient \"x*y + sin(x)\" x=2 y=3",
      "Formulas have + - * / ^, parentheses, comparisons, if(c, a, b), sum(i, 1, n, x^i),",
      "pi, e and functions such as exp, ln, sqrt, atan, erf, max."
    })
final class GradientCommand implements Callable<Integer> {
  private static final int HIGHEST = 12;

  private final Console console;

  @Parameters(index = "0", paramLabel = "FORMULA", description = "such as \"x*y + sin(x)\"")
  String formula = "";

  @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = "the value of each variable")
  List<String> assignments = List.of();

  @Option(names = "--hessian", description = "also the second derivatives")
  boolean hessian;

  @Option(
      names = "--taylor",
      paramLabel = "ORDER",
      description = "also the coefficients of the Taylor series in the one variable")
  int taylor = -1;

  @Option(names = "--check", description = "also the checker's verdict on the derivatives")
  boolean check;

  @Option(
      names = "--graph",
      paramLabel = "FILE",
      description = "draw the computation graph with values and derivatives (.svg or .dot)")
  @Nullable Path graph;

  @Option(
      names = "--table",
      paramLabel = "NAME=LOW:HIGH:STEP",
      converter = Formulas.RangeConverter.class,
      description = "a table over a range of one variable, as x=0:1:0.1")
  Formulas.@Nullable Range table;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "draw the formula and its derivative over the range (.svg or .png)")
  @Nullable Path plot;

  @Option(names = "--json", description = "print one line of JSON")
  boolean json;

  GradientCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, Double> values = Formulas.byName(assignments);
    if (table != null) {
      if (hessian || check || taylor >= 0 || graph != null) {
        throw new IllegalArgumentException(
            "--table prints value and derivative: --hessian, --taylor, --check and --graph are of"
                + " one point");
      }
      return table(table, values);
    }
    if (plot != null) {
      throw new IllegalArgumentException("--plot needs the range to draw: --table x=0:1:0.1");
    }
    Expression read = Expression.parse(formula);
    Expression f = Formulas.complete(read, values, List.of());
    ValueAndGradient<Double, Map<String, Double>> found = f.valueAndGradient(values);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("value", found.value());
    result.put("gradient", found.gradient());
    if (hessian) {
      result.put("hessian", f.hessian(values));
    }
    if (taylor >= 0) {
      result.put("taylor", taylor(f, values));
    }
    if (check && !f.variables().isEmpty()) {
      result.put("check", GradientCheck.of(f.function()).at(point(f, values)));
    }
    if (graph != null) {
      draw(f, values, graph);
    }
    if (json) {
      result.computeIfPresent("check", (_, report) -> report.toString());
      console.json(result);
    } else {
      print(f, result);
    }
    return 0;
  }

  private void print(Expression f, Map<String, Object> result) {
    int width = f.variables().stream().mapToInt(String::length).max().orElse(0) + 2;
    console.print(
        "%-" + Math.max(width + 2, 7) + "s%s%n", "value", String.valueOf(result.get("value")));
    named(width, "d/d", result.get("gradient"));
    if (result.get("hessian") instanceof Map<?, ?> rows) {
      rows.forEach((name, row) -> named(width, "d²/d" + name + " d", row));
    }
    if (result.get("taylor") instanceof List<?> coefficients) {
      for (int k = 0; k < coefficients.size(); k++) {
        console.print("order %-2d %s%n", k, coefficients.get(k));
      }
    }
    if (result.get("check") instanceof GradientReport report) {
      console.print("%s%n", report);
    }
    if (graph != null) {
      console.print("written  %s%n", graph);
    }
  }

  private void named(int width, String prefix, @Nullable Object numbers) {
    if (numbers instanceof Map<?, ?> map) {
      map.forEach((name, value) -> console.print(prefix + "%-" + width + "s%s%n", name, value));
    }
  }

  private static double[] point(Expression f, Map<String, Double> values) {
    return f.variables().stream()
        .mapToDouble(name -> Objects.requireNonNull(values.get(name)))
        .toArray();
  }

  private List<Double> taylor(Expression f, Map<String, Double> values) {
    if (f.variables().size() != 1 || taylor > HIGHEST) {
      throw new IllegalArgumentException(
          "--taylor: series are in one variable, up to order "
              + HIGHEST
              + "; the formula has "
              + f.variables().size()
              + " variables");
    }
    UnivariateFunction derivative = x -> f.function().apply(new Scalar[] {x});
    List<Double> coefficients = new ArrayList<>();
    double factorial = 1;
    for (int k = 0; k <= taylor; k++) {
      factorial *= Math.max(1, k);
      coefficients.add(derivative.apply(Scalar.of(point(f, values)[0])).value() / factorial);
      UnivariateFunction lower = derivative;
      derivative = x -> Autodiff.derivative(lower).allowConstant().at(x);
    }
    return coefficients;
  }

  private static void draw(Expression f, Map<String, Double> values, Path file) throws IOException {
    double[] x = point(f, values);
    ProgramDrawing drawing = Program.of(f.function(), x).draw().names(f.variables()).adjoints(x);
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".svg") && !name.endsWith(".dot")) {
      throw new IllegalArgumentException(file + ": graphs are .svg or .dot files");
    }
    byte[] text =
        (name.endsWith(".svg") ? drawing.svg() : drawing.dot()).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  private int table(Formulas.Range range, Map<String, Double> values) throws IOException {
    if (values.containsKey(range.name())) {
      throw new IllegalArgumentException(range.name() + " has a value and a range");
    }
    Expression read = Expression.parse(formula);
    if (!read.variables().contains(range.name())) {
      throw new IllegalArgumentException("--table: the formula has no variable " + range.name());
    }
    Expression f = Formulas.complete(read, values, List.of(range.name()));
    double[] points = range.points();
    double[] heights = new double[points.length];
    double[] slopes = new double[points.length];
    double[] gradient = new double[f.variables().size()];
    int moved = f.variables().indexOf(range.name());
    Map<String, Double> start = new LinkedHashMap<>(values);
    start.put(range.name(), points[0]);
    double[] at = point(f, start);
    for (int i = 0; i < points.length; i++) {
      at[moved] = points[i];
      heights[i] = f.valueAndGradient(at, gradient);
      slopes[i] = gradient[moved];
    }
    print(range.name(), points, heights, slopes);
    if (plot != null) {
      Chart value = Chart.of(formula, range.name(), "value").line("value", points, heights);
      Chart slope =
          Chart.of("", range.name(), "derivative by " + range.name())
              .level(0, points[0], points[points.length - 1])
              .line("derivative", points, slopes);
      Chart.write(plot, List.of(value, slope));
      if (!json) {
        console.print("written  %s%n", plot);
      }
    }
    return 0;
  }

  private void print(String name, double[] points, double[] heights, double[] slopes)
      throws IOException {
    if (json) {
      console.json(Map.of(name, points, "value", heights, "derivative", slopes));
      return;
    }
    console.print("%24s %24s %24s%n", name, "value", "d/d" + name);
    for (int i = 0; i < points.length; i++) {
      console.print("%24s %24s %24s%n", number(points[i]), heights[i], slopes[i]);
    }
  }

  /** A point of the grid without the rounding error of its making. */
  private static String number(double x) {
    return String.valueOf(Double.parseDouble(String.format(Locale.ROOT, "%.12g", x)));
  }
}
