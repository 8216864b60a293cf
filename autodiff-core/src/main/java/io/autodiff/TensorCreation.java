package io.autodiff;

import io.autodiff.internal.array.Elements;
import io.autodiff.tape.NodeDetails;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** The constants that {@link Tensor} makes of numbers; called as {@code Tensor.of(1, 2)}. */
public abstract sealed class TensorCreation permits Tensor {
  TensorCreation() {}

  /** Returns a float64 tensor of rank 1 with these elements. */
  public static Tensor of(double... elements) {
    return wrap(Shape.of(elements.length), elements.clone());
  }

  /**
   * Returns a float64 tensor with these elements, row-major.
   *
   * @throws AutodiffException if their number is not the shape's size
   */
  public static Tensor of(Shape shape, double... elements) {
    return wrap(shape, elements.clone());
  }

  /** Returns a float32 tensor of rank 1 with these elements. */
  public static Tensor of(float[] elements) {
    return wrap(Shape.of(elements.length), elements.clone());
  }

  /**
   * Returns a float32 tensor with these elements, row-major.
   *
   * @throws AutodiffException if their number is not the shape's size
   */
  public static Tensor of(Shape shape, float[] elements) {
    return wrap(shape, elements.clone());
  }

  /**
   * Returns a float64 matrix with these rows.
   *
   * @throws AutodiffException if the rows differ in length
   */
  public static Tensor of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] elements = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new AutodiffException(
            "tensor: rows differ in length",
            "row 0 has " + columns + " elements, row " + i + " has " + rows[i].length,
            "rows of equal length",
            null);
      }
      System.arraycopy(rows[i], 0, elements, i * columns, columns);
    }
    return wrap(Shape.of(rows.length, columns), elements);
  }

  /**
   * Returns a constant that uses {@code array} itself, not a copy; the caller must not change it
   * afterwards.
   *
   * @param array a {@code double[]} or {@code float[]}, row-major
   * @throws AutodiffException if its length is not the shape's size
   */
  public static Tensor wrap(Shape shape, Object array) {
    DType.of(array);
    int length = java.lang.reflect.Array.getLength(array);
    if (length != shape.size()) {
      throw new AutodiffException(
          "tensor: number of elements does not fit the shape",
          length + " elements, shape " + shape,
          shape.size() + " elements",
          null);
    }
    return new Tensor(shape, array, null, NodeDetails.CONSTANT, 0);
  }

  /** Returns a float64 constant that is {@code value} everywhere. */
  public static Tensor full(double value, int... dims) {
    return full(DType.FLOAT64, value, dims);
  }

  /** Returns a constant that is {@code value} everywhere. */
  public static Tensor full(DType dtype, double value, int... dims) {
    Shape shape = Shape.of(dims);
    Object elements = dtype.newArray(shape.size());
    Elements.fill(elements, value);
    return wrap(shape, elements);
  }

  /** Returns a float64 constant of zeros. */
  public static Tensor zeros(int... dims) {
    return zeros(DType.FLOAT64, dims);
  }

  /** Returns a constant of zeros. */
  public static Tensor zeros(DType dtype, int... dims) {
    Shape shape = Shape.of(dims);
    return wrap(shape, dtype.newArray(shape.size()));
  }

  /** Returns a float64 constant of ones. */
  public static Tensor ones(int... dims) {
    return ones(DType.FLOAT64, dims);
  }

  /** Returns a constant of ones. */
  public static Tensor ones(DType dtype, int... dims) {
    return full(dtype, 1, dims);
  }

  /**
   * Returns the float64 vector {@code start, start + step, …} up to but without {@code end}; {@code
   * numpy.arange}.
   *
   * @throws AutodiffException if {@code step} is 0 or NaN or the bounds are not finite
   */
  public static Tensor arange(double start, double end, double step) {
    double count = Math.ceil((end - start) / step);
    if (!Double.isFinite(count) || step == 0) {
      throw new AutodiffException(
          "arange: no end is reached",
          "from " + start + " to " + end + " in steps of " + step,
          "finite bounds and a step other than 0",
          null);
    }
    double[] elements = new double[Shape.of((int) Math.max(count, 0)).size()];
    Arrays.setAll(elements, i -> start + i * step);
    return Tensor.of(elements);
  }

  /** Returns {@code start, start + 1, …} up to but without {@code end}; {@code numpy.arange}. */
  public static Tensor arange(double start, double end) {
    return arange(start, end, 1);
  }

  /** Returns {@code 0, 1, …} up to but without {@code end}; {@code numpy.arange}. */
  public static Tensor arange(double end) {
    return arange(0, end);
  }

  /**
   * Returns a float64 vector of {@code count} numbers at equal distances, the first {@code start},
   * the last {@code end}; {@code numpy.linspace}. A single number is {@code start}.
   *
   * @throws AutodiffException if {@code count} is negative
   */
  public static Tensor linspace(double start, double end, int count) {
    double[] elements = new double[Shape.of(count).size()];
    double step = (end - start) / (count - 1);
    Arrays.setAll(elements, i -> i > 0 && i == count - 1 ? end : start + (i == 0 ? 0 : i * step));
    return Tensor.of(elements);
  }

  /** Returns the float64 identity matrix {@code (n, n)}; {@code numpy.eye}. */
  public static Tensor eye(int n) {
    return eye(DType.FLOAT64, n, n);
  }

  /** Returns zeros with ones on the diagonal, {@code (rows, columns)}; {@code numpy.eye}. */
  public static Tensor eye(DType dtype, int rows, int columns) {
    Shape shape = Shape.of(rows, columns);
    Object elements = dtype.newArray(shape.size());
    for (int i = 0; i < Math.min(rows, columns); i++) {
      Elements.set(elements, i * columns + i, 1);
    }
    return Tensor.wrap(shape, elements);
  }

  /**
   * Returns the coordinates of the points of a grid, one tensor for each vector given, of the shape
   * of all their sizes; {@code torch.meshgrid} with {@code indexing="ij"}. Element {@code (i, j)}
   * of the first result is element {@code i} of the first vector.
   *
   * @throws AutodiffException if an operand is not a vector
   */
  public static Tensor[] meshgrid(Tensor... vectors) {
    int[] sizes = new int[vectors.length];
    for (int i = 0; i < sizes.length; i++) {
      if (vectors[i].rank() != 1) {
        throw new AutodiffException(
            "meshgrid: not a vector", "operand " + i + " " + vectors[i].shape, "rank 1", null);
      }
      sizes[i] = vectors[i].size();
    }
    Tensor[] grids = new Tensor[sizes.length];
    for (int i = 0; i < grids.length; i++) {
      int[] along = new int[sizes.length];
      Arrays.fill(along, 1);
      along[i] = sizes[i];
      grids[i] = vectors[i].reshape(Shape.of(along)).broadcastTo(Shape.of(sizes));
    }
    return grids;
  }

  /**
   * Returns a row for each label, zeros with a 1 at its place: {@code (labels, classes)}, float64.
   *
   * @throws AutodiffException if a label is not a class from 0
   */
  public static Tensor oneHot(int classes, int... labels) {
    double[] rows = new double[Shape.of(labels.length, classes).size()];
    for (int i = 0; i < labels.length; i++) {
      rows[i * classes + checkedLabel("oneHot", i, labels[i], classes)] = 1;
    }
    return wrap(Shape.of(labels.length, classes), rows);
  }

  /**
   * Returns a label after a check that it is a class, for an operation, which the message names.
   */
  static int checkedLabel(String operation, int row, int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new AutodiffException(
          operation + ": label out of range",
          "label " + label + " of row " + row,
          "a class from 0 to " + (classes - 1),
          null);
    }
    return label;
  }

  /** Returns float64 draws from the standard normal distribution. */
  public static Tensor randn(RandomGenerator random, int... dims) {
    return randn(DType.FLOAT64, random, dims);
  }

  /** Returns draws from the standard normal distribution, the same numbers for either type. */
  public static Tensor randn(DType dtype, RandomGenerator random, int... dims) {
    return generate(dtype, Shape.of(dims), random::nextGaussian);
  }

  /** Returns float64 draws from the uniform distribution on {@code [low, high)}. */
  public static Tensor uniform(RandomGenerator random, double low, double high, int... dims) {
    return uniform(DType.FLOAT64, random, low, high, dims);
  }

  /** Returns draws from the uniform distribution on {@code [low, high)}. */
  public static Tensor uniform(
      DType dtype, RandomGenerator random, double low, double high, int... dims) {
    return generate(dtype, Shape.of(dims), () -> random.nextDouble(low, high));
  }

  private static Tensor generate(DType dtype, Shape shape, DoubleSupplier next) {
    Object elements = dtype.newArray(shape.size());
    for (int i = 0; i < shape.size(); i++) {
      Elements.set(elements, i, next.getAsDouble());
    }
    return wrap(shape, elements);
  }
}
