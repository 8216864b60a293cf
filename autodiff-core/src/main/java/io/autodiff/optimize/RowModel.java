package io.autodiff.optimize;

import io.autodiff.Tensor;
import java.io.Serializable;

/**
 * What a model says about one row of data: predictions or residuals. It can be sent to other
 * machines, so what a lambda captures has to be serialisable.
 *
 * @param <T> a row
 */
@FunctionalInterface
public interface RowModel<T> extends Serializable {
  /**
   * Returns the row's numbers, computed by recorded operations.
   *
   * @param parameters a float64 vector
   */
  Tensor apply(Tensor parameters, T row);
}
