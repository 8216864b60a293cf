package io.autodiff;

import java.util.Arrays;

/**
 * Access to single elements of a {@code double[]} or {@code float[]}; not for loops that matter.
 */
final class Elements {
  private Elements() {}

  static double get(Object array, int i) {
    return array instanceof double[] d ? d[i] : ((float[]) array)[i];
  }

  static void set(Object array, int i, double value) {
    if (array instanceof double[] d) {
      d[i] = value;
    } else {
      ((float[]) array)[i] = (float) value;
    }
  }

  static Object copy(Object array) {
    return array instanceof double[] d ? d.clone() : ((float[]) array).clone();
  }

  static void fill(Object array, double value) {
    if (array instanceof double[] d) {
      Arrays.fill(d, value);
    } else {
      Arrays.fill((float[]) array, (float) value);
    }
  }

  /** Returns the elements as a new array of doubles. */
  static double[] toDoubles(Object array) {
    if (array instanceof double[] d) {
      return d.clone();
    }
    float[] f = (float[]) array;
    double[] wide = new double[f.length];
    for (int i = 0; i < f.length; i++) {
      wide[i] = f[i];
    }
    return wide;
  }
}
