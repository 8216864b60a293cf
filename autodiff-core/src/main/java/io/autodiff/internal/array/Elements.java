package io.autodiff.internal.array;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * Access to the elements of a {@code double[]} or {@code float[]}, one at a time or all of them;
 * not for loops that matter.
 */
public final class Elements {
  private Elements() {}

  /** Returns an element. */
  public static double get(Object array, int i) {
    return array instanceof double[] d ? d[i] : ((float[]) array)[i];
  }

  /** Sets an element to a value, rounded to the array's type. */
  public static void set(Object array, int i, double value) {
    if (array instanceof double[] d) {
      d[i] = value;
    } else {
      ((float[]) array)[i] = (float) value;
    }
  }

  /** Returns a copy of an array. */
  public static Object copy(Object array) {
    return array instanceof double[] d ? d.clone() : ((float[]) array).clone();
  }

  /** Sets all elements to a value, rounded to the array's type. */
  public static void fill(Object array, double value) {
    if (array instanceof double[] d) {
      Arrays.fill(d, value);
    } else {
      Arrays.fill((float[]) array, (float) value);
    }
  }

  /** Sets the elements in {@code [from, to)} to a value, rounded to the array's type. */
  public static void fill(Object array, int from, int to, double value) {
    if (array instanceof double[] d) {
      Arrays.fill(d, from, to, value);
    } else {
      Arrays.fill((float[]) array, from, to, (float) value);
    }
  }

  /** Returns the elements as a new array of doubles. */
  public static double[] toDoubles(Object array) {
    double[] copy = new double[Array.getLength(array)];
    Conversion.convert(array, copy);
    return copy;
  }

  /** Returns the elements as a new array of floats. */
  public static float[] toFloats(Object array) {
    float[] copy = new float[Array.getLength(array)];
    Conversion.convert(array, copy);
    return copy;
  }

  /**
   * Returns where two arrays of one type first differ in a bit, -1 if nowhere; all NaNs are one.
   */
  public static int mismatch(Object a, Object b) {
    return a instanceof double[] d
        ? Arrays.mismatch(d, (double[]) b)
        : Arrays.mismatch((float[]) a, (float[]) b);
  }
}
