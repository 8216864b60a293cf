package io.autodiff.optimize;

/** Sums over vectors of numbers, from the first entry to the last. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    double largest = 0;
    for (double each : a) {
      largest = Math.max(largest, Math.abs(each));
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (double each : a) {
      sum += each / largest * (each / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /** Adds a multiple of a vector to another. */
  static void add(double[] to, double factor, double[] term) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * term[i];
    }
  }

  static double[] minus(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }

  /** Returns {@code start + part * direction}. */
  static double[] along(double[] start, double[] direction, double part) {
    double[] to = start.clone();
    add(to, part, direction);
    return to;
  }

  static double[] negative(double[] a) {
    double[] negative = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      negative[i] = -a[i];
    }
    return negative;
  }

  static boolean isFinite(double[] a) {
    for (double each : a) {
      if (!Double.isFinite(each)) {
        return false;
      }
    }
    return true;
  }
}
