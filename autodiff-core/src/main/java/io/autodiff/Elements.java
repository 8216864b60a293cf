package io.autodiff;

import io.autodiff.internal.array.Conversion;
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
    return (double[]) converted(array, DType.FLOAT64);
  }

  /** Returns the elements as a new array of floats. */
  static float[] toFloats(Object array) {
    return (float[]) converted(array, DType.FLOAT32);
  }

  private static Object converted(Object array, DType dtype) {
    Object copy = dtype.newArray(java.lang.reflect.Array.getLength(array));
    Conversion.convert(array, copy);
    return copy;
  }

  /**
   * Returns where two arrays of one type first differ in a bit, -1 if nowhere; all NaNs are one.
   */
  static int mismatch(Object a, Object b) {
    return switch (a) {
      case double[] wide -> Arrays.mismatch(wide, (double[]) b);
      case float[] narrow -> Arrays.mismatch(narrow, (float[]) b);
      default -> throw new IllegalStateException(a.getClass().getName());
    };
  }
}
