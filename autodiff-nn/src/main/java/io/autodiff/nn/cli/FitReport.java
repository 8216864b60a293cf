package io.autodiff.nn.cli;

import io.autodiff.optimize.LeastSquaresFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What is said of a fit: as text, as fields and as pictures. */
record FitReport(FitProblem problem, LeastSquaresFit fit) {
  private static final double LEVEL = 0.95;
  private static final int CURVE = 400;

  /** Prints parameters with their errors, correlations and how the fit went. */
  void print(Console console) {
    List<String> names = problem.parameters();
    double[] errors = fit.standardErrors();
    double[] widths = fit.halfWidths(LEVEL);
    console.print(
        "%-12s %22s %14s %32s%n", "parameter", "value", "standard error", "95 % confidence");
    for (int i = 0; i < names.size(); i++) {
      double value = fit.parameters()[i];
      console.print(
          "%-12s %22.12g %14.6g %15.6g to %-13.6g%n",
          names.get(i), value, errors[i], value - widths[i], value + widths[i]);
    }
    if (names.size() > 1) {
      console.print("%ncorrelation%n");
      double[][] correlation = fit.correlation();
      for (int i = 1; i < names.size(); i++) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-12s", names.get(i)));
        for (int j = 0; j < i; j++) {
          row.append(String.format(Locale.ROOT, " %7.3f", correlation[i][j]));
        }
        console.print("%s%n", row);
      }
    }
    console.print(
        "%nresidual standard deviation %.10g, %d degrees of freedom%n",
        fit.residualStandardDeviation(), fit.degreesOfFreedom());
    console.print("sum of squares %.11g%n", fit.sumOfSquares());
    console.print(
        "%d iterations, %d evaluations: %s%n",
        fit.iterations(), fit.evaluations(), fit.convergence());
    if (fit.condition() > 1e12 || Double.isNaN(fit.condition())) {
      console.print("the data hardly determine all parameters: condition %.1e%n", fit.condition());
    }
  }

  /** Returns the fields of the result in JSON. */
  Map<String, Object> fields() {
    List<String> names = problem.parameters();
    double[] widths = fit.halfWidths(LEVEL);
    Map<String, Object> parameters = new LinkedHashMap<>();
    Map<String, Object> correlations = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      double value = fit.parameters()[i];
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("value", value);
      one.put("standardError", finite(fit.standardErrors()[i]));
      one.put("confidence95", Arrays.asList(finite(value - widths[i]), finite(value + widths[i])));
      parameters.put(names.get(i), one);
      Map<String, Object> row = new LinkedHashMap<>();
      for (int j = 0; j < names.size(); j++) {
        row.put(names.get(j), finite(fit.correlation()[i][j]));
      }
      correlations.put(names.get(i), row);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", problem.model().toString().strip());
    fields.put("parameters", parameters);
    fields.put("correlation", correlations);
    fields.put("sumOfSquares", finite(fit.sumOfSquares()));
    fields.put("residualStandardDeviation", finite(fit.residualStandardDeviation()));
    fields.put("degreesOfFreedom", fit.degreesOfFreedom());
    fields.put("observations", fit.residuals().length);
    fields.put("iterations", fit.iterations());
    fields.put("evaluations", fit.evaluations());
    fields.put("condition", finite(fit.condition()));
    fields.put("converged", fit.convergence().isMinimum());
    fields.put("convergence", fit.convergence().toString());
    return fields;
  }

  /** JSON has no infinite numbers: they become null. */
  @SuppressWarnings("NullAway") // values of a map for JSON, where null is a value
  private static Object finite(double x) {
    return Double.isFinite(x) ? (Object) x : null;
  }

  /** Returns data with the curve and its band, and residuals; against one column or the fit. */
  List<Chart> charts() {
    List<String> predictors =
        problem.model().variables().stream().filter(problem.columns()::containsKey).toList();
    double[] observed = problem.observed();
    double[] fitted = problem.function().at(fit.parameters());
    String left = FitProblem.left(problem.model()).variables().getFirst();
    List<Chart> charts = new ArrayList<>();
    if (predictors.size() == 1) {
      String x = predictors.getFirst();
      charts.add(curve(x, left, observed));
      charts.add(
          Chart.of("Residuals", x, "observed - fitted")
              .level(0, lowest(problem.column(x)), highest(problem.column(x)))
              .points("residuals", problem.column(x), minus(observed, fitted)));
    } else {
      double[] ends = {lowest(observed), highest(observed)};
      charts.add(
          Chart.of("Observed and fitted", "fitted", "observed")
              .line("equal", ends, ends)
              .points("observed", fitted, observed));
      charts.add(
          Chart.of("Residuals", "fitted", "observed - fitted")
              .level(0, lowest(fitted), highest(fitted))
              .points("residuals", fitted, minus(observed, fitted)));
    }
    return charts;
  }

  private Chart curve(String name, String left, double[] observed) {
    double[] data = problem.column(name);
    double low = lowest(data);
    double high = highest(data);
    double[] x = new double[CURVE];
    for (int i = 0; i < CURVE; i++) {
      x[i] = low + (high - low) * i / (CURVE - 1);
    }
    var along = problem.model().over(Map.of(name, x)).valueAndJacobian(fit.parameters());
    double quantile = fit.halfWidths(LEVEL)[widest()] / fit.standardErrors()[widest()];
    double[][] covariance = fit.covariance();
    double[] below = new double[CURVE];
    double[] above = new double[CURVE];
    for (int i = 0; i < CURVE; i++) {
      double width = quantile * Math.sqrt(variance(along.jacobian()[i], covariance));
      below[i] = along.value()[i] - width;
      above[i] = along.value()[i] + width;
    }
    return Chart.of(problem.model().toString().strip().replaceAll("\\s+", " "), name, left)
        .line("fitted", x, along.value())
        .edge("95 % band", x, below)
        .edge("95 % band ", x, above)
        .points("observed", data, observed);
  }

  private int widest() {
    double[] errors = fit.standardErrors();
    return IntStream.range(0, errors.length)
        .boxed()
        .max(Comparator.comparingDouble(i -> errors[i]))
        .orElse(0);
  }

  private static double variance(double[] slopes, double[][] covariance) {
    double sum = 0;
    for (int i = 0; i < slopes.length; i++) {
      for (int j = 0; j < slopes.length; j++) {
        sum += slopes[i] * covariance[i][j] * slopes[j];
      }
    }
    return Math.max(0, sum);
  }

  private static double lowest(double[] numbers) {
    return Arrays.stream(numbers).min().orElse(0);
  }

  private static double highest(double[] numbers) {
    return Arrays.stream(numbers).max().orElse(1);
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }
}
