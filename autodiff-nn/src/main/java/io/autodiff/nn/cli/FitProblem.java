package io.autodiff.nn.cli;

import io.autodiff.expression.ColumnFunction;
import io.autodiff.expression.Expression;
import io.autodiff.optimize.NistProblem;
import io.autodiff.optimize.Residuals;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model and the data that it is to fit.
 *
 * @param model a formula with a left side
 * @param columns the data by name
 * @param nist where both come from, if from a file of NIST
 */
record FitProblem(Expression model, Map<String, double[]> columns, @Nullable NistProblem nist) {

  /** Returns the left side of a model. */
  static Expression left(Expression model) {
    return model
        .response()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the model \"" + model + "\" does not say what it models: y = …"));
  }

  /** Returns the names that are no columns. */
  List<String> parameters() {
    return function().parameters();
  }

  /** Returns the model as a function of its parameters. */
  ColumnFunction function() {
    return model.over(columns);
  }

  /** Returns what the model is to be, row by row. */
  double[] observed() {
    Expression left = left(model);
    left.variables()
        .forEach(
            name -> {
              if (!columns.containsKey(name)) {
                throw new IllegalArgumentException(
                    "the data have no column "
                        + name
                        + ", which the left side of the model names; they have "
                        + String.join(", ", new TreeMap<>(columns).keySet()));
              }
            });
    return left.over(columns).at();
  }

  Residuals residuals() {
    if (parameters().isEmpty()) {
      throw new IllegalArgumentException("every name in the model is a column: nothing to fit");
    }
    return Residuals.of(function(), observed());
  }

  /** Returns a column of the data. */
  double[] column(String name) {
    double[] column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException("the data have no column " + name);
    }
    return column;
  }

  /** Returns where the parameters start: as given, as NIST has it, or at 1. */
  double[] start(List<String> given) {
    List<String> names = parameters();
    if (nist != null && (given.isEmpty() || given.equals(List.of("1")))) {
      return nist.inOrder(nist.starts()[0]);
    }
    if (nist != null && given.equals(List.of("2"))) {
      return nist.inOrder(nist.starts()[1]);
    }
    double[] start = new double[names.size()];
    Arrays.fill(start, 1);
    for (Formulas.Assignment each : given.stream().map(Formulas::assignment).toList()) {
      int i = names.indexOf(each.name());
      if (i < 0) {
        throw new IllegalArgumentException(
            "--start: " + each.name() + " is none of " + String.join(", ", names));
      }
      start[i] = each.value();
    }
    return start;
  }
}
