package io.autodiff.benchmarks.gradbench;

import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The step that Newton's method takes on the cost of a clustering, {@code Σ_i min_j |c_j - p_i|²}:
 * gradient divided by the diagonal of the Hessian, which is all there is of it.
 */
final class KMeans {
  /** At most so many points are computed at once: their distances fit a processor's cache. */
  private static final int BLOCK = 2048;

  private final List<Tensor> blocks = new ArrayList<>();
  private final TapeLoop loop = new TapeLoop();
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
    Tensor points = Tensor.of(input.points());
    int n = points.dim(0);
    int count = (n + BLOCK - 1) / BLOCK;
    for (int i = 0; i < count; i++) { // of equal size, so that a tape finds its arrays again
      blocks.add(points.slice(0, n * i / count, n * (i + 1) / count));
    }
    this.centroids = Tensor.of(input.centroids());
  }

  /** Returns the cost. */
  double cost() {
    double cost = 0;
    for (Tensor block : blocks) {
      cost += loop.run(tape -> cost(block, tape.variable(centroids)).value());
    }
    return cost;
  }

  /** Returns gradient divided by second derivative for each coordinate of each centroid. */
  double[][] direction() {
    Tensor gradient = centroids.zerosLike();
    Tensor curvature = centroids.zerosLike();
    for (Tensor block : blocks) {
      Slopes slopes = loop.run(tape -> slopes(tape, block));
      gradient = gradient.add(slopes.gradient);
      curvature = curvature.add(slopes.curvature);
    }
    return RowArrays.of(gradient.div(curvature));
  }

  private record Slopes(Tensor gradient, Tensor curvature) {}

  private Slopes slopes(Tape tape, Tensor block) {
    Tensor c = tape.variable(centroids);
    Tensor gradient = tape.differentiate(cost(block, c), c);
    Tensor curvature = tape.gradients(gradient.sum()).of(c);
    return new Slopes(gradient.detach(), curvature);
  }

  /** Sums the square of each point's distance to the centroid that is nearest to it. */
  private static Scalar cost(Tensor p, Tensor c) {
    return c.take(0, nearest(p, c)).sub(p).square().sum();
  }

  /** Returns for each point which {@code |p|² - 2 p·c + |c|²} is least. */
  private static int[] nearest(Tensor p, Tensor c) {
    Tensor products = c.mul(-2).matmul(p, false, true);
    return products.add(c.square().sum(new int[] {1}, true)).argMin(0);
  }
}
