package io.autodiff.internal;

/** Copies between a contiguous array and a strided view of another. */
public final class Strided {
  private Strided() {}

  /**
   * Computes {@code out[i] = x[offset + Σ index(i)_d * strides_d]} where {@code i} runs over {@code
   * dims} in row-major order: a transpose, a broadcast, a slice with any step.
   */
  public static void gather(Object x, int offset, int[] dims, int[] strides, Object out) {
    new Walk(dims, strides) {
      @Override
      void row(int at, int from, int n, int step) {
        double[] src = (double[]) x;
        double[] dst = (double[]) out;
        if (step == 1) {
          System.arraycopy(src, from, dst, at, n);
        } else {
          for (int i = 0, j = from; i < n; i++, j += step) {
            dst[at + i] = src[j];
          }
        }
      }
    }.run(offset);
  }

  /** Computes {@code out[offset + Σ index(i)_d * strides_d] = x[i]}, the inverse of gather. */
  public static void scatter(Object x, Object out, int offset, int[] dims, int[] strides) {
    new Walk(dims, strides) {
      @Override
      void row(int at, int to, int n, int step) {
        double[] src = (double[]) x;
        double[] dst = (double[]) out;
        for (int i = 0, j = to; i < n; i++, j += step) {
          dst[j] = src[at + i];
        }
      }
    }.run(offset);
  }

  /** Visits the rows (innermost axis) of a strided view in row-major order. */
  private abstract static class Walk {
    private final int[] dims;
    private final int[] strides;
    private int at;

    Walk(int[] dims, int[] strides) {
      this.dims = dims;
      this.strides = strides;
    }

    abstract void row(int at, int viewAt, int n, int step);

    void run(int offset) {
      for (int dim : dims) {
        if (dim == 0) {
          return;
        }
      }
      if (dims.length == 0) {
        row(0, offset, 1, 1);
      } else {
        visit(0, offset);
      }
    }

    private void visit(int axis, int viewAt) {
      int n = dims[axis];
      if (axis == dims.length - 1) {
        row(at, viewAt, n, strides[axis]);
        at += n;
        return;
      }
      for (int i = 0; i < n; i++) {
        visit(axis + 1, viewAt + i * strides[axis]);
      }
    }
  }
}
