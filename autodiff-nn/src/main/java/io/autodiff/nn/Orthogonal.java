package io.autodiff.nn;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Random orthonormal vectors, by Gram and Schmidt's method with a second sweep. */
final class Orthogonal {
  private Orthogonal() {}

  /** Returns {@code count} orthonormal vectors of {@code length} elements. */
  static double[][] basis(int count, int length, RandomGenerator random) {
    double[][] basis = new double[count][length];
    for (int i = 0; i < count; i++) {
      double[] v = basis[i];
      double norm;
      do {
        Arrays.setAll(v, _ -> random.nextGaussian());
        removeEarlier(v, basis, i);
        removeEarlier(v, basis, i);
        norm = Math.sqrt(dot(v, v));
      } while (norm < 1e-8);
      double length1 = norm;
      Arrays.setAll(v, k -> v[k] / length1);
    }
    return basis;
  }

  private static void removeEarlier(double[] v, double[][] basis, int count) {
    for (int j = 0; j < count; j++) {
      double along = dot(v, basis[j]);
      for (int k = 0; k < v.length; k++) {
        v[k] -= along * basis[j][k];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
