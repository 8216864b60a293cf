package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.autodiff.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A solution against the known one, its curvature against differences of plain numbers. */
class PoissonNetworkTest {

  @Test
  void solutionIsTheSineBetweenThePlacesOfTheFit() {
    Tensor weights = Tensor.randn(new SplittableRandom(1), 30);
    double damping = 1;
    for (int i = 0; i < 20; i++, damping /= 3) {
      weights = PoissonNetwork.improved(weights, damping);
    }
    Tensor places = Tensor.linspace(0.003, 0.997, 200).unsqueeze(1);
    double[] found = PoissonNetwork.solution(weights, places).values();
    for (int i = 0; i < found.length; i++) {
      assertEquals(Math.sin(Math.PI * places.at(i, 0)), found[i], 1e-4);
    }
  }

  @Test
  void residualIsThatOfDifferences() {
    double[] w = Tensor.randn(new SplittableRandom(2), 30).values();
    Tensor places = Tensor.linspace(0.1, 0.9, 7).unsqueeze(1);
    double[] residuals = PoissonNetwork.residual(Tensor.of(w), places).values();
    for (int i = 0; i < residuals.length; i++) {
      double x = places.at(i, 0);
      double h = 1e-4;
      double curvature = (solution(w, x + h) - 2 * solution(w, x) + solution(w, x - h)) / (h * h);
      double expected = curvature + Math.PI * Math.PI * Math.sin(Math.PI * x);
      assertEquals(expected, residuals[i], 1e-5);
    }
  }

  private static double solution(double[] w, double x) {
    double sum = 0;
    for (int k = 0; k < 10; k++) {
      sum += Math.tanh(x * w[k] + w[10 + k]) * w[20 + k];
    }
    return x * (1 - x) * sum;
  }
}
