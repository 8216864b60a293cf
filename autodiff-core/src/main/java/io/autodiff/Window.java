package io.autodiff;

import io.autodiff.op.Ints;
import io.autodiff.op.SlidingWindow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the windows of a convolution or pooling slide over an input; immutable. Each number is given
 * once for all axes or for each:
 *
 * <pre>
 * x.conv2d(weights, Window.of().padding(1));
 * x.maxPool2d(Window.of().stride(2).padding(1), 3);
 * </pre>
 */
public final class Window {
  private static final int[] ONE = {1};

  private final int @Nullable [] stride;
  private final int[] padding;
  private final int[] dilation;
  private final boolean ceil;

  private Window(int @Nullable [] stride, int[] padding, int[] dilation, boolean ceil) {
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.ceil = ceil;
  }

  /**
   * Returns windows of neighbouring elements without padding. Those of a convolution begin at every
   * element, those of a pooling lie side by side.
   */
  public static Window of() {
    return new Window(null, new int[] {0}, ONE, false);
  }

  /**
   * Returns this with windows that begin so far apart.
   *
   * @throws AutodiffException if a number is below 1
   */
  public Window stride(int... elements) {
    return new Window(atLeast(1, "stride", elements), padding, dilation, ceil);
  }

  /**
   * Returns this with so many elements more on either side of an axis: in a convolution and a mean
   * zeros, in a maximum none that counts.
   *
   * @throws AutodiffException if a number is below 0
   */
  public Window padding(int... elements) {
    return new Window(stride, atLeast(0, "padding", elements), dilation, ceil);
  }

  /**
   * Returns this with the elements of a window so far apart.
   *
   * @throws AutodiffException if a number is below 1
   */
  public Window dilation(int... elements) {
    return new Window(stride, padding, atLeast(1, "dilation", elements), ceil);
  }

  /**
   * Returns this with a last window that may reach over the end, if it begins before it; PyTorch's
   * {@code ceil_mode}. What is beyond is as padding is, but does not count in a mean.
   */
  public Window ceil() {
    return new Window(stride, padding, dilation, true);
  }

  private static int[] atLeast(int least, String name, int... numbers) {
    if (numbers.length == 0 || Arrays.stream(numbers).anyMatch(n -> n < least)) {
      throw new AutodiffException(
          "window: " + name + " is out of range",
          Arrays.toString(numbers),
          "numbers of at least " + least + ", one for all axes or for each",
          null);
    }
    return numbers.clone();
  }

  /**
   * Lays the windows over the last axes of a shape.
   *
   * @param name the operation, for messages
   * @param size the windows' elements on each axis
   * @param usual the strides if none were set
   */
  SlidingWindow over(String name, Shape shape, int[] size, int... usual) {
    int axes = size.length;
    int[] input = Arrays.copyOfRange(shape.dims(), shape.rank() - axes, shape.rank());
    int[] strides = each(name, "stride", axes, stride == null ? usual : stride);
    int[] paddings = each(name, "padding", axes, padding);
    int[] dilations = each(name, "dilation", axes, dilation);
    int[] counts = new int[axes];
    for (int i = 0; i < axes; i++) {
      long room = input[i] + 2L * paddings[i] - (size[i] - 1L) * dilations[i] - 1;
      if (room < 0) {
        String given =
            "size %d, padding %d, dilation %d on axis %d of %s"
                .formatted(size[i], paddings[i], dilations[i], shape.rank() - axes + i, shape);
        throw new AutodiffException(
            name + ": no window fits",
            given,
            "(size - 1) * dilation < %d, what the axis has with its padding"
                .formatted(input[i] + 2L * paddings[i]),
            "padding(" + enough(input, size, dilations) + ") would make room");
      }
      counts[i] = count(room, strides[i], input[i] + paddings[i]);
    }
    return new SlidingWindow(
        Ints.wrap(input),
        Ints.of(size),
        Ints.wrap(strides),
        Ints.wrap(paddings),
        Ints.wrap(dilations),
        Ints.wrap(counts));
  }

  private int count(long room, int step, int end) {
    long count = (ceil ? Math.ceilDiv(room, step) : room / step) + 1;
    return Math.toIntExact(ceil && (count - 1) * step >= end ? count - 1 : count);
  }

  /** Returns the least padding of all axes with which a window fits. */
  private static long enough(int[] input, int[] size, int[] dilation) {
    long enough = 0;
    for (int i = 0; i < input.length; i++) {
      long extent = (size[i] - 1L) * dilation[i] + 1;
      enough = Math.max(enough, Math.ceilDiv(extent - input[i], 2L));
    }
    return enough;
  }

  /** Returns a number for each axis, where one or as many are given. */
  static int[] each(String name, String what, int axes, int... numbers) {
    if (numbers.length != 1 && numbers.length != axes) {
      throw new AutodiffException(
          name + ": " + what + " does not fit",
          Arrays.toString(numbers),
          axes == 1 ? "one number" : "one number, or " + axes + ", one for each axis",
          null);
    }
    int[] all = new int[axes];
    Arrays.setAll(all, i -> numbers[numbers.length == 1 ? 0 : i]);
    return all;
  }
}
