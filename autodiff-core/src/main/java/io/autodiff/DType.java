package io.autodiff;

/** The number type of a tensor's elements. A {@link Scalar} is always a {@code double}. */
public enum DType {
  /** IEEE 754 binary32, stored as {@code float[]}. */
  FLOAT32,
  /** IEEE 754 binary64, stored as {@code double[]}. */
  FLOAT64;

  /**
   * Returns a new array of {@code length} zeros of this type: a {@code float[]} or {@code
   * double[]}.
   */
  public Object newArray(int length) {
    return this == FLOAT64 ? new double[length] : new float[length];
  }

  /**
   * Returns the type of the elements of {@code array}, a {@code float[]} or {@code double[]}.
   *
   * @throws AutodiffException if it is neither
   */
  public static DType of(Object array) {
    if (array instanceof double[]) {
      return FLOAT64;
    }
    if (array instanceof float[]) {
      return FLOAT32;
    }
    throw new AutodiffException(
        "array: unsupported element type",
        array.getClass().getSimpleName(),
        "double[] or float[]",
        null);
  }

  @Override
  public String toString() {
    return this == FLOAT64 ? "float64" : "float32";
  }
}
