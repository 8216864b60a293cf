package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Workspace;
import io.autodiff.internal.array.WindowAxis;
import io.autodiff.internal.array.WindowLoops;

/**
 * How the windows of a convolution or pooling lie on an input's last axes, of which there are one
 * or two: window {@code i} of an axis has the elements {@code i * stride - padding + k * dilation}
 * for {@code k} below {@code size}, of which those outside the axis are padding.
 *
 * @param input the sizes of the axes
 * @param count how many windows there are on each
 */
public record SlidingWindow(
    Ints input, Ints size, Ints stride, Ints padding, Ints dilation, Ints count) {

  /** Returns the number of axes. */
  int axes() {
    return input.size();
  }

  /** Returns the loops over the windows. */
  WindowLoops loops(Workspace w) {
    WindowAxis down = axes() == 1 ? WindowAxis.ONE : axis(0);
    return new WindowLoops(w.kernels(), down, axis(axes() - 1));
  }

  private WindowAxis axis(int i) {
    return new WindowAxis(
        input.get(i), size.get(i), stride.get(i), padding.get(i), dilation.get(i), count.get(i));
  }

  /** Returns the shape that has the windows in place of an input's elements. */
  Shape pooled(Shape input) {
    return input.leading(axes()).and(count.array());
  }

  /**
   * Returns how many elements a window has on an axis.
   *
   * @param padded whether padding counts; what is beyond it never does
   */
  public int elements(int axis, int number, boolean padded) {
    int around = padded ? padding.get(axis) : 0;
    int elements = 0;
    for (int k = 0; k < size.get(axis); k++) {
      int at = number * stride.get(axis) - padding.get(axis) + k * dilation.get(axis);
      elements += at >= -around && at < input.get(axis) + around ? 1 : 0;
    }
    return elements;
  }
}
