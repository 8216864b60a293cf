package io.autodiff.internal.array;

/**
 * How windows lie on an axis: window {@code i} has the elements {@code i * stride - padding + k *
 * dilation} for {@code k} below {@code size}, of which those outside the axis are padding.
 *
 * @param n the elements of the axis
 * @param count how many windows there are
 */
public record WindowAxis(int n, int size, int stride, int padding, int dilation, int count) {

  /** An axis of one element, with one window. */
  public static final WindowAxis ONE = new WindowAxis(1, 1, 1, 0, 1, 1);

  /** Returns how many elements there are from the begin of the first window to the last one's. */
  int reach() {
    return (count - 1) * stride + (size - 1) * dilation + 1;
  }

  /** Returns whether the windows contain no padding. */
  boolean isWhole() {
    return padding == 0 && reach() <= n;
  }

  /** Returns the first window whose element {@code k} is on the axis. */
  int first(int k) {
    return Math.max(0, Math.ceilDiv(padding - k * dilation, stride));
  }

  /** Returns the first window after {@link #first} whose element {@code k} is beyond the axis. */
  int end(int k) {
    return Math.clamp(Math.floorDiv(n - 1 + padding - k * dilation, stride) + 1, 0, count);
  }

  /** Returns the first element of a window that is on the axis. */
  int firstOf(int window) {
    int start = window * stride - padding;
    return start >= 0 ? 0 : Math.ceilDiv(-start, dilation); // a division only at the edge
  }

  /** Returns the first element of a window after {@link #firstOf} that is beyond the axis. */
  int endOf(int window) {
    int start = window * stride - padding;
    return start + (size - 1) * dilation < n
        ? size
        : Math.clamp(Math.floorDiv(n - 1 - start, dilation) + 1, 0, size);
  }
}
