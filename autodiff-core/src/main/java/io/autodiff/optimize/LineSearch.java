package io.autodiff.optimize;

import org.jspecify.annotations.Nullable;

/**
 * The search for a step along a direction that lowers a function enough and flattens it enough: the
 * strong conditions of Wolfe. Sources: Nocedal and Wright, "Numerical Optimization" (2006),
 * algorithms 3.5 and 3.6; Hager and Zhang (2005) for the condition where values no longer tell.
 */
public final class LineSearch {
  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;

  /** The relative error of values below which slopes decide. */
  private static final double NOISE = 1e-13;

  private static final int MOST = 40;

  private final Along f;
  private final Point start;
  private final double most;

  private LineSearch(Along f, Point start, double most) {
    this.f = f;
    this.start = start;
    this.most = most;
  }

  /** The function along the direction. */
  @FunctionalInterface
  public interface Along {
    /** Evaluates the function at a part of the direction. */
    Point at(double part);
  }

  /**
   * A point along the direction.
   *
   * @param part of the direction
   * @param value the function there
   * @param slope its derivative along the direction
   */
  public record Point(double part, double value, double slope) {
    private boolean isFinite() {
      return Double.isFinite(value) && Double.isFinite(slope);
    }
  }

  /**
   * Returns the point that is found; null if none of those tried lowers the value.
   *
   * @param start the value and the slope, which is negative, at 0
   * @param first the part that is tried first
   * @param most the largest part
   */
  public static @Nullable Point search(Along f, Point start, double first, double most) {
    return new LineSearch(f, start, most).bracket(Math.min(first, most));
  }

  /** Enlarges the part until an acceptable one lies between two. */
  private @Nullable Point bracket(double first) {
    Point low = start;
    double part = first;
    double limit = most;
    for (int k = 0; k < MOST; k++) {
      Point there = f.at(part);
      if (!there.isFinite()) {
        limit = part;
        part = low.part + 0.1 * (part - low.part);
        continue;
      }
      if (!falls(there) || (low.part > 0 && there.value >= low.value)) {
        return zoom(low, there);
      }
      if (isFlat(there)) {
        return there;
      }
      if (there.slope >= 0) {
        return zoom(there, low);
      }
      if (part >= most || part >= 0.99 * limit) {
        return there;
      }
      double further = part + 4 * (part - low.part);
      double guess = cubic(low, there);
      double next = guess > part * 1.1 ? Math.min(guess, further) : further;
      low = there;
      part = limit < most ? Math.min(next, 0.5 * (part + limit)) : Math.min(next, most);
    }
    return low.part == 0 ? null : low;
  }

  /** Narrows the interval between the better end and another. */
  private @Nullable Point zoom(Point from, Point to) {
    Point low = from;
    Point high = to;
    for (int k = 0; k < MOST; k++) {
      double width = high.part - low.part;
      double guess = cubic(low, high);
      double inner = (guess - low.part) / width;
      double part =
          low.part + width * (inner > 0.1 && inner < 0.9 ? inner : inner >= 0.9 ? 0.9 : 0.5);
      if (part == low.part || part == high.part) {
        break;
      }
      Point there = f.at(part);
      if (!there.isFinite() || !falls(there) || (there.value > low.value && !isNoise(there, low))) {
        high = there;
      } else {
        if (isFlat(there)) {
          return there;
        }
        if (there.slope * width >= 0) {
          high = low;
        }
        low = there;
      }
    }
    return low.part == 0 ? null : low;
  }

  /** Whether the value falls enough, or is the same as far as can be told and the slope says so. */
  private boolean falls(Point p) {
    return p.value <= start.value + DECREASE * p.part * start.slope
        || (isNoise(p, start) && p.slope <= (2 * DECREASE - 1) * start.slope);
  }

  private static boolean isNoise(Point p, Point other) {
    return Math.abs(p.value - other.value) <= NOISE * Math.abs(other.value);
  }

  private boolean isFlat(Point p) {
    return Math.abs(p.slope) <= CURVATURE * -start.slope;
  }

  /** The minimum of the cubic through values and slopes of two points; NaN if it has none. */
  private static double cubic(Point a, Point b) {
    double width = b.part - a.part;
    double d = a.slope + b.slope - 3 * (b.value - a.value) / width;
    double square = d * d - a.slope * b.slope;
    double root = Math.copySign(Math.sqrt(square), width);
    return b.part - width * (b.slope + root - d) / (b.slope - a.slope + 2 * root);
  }
}
