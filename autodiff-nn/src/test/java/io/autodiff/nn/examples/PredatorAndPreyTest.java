package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** Rates recovered from populations that a finer computation in plain numbers found. */
class PredatorAndPreyTest {
  private static final double[] RATES = {1.1, 0.4, 0.1, 0.4};

  @Test
  void ratesAreFoundFromPopulations() {
    Tensor seen = Tensor.of(orbit(RATES, 20, 1000));
    Tensor rates = Tensor.of(0.9, 0.3, 0.12, 0.5);
    for (int i = 0; i < 8; i++) {
      rates = PredatorAndPrey.improved(rates, seen);
    }
    assertArrayEquals(RATES, rates.values(), 1e-6);
  }

  @Test
  void slopesByTheRatesAreThoseOfDifferences() {
    double[][] jacobian = Autodiff.jacobian(r -> PredatorAndPrey.orbit(r, 5), Tensor.of(RATES));
    for (int k = 0; k < 4; k++) {
      double[] more = RATES.clone();
      double[] less = RATES.clone();
      more[k] += 1e-5;
      less[k] -= 1e-5;
      double[] after = orbit(more, 5, 1000);
      double[] before = orbit(less, 5, 1000);
      for (int i = 0; i < after.length; i++) {
        assertEquals((after[i] - before[i]) / 2e-5, jacobian[i][k], 1e-3);
      }
    }
  }

  private static double[] orbit(double[] rate, int times, int steps) {
    double[] seen = new double[2 * times];
    double[] at = {10, 5};
    double h = 1.0 / steps;
    for (int i = 1; i <= times * steps; i++) {
      double[] a = slope(rate, at, at, 0);
      double[] b = slope(rate, at, a, h / 2);
      double[] c = slope(rate, at, b, h / 2);
      double[] d = slope(rate, at, c, h);
      for (int k = 0; k < 2; k++) {
        at[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
        if (i % steps == 0) {
          seen[2 * (i / steps - 1) + k] = at[k];
        }
      }
    }
    return seen;
  }

  private static double[] slope(double[] rate, double[] at, double[] towards, double h) {
    double prey = at[0] + h * towards[0];
    double predators = at[1] + h * towards[1];
    return new double[] {
      rate[0] * prey - rate[1] * prey * predators, rate[2] * prey * predators - rate[3] * predators
    };
  }
}
