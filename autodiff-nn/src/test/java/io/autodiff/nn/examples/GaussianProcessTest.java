package io.autodiff.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.autodiff.Autodiff;
import io.autodiff.Tensor;
import io.autodiff.nn.examples.GaussianProcess.Points;
import org.junit.jupiter.api.Test;

/** A likelihood with gradient and Hessian against differences of plain numbers. */
class GaussianProcessTest {
  private static final double H = 1e-3;

  private final Points points = Points.draw(15);

  @Test
  void likelihoodIsThatOfElimination() {
    Tensor logs = Tensor.of(-0.1, 0.3, -1.5);
    double expected = logLikelihood(logs.values());
    assertEquals(expected, GaussianProcess.logLikelihood(logs, points).value(), 1e-11);
  }

  @Test
  void hessianIsThatOfDifferences() {
    double[] logs = {-0.1, 0.3, -1.5};
    double[][] hessian =
        Autodiff.hessian(h -> GaussianProcess.logLikelihood(h, points), Tensor.of(logs));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double near = mixed(logs, i, j, H);
        double expected = (4 * near - mixed(logs, i, j, 2 * H)) / 3;
        assertEquals(expected, hessian[i][j], 1e-6 * Math.abs(expected) + 1e-6);
      }
    }
  }

  @Test
  void newtonsMethodFindsTheMaximum() {
    Tensor logs = Tensor.of(0, 0, -2);
    for (int i = 0; i < 10; i++) {
      logs = GaussianProcess.improved(logs, points);
    }
    double best = logLikelihood(logs.values());
    for (int k = 0; k < 3; k++) {
      assertTrue(logLikelihood(moved(logs.values(), k, 0.01)) < best);
      assertTrue(logLikelihood(moved(logs.values(), k, -0.01)) < best);
    }
  }

  private static double[] moved(double[] logs, int k, double by) {
    double[] moved = logs.clone();
    moved[k] += by;
    return moved;
  }

  private double mixed(double[] logs, int i, int j, double h) {
    double same = logLikelihood(moved(moved(logs, i, h), j, h));
    double opposite = logLikelihood(moved(moved(logs, i, -h), j, -h));
    double first = logLikelihood(moved(moved(logs, i, h), j, -h));
    double second = logLikelihood(moved(moved(logs, i, -h), j, h));
    return (same + opposite - first - second) / (4 * h * h);
  }

  /** The likelihood by elimination of Gauss, without a square root. */
  private double logLikelihood(double... logs) {
    double[] x = points.x().values();
    int n = x.length;
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double distance = (x[i] - x[j]) / Math.exp(logs[0]);
        a[i][j] = Math.exp(2 * logs[1] - distance * distance / 2);
      }
      a[i][i] += Math.exp(2 * logs[2]);
    }
    double[] z = points.y().values();
    double sum = n * Math.log(2 * Math.PI);
    for (int k = 0; k < n; k++) {
      sum += Math.log(a[k][k]) + z[k] * z[k] / a[k][k];
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        z[i] -= factor * z[k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
      }
    }
    return -sum / 2;
  }
}
