package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;

/**
 * The step that Newton's method takes on the cost of a clustering, {@code Σ_i min_j |c_j - p_i|²}:
 * gradient divided by the diagonal of the Hessian, which is all there is of it.
 */
final class KMeans {
  /** How many points are computed at once: their distances fit a processor's cache. */
  private static final int BLOCK = 256;

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
    double cost = 0;
    for (int from = 0; from < points.dim(0); from += BLOCK) {
      cost += cost(block(from), centroids).value();
    }
    return cost;
  }

  /** Returns gradient divided by second derivative for each coordinate of each centroid. */
  double[][] direction() {
    Tensor gradient = centroids.zeros();
    Tensor curvature = centroids.zeros();
    for (int from = 0; from < points.dim(0); from += BLOCK) {
      try (Tape tape = new Tape()) {
        Tensor c = tape.variable(centroids);
        Tensor slope = tape.differentiate(cost(block(from), c), c);
        gradient = gradient.add(slope.detach());
        curvature = curvature.add(tape.gradients(slope.sum()).of(c));
      }
    }
    return Rows.of(gradient.div(curvature));
  }

  private Tensor block(int from) {
    return points.slice(0, from, Math.min(points.dim(0), from + BLOCK));
  }

  /** Sums the least {@code |p|² - 2 p·c + |c|²} of each point. */
  private static Scalar cost(Tensor p, Tensor c) {
    Tensor products = p.matmul(c, false, true);
    Tensor distances = c.square().sum(1).sub(products.mul(2));
    return distances.min(new int[] {1}, false).sum().add(p.square().sum());
  }
}
