package io.autodiff.benchmarks.gradbench;

import io.autodiff.Autodiff;
import io.autodiff.Scalar;
import io.autodiff.Tape;
import io.autodiff.Tensor;
import io.autodiff.batch.Pointwise;
import io.autodiff.transform.Derivative;
import java.util.ArrayList;
import java.util.List;

/**
 * The step that Newton's method takes on the cost of a clustering, {@code Σ_i min_j |c_j - p_i|²}:
 * gradient divided by the diagonal of the Hessian, which is all there is of it.
 */
final class KMeans {
  /** At most so many points are computed at once: their distances fit a processor's cache. */
  private static final int BLOCK = 2048;

  /** The part of the cost that a coordinate of a point has, of its centroid's and its own. */
  private static final Pointwise SQUARE = Pointwise.of(2, v -> new Scalar[] {square(v[0], v[1])});

  private static final Pointwise SLOPES = Pointwise.of(2, KMeans::slopes);

  private final List<Block> blocks = new ArrayList<>();
  private final TapeLoop loop = new TapeLoop();
  private final Tensor centroids;

  /** Some of the points, and the same followed by 1. */
  private record Block(Tensor points, Tensor extended) {
    Block(Tensor points) {
      this(points, Tensor.concat(1, points, Tensor.ones(points.dim(0), 1)));
    }
  }

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
      blocks.add(new Block(points.slice(0, n * i / count, n * (i + 1) / count)));
    }
    this.centroids = Tensor.of(input.centroids());
  }

  /** Returns the cost. */
  double cost() {
    Tensor planes = planes();
    double cost = 0;
    for (Block block : blocks) {
      cost += loop.run(tape -> cost(tape, block, planes));
    }
    return cost;
  }

  /** Sums the square of each point's distance to the centroid that is nearest to it. */
  private double cost(Tape tape, Block block, Tensor planes) {
    Tensor near = tape.variable(centroids).take(0, nearest(tape, block, planes));
    return SQUARE.apply(near, block.points)[0].sum().value();
  }

  /** Returns gradient divided by second derivative for each coordinate of each centroid. */
  double[][] direction() {
    Tensor planes = planes();
    Tensor gradient = centroids.zerosLike();
    Tensor curvature = centroids.zerosLike();
    for (Block block : blocks) {
      Slopes slopes = loop.run(tape -> slopes(tape, block, planes));
      gradient = gradient.add(slopes.gradient);
      curvature = curvature.add(slopes.curvature);
    }
    return RowArrays.of(gradient.div(curvature));
  }

  private record Slopes(Tensor gradient, Tensor curvature) {}

  private Slopes slopes(Tape tape, Block block, Tensor planes) {
    Tensor c = tape.variable(centroids);
    Tensor near = c.take(0, nearest(tape, block, planes));
    Tensor[] slopes = SLOPES.apply(near, block.points);
    return new Slopes(sums(tape, near, slopes[0], c), sums(tape, near, slopes[1], c));
  }

  /** Takes what is known of each point's centroid back to the centroids. */
  private static Tensor sums(Tape tape, Tensor near, Tensor slopes, Tensor c) {
    return tape.differentiate(List.of(near), List.of(slopes), List.of(c)).get(0).detach();
  }

  private static Scalar square(Scalar c, Scalar p) {
    return c.sub(p).square();
  }

  /** Returns the first and the second derivative of the square by the centroid's coordinate. */
  private static Scalar[] slopes(Scalar... v) {
    Derivative first = Autodiff.gradient(c -> square(c[0], v[1]));
    Derivative second = Autodiff.gradient(c -> first.at(c)[0]);
    return new Scalar[] {first.at(v[0])[0], second.at(v[0])[0]};
  }

  /**
   * Returns for each centroid {@code (-2 c, |c|²)}, whose product with {@code (p, 1)} is least
   * where it is nearest.
   */
  private Tensor planes() {
    return Tensor.concat(1, centroids.mul(-2), centroids.square().sum(new int[] {1}, true));
  }

  /** Returns for each point which {@code |p|² - 2 p·c + |c|²} is least. */
  private static int[] nearest(Tape tape, Block block, Tensor planes) {
    return tape.variable(planes).matmul(block.extended, false, true).argMin(0);
  }
}
