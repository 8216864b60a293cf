package io.autodiff.optimize;

import io.autodiff.Scalar;
import io.autodiff.Tensor;
import java.io.Serializable;

/**
 * What one row of data adds to a sum: a negative log-likelihood, a squared error. It can be sent to
 * other machines, so what a lambda captures has to be serialisable.
 *
 * @param <T> a row
 */
@FunctionalInterface
public interface RowFunction<T> extends Serializable {
  /**
   * Returns the row's term, computed by recorded operations.
   *
   * @param parameters a float64 vector
   */
  Scalar apply(Tensor parameters, T row);
}
