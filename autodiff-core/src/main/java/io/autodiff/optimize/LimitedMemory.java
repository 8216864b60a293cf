package io.autodiff.optimize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The curvature of a function as its last steps showed it: the approximation of its Hessian by the
 * limited-memory formula of Broyden, Fletcher, Goldfarb and Shanno. Source: Nocedal, "Updating
 * quasi-Newton matrices with limited storage" (1980).
 */
public final class LimitedMemory {
  /** Steps along which a function curves less than this are left out. */
  private static final double CURVED = 1e-10;

  private final int most;
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * A step and how the gradient changed along it.
   *
   * @param step from one point to the next
   * @param change of the gradient
   */
  @SuppressWarnings("ArrayRecordComponent") // vectors that nothing changes
  public record Pair(double[] step, double[] change) {
    double curvature() {
      return Vectors.dot(step, change);
    }
  }

  /**
   * Makes an empty memory.
   *
   * @param most how many steps are remembered
   */
  public LimitedMemory(int most) {
    this.most = most;
  }

  /** Returns what is remembered, oldest first. */
  public List<Pair> pairs() {
    return Collections.unmodifiableList(pairs);
  }

  /** Forgets all steps. */
  public void clear() {
    pairs.clear();
  }

  /** Remembers a step, unless the function does not curve upwards along it. */
  public void add(double[] step, double[] change) {
    Pair pair = new Pair(step, change);
    if (pair.curvature() > CURVED * Vectors.dot(change, change)) {
      pairs.add(pair);
      if (pairs.size() > most) {
        pairs.remove(0);
      }
    }
  }

  /** Returns the inverse of the approximate Hessian times the negative gradient. */
  public double[] direction(double[] gradient) {
    double[] q = gradient.clone();
    double[] parts = new double[pairs.size()];
    for (int i = parts.length - 1; i >= 0; i--) {
      Pair pair = pairs.get(i);
      parts[i] = Vectors.dot(pair.step, q) / pair.curvature();
      Vectors.add(q, -parts[i], pair.change);
    }
    double scale = 1 / theta();
    for (int j = 0; j < q.length; j++) {
      q[j] *= scale;
    }
    for (int i = 0; i < parts.length; i++) {
      Pair pair = pairs.get(i);
      double part = Vectors.dot(pair.change, q) / pair.curvature();
      Vectors.add(q, parts[i] - part, pair.step);
    }
    return Vectors.negative(q);
  }

  /** Returns the multiple of the identity to which the steps add their curvature. */
  double theta() {
    if (pairs.isEmpty()) {
      return 1;
    }
    Pair last = pairs.getLast();
    return Vectors.dot(last.change, last.change) / last.curvature();
  }
}
