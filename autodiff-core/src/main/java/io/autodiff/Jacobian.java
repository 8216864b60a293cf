package io.autodiff;

import java.util.Arrays;
import java.util.List;

/** The first derivatives of a function of several scalars with several results, a row a result. */
public final class Jacobian {
  private final VectorFunction f;

  Jacobian(VectorFunction f) {
    this.f = f;
  }

  /** Returns the matrix at {@code x}: row {@code i} is the gradient of result {@code i}. */
  public double[][] at(double... x) {
    Scalar[][] rows = at(Scalar.of(x));
    double[][] numbers = new double[rows.length][];
    Arrays.setAll(numbers, i -> Scalar.values(rows[i]));
    return numbers;
  }

  /** Returns the matrix at {@code x}, recorded where an argument or a captured value is. */
  public Scalar[][] at(Scalar... x) {
    return Transform.run(
        t -> {
          Scalar[] own = t.arguments(x);
          Scalar[] y = f.apply(own.clone());
          Scalar[][] rows = new Scalar[y.length][];
          for (int i = 0; i < rows.length; i++) {
            List<Value<?>> row = t.derivatives(y[i], Arrays.asList(own));
            rows[i] = row.stream().map(Scalar.class::cast).toArray(Scalar[]::new);
          }
          return rows;
        });
  }
}
