package io.autodiff.spark;

import io.autodiff.optimize.Objective;
import io.autodiff.optimize.RowFunction;
import io.autodiff.optimize.RowModel;
import io.autodiff.optimize.SumObjective;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;

/**
 * The sum of a function of parameters and a row over all rows of a data set of Spark, with its
 * derivatives: the executors compute them where the rows are.
 *
 * <pre>{@code
 * try (var loss = DistributedObjective.of(points, (b, p) -> b.mul(p.x()).sum().sub(p.y()).square())) {
 *   Minimum found = LbfgsMinimizer.standard().minimize(loss, new double[3]);
 * }
 * }</pre>
 *
 * <p>An evaluation is one job. Least squares by {@link io.autodiff.optimize.LevenbergMarquardt}
 * take {@link io.autodiff.optimize.RowResiduals} of {@link DistributedRows}. A row may be an object
 * that holds many examples, whose function then computes with matrices.
 *
 * @param <T> a row
 */
public final class DistributedObjective<T> implements Objective, AutoCloseable {
  private final DistributedRows<T> rows;
  private final SumObjective<T> sum;

  private DistributedObjective(DistributedRows<T> rows, SumObjective<T> sum) {
    this.rows = rows;
    this.sum = sum;
  }

  /**
   * Returns the sum of a function over the rows of an RDD.
   *
   * @throws io.autodiff.AutodiffException if the function cannot be sent to the executors
   */
  public static <T> DistributedObjective<T> of(JavaRDD<T> data, RowFunction<T> term) {
    Travel.checked("the function", term);
    DistributedRows<T> rows = DistributedRows.of(data);
    return new DistributedObjective<>(rows, SumObjective.of(rows, term));
  }

  /**
   * Returns the sum of a function over the rows of a data set.
   *
   * @throws io.autodiff.AutodiffException if the function cannot be sent to the executors
   */
  public static <T> DistributedObjective<T> of(Dataset<T> data, RowFunction<T> term) {
    return of(data.javaRDD(), term);
  }

  /**
   * Returns the sum of the losses of a model's predictions, with products of the Gauss-Newton
   * matrix in the place of those of the Hessian; see {@link SumObjective#gaussNewton}.
   *
   * @throws io.autodiff.AutodiffException if a function cannot be sent to the executors
   */
  public static <T> DistributedObjective<T> gaussNewton(
      JavaRDD<T> data, RowModel<T> model, RowFunction<T> loss) {
    Travel.checked("the model", model);
    Travel.checked("the loss", loss);
    DistributedRows<T> rows = DistributedRows.of(data);
    return new DistributedObjective<>(rows, SumObjective.gaussNewton(rows, model, loss));
  }

  @Override
  public double value(double... x) {
    return sum.value(x);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    return sum.valueAndGradient(x, gradient);
  }

  @Override
  public double[] hessianVector(double[] x, double[] v) {
    return sum.hessianVector(x, v);
  }

  @Override
  public double[][] hessian(double... x) {
    return sum.hessian(x);
  }

  /** Lets the executors forget the rows. */
  @Override
  public void close() {
    rows.close();
  }
}
