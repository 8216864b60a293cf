package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;

/**
 * The step that Newton's method takes on the cost of a clustering, {@code Σ_i min_j |c_j - p_i|²}:
 * gradient divided by the diagonal of the Hessian, which is all there is of it.
 */
final class KMeans {
  private final Tensor points;
  private final Tensor centroids;

  /** Points and centroids, a row each. */
  record Input(double[][] points, double[][] centroids) {
    Input {
      if (points.length == 0 || centroids.length == 0) {
        throw new IllegalArgumentException("no points or no centroids");
      }
    }
  }

  KMeans(Input input) {
    this.points = Tensor.of(input.points());
    this.centroids = Tensor.of(input.centroids());
  }

  /** Returns the cost. */
  double cost() {
    return cost(centroids).value();
  }

  /** Returns gradient divided by second derivative for each coordinate of each centroid. */
  double[][] direction() {
    try (Tape tape = new Tape()) {
      Tensor c = tape.variable(centroids);
      Tensor gradient = tape.differentiate(cost(c), c);
      Tensor curvature = tape.gradients(gradient.sum()).of(c);
      return Rows.of(gradient.detach().div(curvature));
    }
  }

  /** Sums the least {@code |p|² - 2 p·c + |c|²} of each point. */
  private Scalar cost(Tensor c) {
    Tensor products = points.matmul(c, false, true);
    Tensor distances = c.square().sum(1).sub(products.mul(2));
    return distances.min(new int[] {1}, false).sum().add(points.square().sum());
  }
}
