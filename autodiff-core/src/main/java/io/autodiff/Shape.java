package io.autodiff;

import java.util.Arrays;

/**
 * The sizes of a tensor's axes, outermost first; immutable. Rank 0 is {@code ()}: one element.
 *
 * <p>All shape arithmetic lives here: NumPy's broadcasting, axis numbers counted from the end, the
 * shape that a reduction leaves.
 */
public final class Shape {
  /** The shape of rank 0, one element. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    this.dims = dims;
    long product = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new AutodiffException(
            "shape: negative size", render(dims), "every size at least 0", null);
      }
      product *= dim;
      if (product > Integer.MAX_VALUE - 8) {
        throw new AutodiffException(
            "shape: too many elements", render(dims), "at most 2147483639 elements", null);
      }
    }
    this.size = (int) product;
  }

  /** Returns the shape with these sizes, outermost first. */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Returns the shape with these sizes; the array becomes the shape's. */
  private static Shape own(int[] dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims);
  }

  /** Returns the number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Returns the number of elements, the product of all sizes. */
  public int size() {
    return size;
  }

  /**
   * Returns the size of an axis; negative axes count from the end, {@code -1} is the last. Of rank
   * 0 the axes 0 and -1 have size 1.
   */
  public int dim(int axis) {
    int normal = axis("dim", axis);
    return dims.length == 0 ? 1 : dims[normal];
  }

  /** Returns the sizes, outermost first, as a new array. */
  public int[] dims() {
    return dims.clone();
  }

  /**
   * Returns the axis counted from the front. Of rank 0 the axes 0 and -1 mean the only element, as
   * in PyTorch.
   *
   * @throws AutodiffException if {@code axis} is not in {@code [-rank, rank)}, or of rank 0 in
   *     {@code [-1, 1)}
   */
  public int axis(int axis) {
    return axis("", axis);
  }

  /** Returns {@link #axis(int)} for an operation, which the message names. */
  int axis(String operation, int axis) {
    int count = Math.max(dims.length, 1);
    int normal = axis < 0 ? axis + count : axis;
    if (normal < 0 || normal >= count) {
      throw new AutodiffException(
          named(operation, "axis out of range"),
          "axis " + axis + " of shape " + this,
          "an axis from " + -count + " to " + (count - 1),
          null);
    }
    return normal;
  }

  private static String named(String operation, String problem) {
    return operation.isEmpty() ? problem : operation + ": " + problem;
  }

  /**
   * Returns {@link #axis} of an operation that cannot do without one.
   *
   * @throws AutodiffException if the rank is 0, too
   */
  int ownAxis(String operation, int axis) {
    if (dims.length == 0) {
      throw new AutodiffException(
          operation + ": rank not supported",
          "axis " + axis + " of shape " + this,
          "at least 1 axis",
          "unsqueeze(0) makes one of size 1");
    }
    return axis(operation, axis);
  }

  /**
   * Returns where from the front a new axis stands for an operation, which the message names.
   *
   * @throws AutodiffException if {@code axis} is not in {@code [-rank - 1, rank]}
   */
  int newAxis(String operation, int axis) {
    int count = dims.length + 1;
    int at = axis < 0 ? axis + count : axis;
    if (at < 0 || at >= count) {
      throw new AutodiffException(
          operation + ": axis out of range",
          "axis " + axis + " for shape " + this,
          "an axis from " + -count + " to " + dims.length + ", where the new one stands",
          null);
    }
    return at;
  }

  /**
   * Returns distinct axes counted from the front in ascending order; no axes means all of them. Of
   * rank 0 there are none, also if 0 or -1 is named.
   *
   * @throws AutodiffException if an axis is out of range or named twice
   */
  public int[] axes(int... axes) {
    return axes("", axes);
  }

  /** Returns {@link #axes(int...)} for an operation, which the message names. */
  int[] axes(String operation, int... axes) {
    if (axes.length == 0) {
      int[] all = new int[dims.length];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] normal = new int[axes.length];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = axis(operation, axes[i]);
    }
    Arrays.sort(normal);
    for (int i = 1; i < normal.length; i++) {
      if (normal[i] == normal[i - 1]) {
        throw new AutodiffException(
            named(operation, "axis named twice"),
            Arrays.toString(axes) + " of shape " + this,
            "distinct axes",
            null);
      }
    }
    return dims.length == 0 ? new int[0] : normal;
  }

  /**
   * Returns the shape left by reducing these axes (from the front, ascending, as {@link #axes}).
   */
  public Shape reduce(int[] axes, boolean keepDims) {
    int rank = keepDims ? dims.length : dims.length - axes.length;
    if (rank == 0) {
      return SCALAR;
    }
    int[] left = new int[rank];
    int next = 0;
    int reduced = 0;
    for (int i = 0; i < dims.length; i++) {
      if (reduced < axes.length && axes[reduced] == i) {
        reduced++;
        if (keepDims) {
          left[next++] = 1;
        }
      } else {
        left[next++] = dims[i];
      }
    }
    return own(left);
  }

  /**
   * Returns the shape in which {@code left} and {@code right} meet by NumPy's rule: ones are
   * prepended to the shorter, axes of size 1 stretch, anything else is an error.
   *
   * @param operation the operation's name, for the message
   * @throws AutodiffException if two sizes differ and neither is 1
   */
  public static Shape broadcast(String operation, Shape left, Shape right) {
    if (right.broadcastsTo(left)) {
      return left;
    }
    if (left.broadcastsTo(right)) {
      return right;
    }
    int rank = Math.max(left.rank(), right.rank());
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int a = left.fromEnd(i);
      int b = right.fromEnd(i);
      if (a != b && a != 1 && b != 1) {
        throw new AutodiffException(
            operation + ": shapes do not broadcast",
            "left " + left + ", right " + right,
            "equal sizes, or 1, on every axis counted from the last; axis "
                + -i
                + " has "
                + a
                + " and "
                + b,
            broadcastHint(left, right));
      }
      dims[rank - i] = a == 1 ? b : a;
    }
    return own(dims);
  }

  /**
   * Returns the shape in which three meet; see {@link #broadcast(String, Shape, Shape)}.
   *
   * @throws AutodiffException if two sizes differ and neither is 1
   */
  public static Shape broadcast(String operation, Shape first, Shape second, Shape third) {
    boolean fit = first.meets(second) && first.meets(third) && second.meets(third);
    if (!fit) {
      throw new AutodiffException(
          operation + ": shapes do not broadcast",
          first + ", " + second + ", " + third,
          "equal sizes, or 1, on every axis counted from the last",
          null);
    }
    return broadcast(operation, broadcast(operation, first, second), third);
  }

  private boolean meets(Shape other) {
    for (int i = 1; i <= Math.min(rank(), other.rank()); i++) {
      int a = fromEnd(i);
      int b = other.fromEnd(i);
      if (a != b && a != 1 && b != 1) {
        return false;
      }
    }
    return true;
  }

  private static @org.jspecify.annotations.Nullable String broadcastHint(Shape left, Shape right) {
    boolean fits = left.rank() == 2 && left.dims[0] == right.fromEnd(1) && right.rank() == 1;
    if (fits) {
      return "right.reshape(" + right.dims[0] + ", 1) is a column and would fit";
    }
    boolean turned = right.rank() == 2 && left.equals(Shape.of(right.dims[1], right.dims[0]));
    return turned ? "right.transpose() is " + left + " and would fit" : null;
  }

  private int fromEnd(int position) {
    return position <= dims.length ? dims[dims.length - position] : 1;
  }

  /** Returns whether a tensor of this shape can be stretched to {@code target} by broadcasting. */
  public boolean broadcastsTo(Shape target) {
    if (rank() > target.rank()) {
      return false;
    }
    for (int i = 1; i <= rank(); i++) {
      if (fromEnd(i) != target.fromEnd(i) && fromEnd(i) != 1) {
        return false;
      }
    }
    return true;
  }

  /** Returns the shape without its last {@code count} axes. */
  public Shape leading(int count) {
    return count == dims.length ? SCALAR : own(Arrays.copyOf(dims, dims.length - count));
  }

  /** Returns the shape with further axes behind its own. */
  public Shape and(int... more) {
    int[] all = Arrays.copyOf(dims, dims.length + more.length);
    System.arraycopy(more, 0, all, dims.length, more.length);
    return own(all);
  }

  /** Returns the row-major strides, in elements. */
  public int[] strides() {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  /**
   * Returns the row-major position of an element; negative positions on an axis count from its end.
   *
   * @param index a position for each axis
   * @throws AutodiffException if there is no such element
   */
  int position(int... index) {
    if (index.length != rank()) {
      throw new AutodiffException(
          "element: wrong number of positions",
          Arrays.toString(index) + " in shape " + this,
          rank() + " positions, one for each axis",
          null);
    }
    int at = 0;
    for (int i = 0; i < index.length; i++) {
      int n = dims[i];
      int k = index[i] < 0 ? index[i] + n : index[i];
      if (k < 0 || k >= n) {
        throw new AutodiffException(
            "element: position out of range",
            Arrays.toString(index) + " in shape " + this,
            "on axis " + i + " a position from " + -n + " to " + (n - 1),
            null);
      }
      at = at * n + k;
    }
    return at;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape s && isSame(dims, s.dims));
  }

  /** Does what {@link Arrays#equals(int[], int[])} does, at less than a call for so few. */
  private static boolean isSame(int[] a, int[] b) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** Returns the sizes in parentheses: {@code (32, 128)}. */
  @Override
  public String toString() {
    return render(dims);
  }

  private static String render(int[] dims) {
    String list = Arrays.toString(dims);
    return "(" + list.substring(1, list.length() - 1) + ")";
  }

  /**
   * Checks that there are two axes for the rows and columns of matrices.
   *
   * @param name the operation that needs them
   */
  void requireMatrices(String name) {
    if (rank() < 2) {
      throw new AutodiffException(
          name + ": not a matrix", "shape " + this, "at least 2 axes", null);
    }
  }

  /**
   * Checks that the last two axes are those of square matrices.
   *
   * @param name the operation that needs them
   */
  void requireSquare(String name) {
    requireMatrices(name);
    if (dim(-1) != dim(-2)) {
      throw new AutodiffException(
          name + ": matrix is not square", "shape " + this, "equal last two axes", null);
    }
  }

  /**
   * Checks that there is something to choose from along an axis.
   *
   * @param name the operation that chooses
   */
  void requireElements(String name, int axis) {
    if (dim(axis) == 0) {
      throw new AutodiffException(
          name + ": no element to choose from",
          "shape " + this + ", axis " + axis,
          "at least one element along every reduced axis",
          null);
    }
  }
}
