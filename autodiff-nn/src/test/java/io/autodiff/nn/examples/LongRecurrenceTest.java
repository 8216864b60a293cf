package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import io.autodiff.nn.examples.LongRecurrence.Weights;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A gradient through 1,000 steps against derivatives by hand. */
class LongRecurrenceTest {
  private static final int STEPS = 1000;
  private static final int HIDDEN = 5;

  @Test
  void gradientThroughAThousandStepsIsThatByHand() {
    SplittableRandom random = new SplittableRandom(1);
    Weights weights = Weights.draw(random, 1, HIDDEN);
    Tensor series = Tensor.randn(random, STEPS + 1, 1);
    var at = Autodiff.valueAndGradient(w -> LongRecurrence.loss(w, series), weights);
    ByHand byHand = new ByHand(weights, series.values());
    assertEquals(byHand.loss, at.value().value(), 1e-13);
    assertArrayEquals(byHand.w, at.gradient().w().values(), 1e-12);
    assertArrayEquals(byHand.u, at.gradient().u().values(), 1e-12);
    assertArrayEquals(byHand.b, at.gradient().b().values(), 1e-12);
    assertArrayEquals(byHand.out, at.gradient().out().values(), 1e-12);
  }

  /** Loss and derivatives, from the last step to the first. */
  private static final class ByHand {
    private final double[] w = new double[HIDDEN * HIDDEN];
    private final double[] u = new double[HIDDEN];
    private final double[] b = new double[HIDDEN];
    private final double[] out = new double[HIDDEN];
    private double loss;

    ByHand(Weights weights, double... x) {
      double[][] h = states(weights, x);
      double[] g = new double[HIDDEN];
      for (int t = STEPS; t > 0; t--) {
        double error = -x[t];
        for (int k = 0; k < HIDDEN; k++) {
          error += h[t][k] * weights.out().at(k, 0);
        }
        loss += error * error / STEPS;
        double[] before = new double[HIDDEN];
        for (int k = 0; k < HIDDEN; k++) {
          out[k] += 2 * error / STEPS * h[t][k];
          double of = g[k] + 2 * error / STEPS * weights.out().at(k, 0);
          double delta = of * (1 - h[t][k] * h[t][k]);
          b[k] += delta;
          u[k] += delta * x[t - 1];
          for (int i = 0; i < HIDDEN; i++) {
            w[i * HIDDEN + k] += delta * h[t - 1][i];
            before[i] += delta * weights.w().at(i, k);
          }
        }
        g = before;
      }
    }

    private static double[][] states(Weights weights, double... x) {
      double[][] h = new double[STEPS + 1][HIDDEN];
      for (int t = 1; t <= STEPS; t++) {
        for (int k = 0; k < HIDDEN; k++) {
          double sum = x[t - 1] * weights.u().at(0, k) + weights.b().at(k);
          for (int i = 0; i < HIDDEN; i++) {
            sum += h[t - 1][i] * weights.w().at(i, k);
          }
          h[t][k] = Math.tanh(sum);
        }
      }
      return h;
    }
  }
}
