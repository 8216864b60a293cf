package io.autodiff.expression;

import io.autodiff.Autodiff;
import io.autodiff.AutodiffException;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.batch.Pointwise;
import io.autodiff.transform.Jacobian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A formula evaluated for each row of columns of data: a function of the other variables, its
 * parameters, with a result for each row.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="column-function"}
 *
 * <p>All rows are computed at once, in blocks; objects may be shared by threads.
 */
public final class ColumnFunction {
  private final List<String> parameters;
  private final List<Tensor> columns;
  private final int rows;
  private final Pointwise value;
  private final Pointwise valueAndDerivatives;

  private ColumnFunction(
      List<String> parameters,
      List<Tensor> columns,
      int rows,
      Pointwise value,
      Pointwise valueAndDerivatives) {
    this.parameters = parameters;
    this.columns = columns;
    this.rows = rows;
    this.value = value;
    this.valueAndDerivatives = valueAndDerivatives;
  }

  static ColumnFunction of(Expression f, Map<String, double[]> data) {
    List<String> names = f.variables();
    List<String> parameters = names.stream().filter(n -> !data.containsKey(n)).toList();
    List<Tensor> columns = new ArrayList<>();
    int rows = data.isEmpty() ? 1 : data.values().iterator().next().length;
    for (String name : names) {
      if (data.containsKey(name)) {
        columns.add(Tensor.of(data.get(name)));
      }
    }
    data.forEach((name, column) -> requireLength(f, name, column.length, rows));
    int[] order = new int[names.size()];
    for (int i = 0, p = 0, c = parameters.size(); i < order.length; i++) {
      order[i] = data.containsKey(names.get(i)) ? c++ : p++;
    }
    Pointwise value = Pointwise.of(order.length, v -> new Scalar[] {apply(f, order, v)});
    Pointwise all =
        Pointwise.of(order.length, v -> valueAndDerivatives(f, order, parameters.size(), v));
    return new ColumnFunction(parameters, columns, rows, value, all);
  }

  private static void requireLength(Expression f, String name, int length, int rows) {
    if (length != rows) {
      throw f.error(
          name, name + " has " + length + " rows", rows + ", as the column before has", null);
    }
  }

  private static Scalar apply(Expression f, int[] order, Scalar[] v) {
    Scalar[] x = new Scalar[order.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = v[order[i]];
    }
    return f.function().apply(x);
  }

  private static Scalar[] valueAndDerivatives(
      Expression f, int[] order, int parameters, Scalar[] v) {
    Scalar[] results = new Scalar[parameters + 1];
    results[0] = apply(f, order, v);
    Scalar[] gradient = Autodiff.gradient(x -> apply(f, order, x)).allowConstant().at(v);
    System.arraycopy(gradient, 0, results, 1, parameters);
    return results;
  }

  /** Returns the names of the variables that are no columns, in the order of {@link #at}. */
  public List<String> parameters() {
    return parameters;
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /**
   * Returns the value for each row; NaN where the formula is not defined.
   *
   * @param x a number for each of {@link #parameters()}
   */
  public double[] at(double... x) {
    return value.apply(arguments(x))[0].broadcastTo(rows).values();
  }

  /** Returns for each row the derivatives by all of {@link #parameters()}. */
  public double[][] jacobian(double... x) {
    return valueAndJacobian(x).jacobian();
  }

  /** Returns values and derivatives from one pass. */
  public Jacobian.WithValue<double[]> valueAndJacobian(double... x) {
    Tensor[] results = valueAndDerivatives.apply(arguments(x));
    double[][] jacobian = new double[rows][x.length];
    for (int p = 0; p < x.length; p++) {
      double[] column = results[p + 1].broadcastTo(rows).values();
      for (int i = 0; i < rows; i++) {
        jacobian[i][p] = column[i];
      }
    }
    return new Jacobian.WithValue<>(results[0].broadcastTo(rows).values(), jacobian);
  }

  private Tensor[] arguments(double[] x) {
    if (x.length != parameters.size()) {
      throw new AutodiffException(
          "formula: parameters do not fit in number",
          Arrays.toString(x),
          "a number for each of " + parameters,
          null);
    }
    Tensor[] arguments = new Tensor[x.length + columns.size()];
    for (int i = 0; i < x.length; i++) {
      arguments[i] = Tensor.of(x[i]);
    }
    for (int i = 0; i < columns.size(); i++) {
      arguments[x.length + i] = columns.get(i);
    }
    return arguments;
  }
}
