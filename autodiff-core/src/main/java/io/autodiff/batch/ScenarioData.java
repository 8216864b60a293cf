package io.autodiff.batch;

import io.autodiff.Tensor;
import io.autodiff.internal.array.Elements;
import java.util.Arrays;
import java.util.List;

/**
 * The inputs of a function in many scenarios: first those that all scenarios share, then those that
 * vary.
 *
 * @param shared the numbers that all share, an array for each, of the type of the others
 * @param varying the numbers of each scenario, {@code (inputs, n)}
 * @param n the number of scenarios
 */
record ScenarioData(List<Object> shared, Object varying, int inputs, int n) {
  static ScenarioData of(double[] shared, Tensor varying) {
    List<Object> arrays =
        Arrays.stream(shared)
            .mapToObj(
                x -> {
                  Object one = varying.dtype().newArray(1);
                  Elements.set(one, 0, x);
                  return one;
                })
            .toList();
    return new ScenarioData(
        arrays, varying.storage(), shared.length + varying.dim(0), varying.dim(1));
  }

  /** Returns an array for some elements. */
  Object newArray(int length) {
    return varying instanceof float[] ? new float[length] : new double[length];
  }

  /** Returns the rows of the inputs, from a scenario on. */
  BatchRows rows(int from) {
    BatchRows rows = new BatchRows(inputs);
    for (int k = 0; k < inputs; k++) {
      boolean isShared = k < shared.size();
      rows.arrays()[k] = isShared ? shared.get(k) : varying;
      rows.at()[k] = isShared ? 0 : (k - shared.size()) * n + from;
      rows.stretched()[k] = isShared;
    }
    return rows;
  }

  /** Returns the inputs of one scenario. */
  double[] at(int scenario) {
    double[] x = new double[inputs];
    for (int k = 0; k < inputs; k++) {
      x[k] =
          k < shared.size()
              ? Elements.get(shared.get(k), 0)
              : Elements.get(varying, (k - shared.size()) * n + scenario);
    }
    return x;
  }

  /** Returns some of the scenarios. */
  ScenarioData select(List<Integer> scenarios) {
    int rows = inputs - shared.size();
    int m = scenarios.size();
    Object picked = newArray(rows * m);
    for (int k = 0; k < rows; k++) {
      for (int i = 0; i < m; i++) {
        Elements.set(picked, k * m + i, Elements.get(varying, k * n + scenarios.get(i)));
      }
    }
    return new ScenarioData(shared, picked, inputs, m);
  }
}
