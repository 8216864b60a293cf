package io.autodiff.internal.math;

/** Spherical Bessel functions of the first kind, of half turns: {@code j_n(πx)}; DLMF 10.47. */
public final class SphericalBessel {
  private SphericalBessel() {}

  /**
   * Returns {@code j_n(πx)}: upwards from {@code sin u / u} where the argument is beyond the order,
   * else downwards (Miller's algorithm, DLMF 3.6).
   */
  public static double ofTurns(int n, double x) {
    double u = Math.PI * Math.abs(x);
    double sign = n % 2 == 1 && x < 0 ? -1 : 1;
    if (Double.isInfinite(u)) {
      return Double.isInfinite(x) ? 0 : sign * ofTurns(n, Math.abs(x) / 4) / 4;
    }
    return sign * (u > n + 1 ? upwards(n, Math.abs(x), u) : downwards(n, Math.abs(x), u));
  }

  /** Returns {@code sin(πx)}, 0 at whole numbers. */
  private static double sinOfTurns(double x) {
    double whole = Math.rint(x);
    double s = Math.sin(Math.PI * (x - whole));
    return isOdd(whole) ? -s : s;
  }

  private static double cosOfTurns(double x) {
    double whole = Math.rint(x);
    double rest = Math.abs(x - whole);
    double c = rest < 0.25 ? Math.cos(Math.PI * rest) : Math.sin(Math.PI * (0.5 - rest));
    return isOdd(whole) ? -c : c;
  }

  private static boolean isOdd(double whole) {
    return Math.abs(whole % 2) == 1;
  }

  private static double upwards(int n, double x, double u) {
    double before = sinOfTurns(x) / u;
    double now = n == 0 ? before : (before - cosOfTurns(x)) / u;
    for (int k = 1; k < n; k++) {
      double next = (2 * k + 1) / u * now - before;
      before = now;
      now = next;
    }
    return now;
  }

  /** The ratios of neighbours by their continued fraction, from j₀ or, near its zero, j₁. */
  private static double downwards(int n, double x, double u) {
    double zeroth = u == 0 ? 1 : sinOfTurns(x) / u;
    if (n == 0) {
      return zeroth;
    }
    double ratio = 0; // j_k / j_(k-1)
    double product = 1;
    for (int k = n + 24; k > 1; k--) {
      ratio = u / (2 * k + 1 - u * ratio);
      product = k <= n ? product * ratio : product;
    }
    double first = zeroth > 0.3 ? u / (3 - u * ratio) * zeroth : (zeroth - cosOfTurns(x)) / u;
    return product * first;
  }
}
