package io.autodiff.internal.array;

/** Copies between a contiguous array and a strided view of another of the same type. */
public final class Strided {
  private static final TypedKernel<StrideKernel> STRIDE =
      TypedKernel.of(StrideKernel.class, PlainStride.class);

  /** Shorter rows are copied element by element. */
  private static final int NARROW = 64;

  private Strided() {}

  /**
   * Computes {@code out[i] = x[offset + Σ index(i)_d * strides_d]} where {@code i} runs over {@code
   * dims} in row-major order: a transpose, a broadcast, a slice with any step.
   */
  public static void gather(Object x, int offset, int[] dims, int[] strides, Object out) {
    StrideKernel kernel = STRIDE.of(x);
    if (dims.length == 2 && dims[1] < NARROW) {
      kernel.rows(x, offset, strides[0], strides[1], dims[0], dims[1], out);
      return;
    }
    walk(dims, strides, offset, (at, from, n, step) -> kernel.gather(x, from, step, out, at, n));
  }

  /** Computes {@code out[r * n + i] = x[from + r * down + i * step]} for {@code r} below rows. */
  static void rows(Object x, int from, int down, int step, int rows, int n, Object out) {
    STRIDE.of(x).rows(x, from, down, step, rows, n, out);
  }

  /**
   * Continues rows of {@code n} elements with a value, {@code before} in front and {@code after}
   * behind; below 0 that many elements are cut off.
   */
  public static void pad(
      Object x, int rows, int n, int before, int after, double value, Object out) {
    int front = Math.max(0, before);
    int cut = Math.max(0, -before);
    int kept = n - cut - Math.max(0, -after);
    int width = n + before + after;
    for (int r = 0; r < rows; r++) {
      int at = r * width;
      Elements.fill(out, at, at + front, value);
      System.arraycopy(x, r * n + cut, out, at + front, kept);
      Elements.fill(out, at + front + kept, at + width, value);
    }
  }

  /** Computes {@code out[offset + Σ index(i)_d * strides_d] = x[i]}, the inverse of gather. */
  public static void scatter(Object x, Object out, int offset, int[] dims, int[] strides) {
    StrideKernel kernel = STRIDE.of(x);
    walk(dims, strides, offset, (at, to, n, step) -> kernel.scatter(x, at, out, to, step, n));
  }

  /** Computes {@code out[offset + Σ index(i)_d * strides_d] += x[i]}, the transpose of gather. */
  public static void scatterAdd(Object x, Object out, int offset, int[] dims, int[] strides) {
    StrideKernel kernel = STRIDE.of(x);
    walk(dims, strides, offset, (at, to, n, step) -> kernel.add(x, at, out, to, step, n));
  }

  /**
   * Does what {@link #gather} does for a view with short rows, from position {@code at} of {@code
   * out} on.
   */
  public static void gatherBoxes(
      Object x, int offset, int[] dims, int[] strides, Object out, int at) {
    StrideKernel kernel = STRIDE.of(x);
    new Boxes(dims, strides)
        .walk(
            at,
            offset,
            (b, to, from) ->
                kernel.box(x, from, b.deep, b.down, b.step, b.layers, b.rows, b.n, out, to));
  }

  /**
   * Adds the elements of {@code x} from position {@code at} on to those of a strided view of {@code
   * out}, one after the other, since elements of the view may be one in memory.
   */
  public static void addBoxes(Object x, int at, Object out, int offset, int[] dims, int[] strides) {
    StrideKernel kernel = STRIDE.of(x);
    new Boxes(dims, strides)
        .walk(
            at,
            offset,
            (b, from, to) ->
                kernel.addBox(x, from, b.layers, b.rows, b.n, out, to, b.deep, b.down, b.step));
  }

  /** The innermost three axes of a strided view. */
  private interface Box {
    void move(Boxes boxes, int at, int viewAt);
  }

  /** A strided view cut into boxes of its innermost three axes. */
  private static final class Boxes {
    private final int[] dims;
    private final int[] strides;
    private final int layers;
    private final int rows;
    private final int n;
    private final int deep;
    private final int down;
    private final int step;

    Boxes(int[] dims, int[] strides) {
      this.dims = dims;
      this.strides = strides;
      int axes = dims.length;
      this.layers = axes > 2 ? dims[axes - 3] : 1;
      this.rows = axes > 1 ? dims[axes - 2] : 1;
      this.n = dims[axes - 1];
      this.deep = axes > 2 ? strides[axes - 3] : 0;
      this.down = axes > 1 ? strides[axes - 2] : 0;
      this.step = strides[axes - 1];
    }

    void walk(int at, int viewAt, Box box) {
      walk(0, at, viewAt, box);
    }

    /** Visits the boxes from an axis on; returns the position after them. */
    private int walk(int axis, int at, int viewAt, Box box) {
      if (axis >= dims.length - 3) {
        box.move(this, at, viewAt);
        return at + layers * rows * n;
      }
      int next = at;
      for (int i = 0; i < dims[axis]; i++) {
        next = walk(axis + 1, next, viewAt + i * strides[axis], box);
      }
      return next;
    }
  }

  /** A row (innermost axis) of a strided view. */
  private interface Row {
    void move(int at, int viewAt, int n, int step);
  }

  /** Visits the rows of a strided view in row-major order; axes that are one in memory are one. */
  private static void walk(int[] dims, int[] strides, int offset, Row row) {
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    int last = dims.length - 1;
    int n = last < 0 ? 1 : dims[last];
    int step = last < 0 ? 1 : strides[last];
    while (last > 0 && strides[last - 1] == step * n) {
      n *= dims[--last];
    }
    int[] index = new int[Math.max(last, 0)];
    int viewAt = offset;
    for (int at = 0; at < size; at += n) {
      row.move(at, viewAt, n, step);
      for (int d = last - 1; d >= 0; d--) {
        viewAt += strides[d];
        if (++index[d] < dims[d]) {
          break;
        }
        viewAt -= strides[d] * dims[d];
        index[d] = 0;
      }
    }
  }
}
