package io.autodiff.optimize;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.transform.Differentiable;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sum of a function over many rows of data, with its derivatives. Rows are worked on where they
 * are; only parameters, partial sums and their derivatives travel.
 *
 * {@snippet class="io.autodiff.snippets.FunctionSnippetsTest" region="sum-objective"}
 *
 * <p>A row that does not depend on the parameters adds to the value only. The sum of no rows is 0.
 *
 * @param <T> a row
 */
public final class SumObjective<T> implements Objective {
  /** How many rows are recorded at a time. */
  private static final int CHUNK = 64;

  private final PartitionedRows<T> rows;
  private final RowFunction<T> term;
  private final Curvature<T> curvature;

  private SumObjective(PartitionedRows<T> rows, RowFunction<T> term, Curvature<T> curvature) {
    this.rows = rows;
    this.term = term;
    this.curvature = curvature;
  }

  /** Multiplies the matrix of second derivatives of a few rows' sum by a vector. */
  @FunctionalInterface
  private interface Curvature<T> extends Serializable {
    Tensor times(List<T> rows, Tensor x, Tensor v);
  }

  /** Returns the sum of a function over all rows. */
  public static <T> SumObjective<T> of(PartitionedRows<T> rows, RowFunction<T> term) {
    return new SumObjective<>(
        rows, term, (some, x, v) -> sum(term, some).hessianVectorProduct(x, v));
  }

  /**
   * Returns the sum over all rows of the loss of a model's prediction, whose products of the
   * Hessian with vectors are those of the Gauss-Newton matrix {@code Σ Jᵀ H J}: {@code J} is the
   * derivative of a prediction, {@code H} the Hessian of its loss. It has no negative direction
   * where the loss is convex, and near a good fit it is the Hessian.
   *
   * @param model predicts for a row
   * @param loss of a prediction, whose parameters are the prediction
   */
  public static <T> SumObjective<T> gaussNewton(
      PartitionedRows<T> rows, RowModel<T> model, RowFunction<T> loss) {
    return new SumObjective<>(
        rows,
        (x, row) -> loss.apply(model.apply(x, row), row),
        (some, x, v) -> gaussNewtonProduct(model, loss, some, x, v));
  }

  private static <T> Tensor gaussNewtonProduct(
      RowModel<T> model, RowFunction<T> loss, List<T> rows, Tensor x, Tensor v) {
    Differentiable<Tensor, List<Tensor>> predictions =
        Differentiable.<Tensor, List<Tensor>>of(
                p -> rows.stream().map(row -> model.apply(p, row)).toList())
            .allowConstant();
    Differentiable<List<Tensor>, Scalar> losses =
        Differentiable.<List<Tensor>, Scalar>of(y -> sum(loss, y, rows)).allowConstant();
    return predictions.gaussNewtonVectorProduct(x, losses, v);
  }

  private static <T> Scalar sum(RowFunction<T> loss, List<Tensor> predictions, List<T> rows) {
    Scalar[] terms = new Scalar[rows.size()];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = loss.apply(predictions.get(i), rows.get(i));
    }
    return Scalar.sum(terms);
  }

  private static <T> Differentiable<Tensor, Scalar> sum(RowFunction<T> term, List<T> rows) {
    return Differentiable.<Tensor, Scalar>of(
            x -> Scalar.sum(rows.stream().map(row -> term.apply(x, row)).toArray(Scalar[]::new)))
        .allowConstant();
  }

  @Override
  public double value(double... x) {
    RowFunction<T> f = term;
    return rows.sum(
            (part, at) -> {
              double[] sum = new double[1];
              Tensor parameters = Tensor.of(at[0]);
              for (T row : part) {
                sum[0] += f.apply(parameters, row).value();
              }
              return sum;
            },
            x)[0];
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    RowFunction<T> f = term;
    double[] sum =
        rows.sum(
            (part, at) -> {
              double[] partial = new double[at[0].length + 1];
              chunks(
                  part,
                  some -> {
                    var both = sum(f, some).valueAndGradient(Tensor.of(at[0]));
                    add(partial, 0, both.gradient().values());
                    partial[at[0].length] += both.value().value();
                  });
              return partial;
            },
            x);
    System.arraycopy(sum, 0, gradient, 0, x.length);
    return sum[x.length];
  }

  @Override
  public double[] hessianVector(double[] x, double[] v) {
    Curvature<T> product = curvature;
    return rows.sum(
        (part, at) -> {
          double[] partial = new double[at[0].length];
          chunks(
              part,
              some ->
                  add(
                      partial,
                      0,
                      product.times(some, Tensor.of(at[0]), Tensor.of(at[1])).values()));
          return partial;
        },
        x,
        v);
  }

  /** {@inheritDoc} All columns are computed in one pass over the rows. */
  @Override
  public double[][] hessian(double... x) {
    Curvature<T> product = curvature;
    double[] flat =
        rows.sum(
            (part, at) -> {
              int n = at[0].length;
              double[] partial = new double[n * n];
              chunks(
                  part,
                  some -> {
                    for (int i = 0; i < n; i++) {
                      double[] unit = new double[n];
                      unit[i] = 1;
                      Tensor row = product.times(some, Tensor.of(at[0]), Tensor.of(unit));
                      add(partial, i * n, row.values());
                    }
                  });
              return partial;
            },
            x);
    double[][] hessian = new double[x.length][x.length];
    for (int i = 0; i < x.length; i++) {
      System.arraycopy(flat, i * x.length, hessian[i], 0, x.length);
    }
    return hessian;
  }

  /** Does something to a few rows at a time, first to last. */
  static <T> void chunks(List<T> rows, Consumer<List<T>> action) {
    for (int from = 0; from < rows.size(); from += CHUNK) {
      action.accept(rows.subList(from, Math.min(rows.size(), from + CHUNK)));
    }
  }

  private static void add(double[] to, int at, double[] terms) {
    for (int i = 0; i < terms.length; i++) {
      to[at + i] += terms[i];
    }
  }
}
