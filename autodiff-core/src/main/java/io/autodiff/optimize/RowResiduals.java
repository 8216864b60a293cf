package io.autodiff.optimize;

import io.autodiff.AutodiffException;
import io.autodiff.Tensor;
import io.autodiff.transform.Differentiable;
import io.autodiff.transform.Jacobian;
import java.util.ArrayList;
import java.util.List;

/**
 * The residuals of a least-squares problem over rows of data, computed where the rows are.
 * Residuals and Jacobian are brought together in the order of the rows: a number for each residual
 * and parameter has to fit into the memory of the process that fits.
 *
 * @param <T> a row
 */
public final class RowResiduals<T> implements Residuals {
  private final PartitionedRows<T> rows;
  private final RowModel<T> residuals;

  private RowResiduals(PartitionedRows<T> rows, RowModel<T> residuals) {
    this.rows = rows;
    this.residuals = residuals;
  }

  /**
   * Returns the residuals of all rows.
   *
   * @param residuals gives those of a row, a vector
   */
  public static <T> RowResiduals<T> of(PartitionedRows<T> rows, RowModel<T> residuals) {
    return new RowResiduals<>(rows, residuals);
  }

  @Override
  public double[] at(double... parameters) {
    RowModel<T> f = residuals;
    List<double[]> parts =
        rows.map(
            (part, at) -> {
              Tensor x = Tensor.of(at[0]);
              return join(part.stream().map(row -> f.apply(x, row).values()).toList());
            },
            parameters);
    return join(parts);
  }

  @Override
  public Jacobian.WithValue<double[]> withJacobian(double... parameters) {
    RowModel<T> f = residuals;
    // A residual is followed by its derivatives, so that a part's result is one array.
    double[] flat = join(rows.map((part, at) -> withDerivatives(f, part, at[0]), parameters));
    int width = parameters.length + 1;
    double[] values = new double[flat.length / width];
    double[][] jacobian = new double[values.length][parameters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat[i * width];
      System.arraycopy(flat, i * width + 1, jacobian[i], 0, parameters.length);
    }
    return new Jacobian.WithValue<>(values, jacobian);
  }

  private static <T> double[] withDerivatives(RowModel<T> f, List<T> part, double[] at) {
    List<double[]> rows = new ArrayList<>();
    SumObjective.chunks(
        part,
        some -> {
          Jacobian.WithValue<Tensor> both =
              Differentiable.<Tensor, Tensor>of(x -> together(f, x, some))
                  .allowConstant()
                  .valueAndJacobian(Tensor.of(at));
          double[] values = both.value().values();
          for (int i = 0; i < values.length; i++) {
            rows.add(join(List.of(new double[] {values[i]}, both.jacobian()[i])));
          }
        });
    return join(rows);
  }

  private static <T> Tensor together(RowModel<T> f, Tensor x, List<T> rows) {
    return Tensor.concat(
        0, rows.stream().map(row -> vector(f.apply(x, row))).toArray(Tensor[]::new));
  }

  private static Tensor vector(Tensor residuals) {
    if (residuals.rank() != 1) {
      throw new AutodiffException(
          "least squares: a row's residuals are no vector",
          "a tensor of shape " + residuals.shape(),
          "a tensor of one axis",
          null);
    }
    return residuals;
  }

  private static double[] join(List<double[]> parts) {
    double[] all = new double[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
