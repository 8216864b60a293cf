package io.autodiff;

import io.autodiff.op.Convolution;
import io.autodiff.op.Ints;
import io.autodiff.op.MaxPool;
import io.autodiff.op.SlidingWindow;
import io.autodiff.op.Windows;
import io.autodiff.tape.Recording;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The convolutions and poolings of {@link Tensor}, in PyTorch's layout: a batch of channels of
 * lines {@code (n, channels, length)} or planes {@code (n, channels, height, width)}.
 *
 * <p>A convolution does not turn the weights round: it is a correlation, as in every library of
 * neural networks. It follows IEEE also in its padding, whose zeros are multiplied with the
 * weights: an infinite weight makes a NaN there.
 */
public sealed interface TensorConvolutions permits Tensor {

  /**
   * Returns the windows that slide over the last axes: {@code (…, n) → (…, windows, size)}, for two
   * axes {@code (…, h, w) → (…, windows, windows, height, width)}. What {@link #conv2d} and the
   * poolings lack can be made of them; {@link Tensor#pad} comes before.
   *
   * @param size the windows' size on each of the axes
   * @param stride how far apart windows begin
   * @param dilation how far apart the elements of a window are
   * @throws AutodiffException if no window fits
   */
  default Tensor windows(int[] size, int[] stride, int[] dilation) {
    Tensor t = self();
    int sliding = size.length;
    int still = t.rank() - sliding;
    checkWindows(size, stride, dilation);
    for (int i = 0; i < sliding; i++) {
      int n = t.dim(still + i);
      if ((size[i] - 1L) * dilation[i] >= n) {
        throw new AutodiffException(
            "windows: no window fits",
            "size "
                + size[i]
                + ", dilation "
                + dilation[i]
                + " on axis "
                + (still + i)
                + " of "
                + t.shape,
            "a window of at most " + n + " elements",
            null);
      }
    }
    return Recording.apply(new Windows(Ints.of(size), Ints.of(stride), Ints.of(dilation)), t);
  }

  private void checkWindows(int[] size, int[] stride, int[] dilation) {
    int axes = size.length;
    boolean fits =
        0 < axes && axes <= self().rank() && stride.length == axes && dilation.length == axes;
    if (!fits
        || IntStream.range(0, axes)
            .anyMatch(i -> Math.min(size[i], Math.min(stride[i], dilation[i])) < 1)) {
      throw new AutodiffException(
          "windows: numbers do not fit",
          "size %s, stride %s, dilation %s for shape %s"
              .formatted(
                  Arrays.toString(size),
                  Arrays.toString(stride),
                  Arrays.toString(dilation),
                  self().shape),
          "numbers of at least 1, in each list one for each axis that windows slide on",
          null);
    }
  }

  /** Returns {@link #conv1d(Tensor, Window, int)} of one group. */
  default Tensor conv1d(Tensor weights, Window window) {
    return conv1d(weights, window, 1);
  }

  /**
   * Returns at each window the sums of the products of its elements, in all channels of a group,
   * with weights: {@code (n, c, l), (o, c / groups, size) → (n, o, windows)}; {@code
   * torch.nn.functional.conv1d}.
   *
   * @param groups of channels; the input's and the result's are cut into as many equal parts, and a
   *     part of the result depends on that part of the input
   * @throws AutodiffException if the shapes do not fit or no window does
   */
  default Tensor conv1d(Tensor weights, Window window, int groups) {
    return convolution("conv1d", 1, weights, window, groups);
  }

  /** Returns {@link #conv1d(Tensor, Tensor, Window, int)} of one group. */
  default Tensor conv1d(Tensor weights, Tensor bias, Window window) {
    return conv1d(weights, bias, window, 1);
  }

  /**
   * Returns {@link #conv1d(Tensor, Window, int)} plus a number for each channel of the result.
   *
   * @param bias of shape {@code (o)}
   */
  default Tensor conv1d(Tensor weights, Tensor bias, Window window, int groups) {
    return biased("conv1d", conv1d(weights, window, groups), bias);
  }

  /** Returns {@link #conv2d(Tensor, Window, int)} of one group. */
  default Tensor conv2d(Tensor weights, Window window) {
    return conv2d(weights, window, 1);
  }

  /**
   * Returns at each window the sums of the products of its elements, in all channels of a group,
   * with weights: {@code (n, c, h, w), (o, c / groups, height, width) → (n, o, windows, windows)};
   * {@code torch.nn.functional.conv2d}.
   *
   * @param groups of channels; the input's and the result's are cut into as many equal parts, and a
   *     part of the result depends on that part of the input
   * @throws AutodiffException if the shapes do not fit or no window does
   */
  default Tensor conv2d(Tensor weights, Window window, int groups) {
    return convolution("conv2d", 2, weights, window, groups);
  }

  /** Returns {@link #conv2d(Tensor, Tensor, Window, int)} of one group. */
  default Tensor conv2d(Tensor weights, Tensor bias, Window window) {
    return conv2d(weights, bias, window, 1);
  }

  /**
   * Returns {@link #conv2d(Tensor, Window, int)} plus a number for each channel of the result.
   *
   * @param bias of shape {@code (o)}
   */
  default Tensor conv2d(Tensor weights, Tensor bias, Window window, int groups) {
    return biased("conv2d", conv2d(weights, window, groups), bias);
  }

  private Tensor convolution(String name, int axes, Tensor weights, Window window, int groups) {
    Tensor x = self();
    int rank = axes + 2;
    if (x.rank() != rank || weights.rank() != rank) {
      throw new AutodiffException(
          name + ": rank not supported",
          "input " + x.shape + ", weights " + weights.shape,
          axes == 1
              ? "(n, channels, length) and (results, channels / groups, size)"
              : "(n, channels, height, width) and (results, channels / groups, height, width)",
          x.rank() == rank - 1 && weights.rank() == rank
              ? "unsqueeze(0) makes the input a batch of one"
              : null);
    }
    boolean fits =
        groups >= 1 && x.dim(1) == (long) groups * weights.dim(1) && weights.dim(0) % groups == 0;
    if (!fits) {
      throw new AutodiffException(
          name + ": channels do not fit",
          "input " + x.shape + ", weights " + weights.shape + ", groups " + groups,
          "%d channels = groups times %d, and groups that divide %d"
              .formatted(x.dim(1), weights.dim(1), weights.dim(0)),
          groupsHint(x.dim(1), weights));
    }
    int[] size = Arrays.copyOfRange(weights.shape.dims(), 2, rank);
    SlidingWindow sliding = window.over(name, x.shape, positive(name, size), 1);
    return Recording.apply(new Convolution(Convolution.Part.RESULT, sliding, groups), x, weights);
  }

  private static @Nullable String groupsHint(int channels, Tensor weights) {
    int each = weights.dim(1);
    boolean fits = each > 0 && channels > 0 && channels % each == 0;
    return fits && weights.dim(0) % (channels / each) == 0
        ? channels / each + " groups would fit"
        : null;
  }

  private static int[] positive(String name, int... size) {
    if (Arrays.stream(size).anyMatch(n -> n < 1)) {
      throw new AutodiffException(
          name + ": window without elements",
          "size " + Arrays.toString(size),
          "at least 1 element on each axis",
          null);
    }
    return size;
  }

  private static Tensor biased(String name, Tensor y, Tensor bias) {
    if (!bias.shape.equals(Shape.of(y.dim(1)))) {
      throw new AutodiffException(
          name + ": bias does not fit",
          "bias " + bias.shape + " for " + y.dim(1) + " channels of the result",
          "shape " + Shape.of(y.dim(1)),
          bias.size() == y.dim(1) ? "flatten() has that shape" : null);
    }
    int[] dims = new int[y.rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = y.dim(1);
    return y.add(bias.reshape(Shape.of(dims)));
  }

  /** Returns {@link #maxPool1d(Window, int)} of windows side by side. */
  default Tensor maxPool1d(int size) {
    return maxPool1d(Window.of(), size);
  }

  /**
   * Returns the largest element of each window over the last axis: {@code (…, l) → (…, windows)};
   * {@code torch.nn.functional.max_pool1d}. Padding is left out; of padding alone it is -∞.
   *
   * <p>NaN if an element is. Elements that tie share the derivative evenly, as in {@link
   * Tensor#max(int...)}; PyTorch gives it to the first.
   *
   * @throws AutodiffException if no window fits
   */
  default Tensor maxPool1d(Window window, int size) {
    return maxPool("maxPool1d", window, size);
  }

  /** Returns {@link #maxPool2d(Window, int...)} of windows side by side. */
  default Tensor maxPool2d(int... size) {
    return maxPool2d(Window.of(), size);
  }

  /**
   * Returns the largest element of each window over the last two axes: {@code (…, h, w) → (…,
   * windows, windows)}; {@code torch.nn.functional.max_pool2d}. Padding is left out; of padding
   * alone it is -∞.
   *
   * <p>NaN if an element is. Elements that tie share the derivative evenly, as in {@link
   * Tensor#max(int...)}; PyTorch gives it to the first.
   *
   * @param size the windows' height and width, or one number for both
   * @throws AutodiffException if no window fits
   */
  default Tensor maxPool2d(Window window, int... size) {
    return maxPool("maxPool2d", window, Window.each("maxPool2d", "size", 2, size));
  }

  private Tensor maxPool(String name, Window window, int... size) {
    requireAxes(name, size.length);
    SlidingWindow sliding = window.over(name, self().shape, positive(name, size), size);
    return Recording.apply(new MaxPool(sliding), self());
  }

  private void requireAxes(String name, int axes) {
    if (self().rank() < axes) {
      throw new AutodiffException(
          name + ": rank not supported",
          "shape " + self().shape,
          "at least " + axes + " axes",
          null);
    }
  }

  /** Returns {@link #avgPool1d(Window, boolean, int)} of windows side by side. */
  default Tensor avgPool1d(int size) {
    return avgPool1d(Window.of(), true, size);
  }

  /**
   * Returns the mean of each window over the last axis: {@code (…, l) → (…, windows)}; {@code
   * torch.nn.functional.avg_pool1d}.
   *
   * @param countPadding whether padding counts, as zeros; if not, the mean of padding alone is NaN
   * @throws AutodiffException if no window fits
   */
  default Tensor avgPool1d(Window window, boolean countPadding, int size) {
    return avgPool("avgPool1d", window, countPadding, size);
  }

  /** Returns {@link #avgPool2d(Window, boolean, int...)} of windows side by side. */
  default Tensor avgPool2d(int... size) {
    return avgPool2d(Window.of(), true, size);
  }

  /**
   * Returns the mean of each window over the last two axes: {@code (…, h, w) → (…, windows,
   * windows)}; {@code torch.nn.functional.avg_pool2d}.
   *
   * @param countPadding whether padding counts, as zeros; if not, the mean of padding alone is NaN
   * @param size the windows' height and width, or one number for both
   * @throws AutodiffException if no window fits
   */
  default Tensor avgPool2d(Window window, boolean countPadding, int... size) {
    return avgPool("avgPool2d", window, countPadding, Window.each("avgPool2d", "size", 2, size));
  }

  /** A mean is a convolution of each plane with ones, divided by how many elements there are. */
  private Tensor avgPool(String name, Window window, boolean countPadding, int... size) {
    requireAxes(name, size.length);
    Tensor x = self();
    SlidingWindow sliding = window.over(name, x.shape, positive(name, size), size);
    Shape planes = x.shape.leading(size.length);
    Tensor flat = x.reshape(Shape.of(planes.size(), 1).and(sliding.input().toArray()));
    Tensor ones = Tensor.ones(Shape.of(1, 1).and(size).dims()).to(x.dtype());
    Tensor sums =
        Recording.apply(new Convolution(Convolution.Part.RESULT, sliding, 1), flat, ones)
            .reshape(planes.and(sliding.count().toArray()));
    return sums.div(counts(x, sliding, countPadding));
  }

  /** Returns how many elements each window has; one number if they all have as many. */
  private static Tensor counts(Tensor x, SlidingWindow window, boolean padded) {
    Tensor all = null;
    for (int i = 0; i < window.size().size(); i++) {
      double[] counts = new double[window.count().get(i)];
      for (int k = 0; k < counts.length; k++) {
        counts[k] = window.elements(i, k, padded);
      }
      boolean same = Arrays.stream(counts).allMatch(c -> c == counts[0]);
      Tensor own = Tensor.of(same ? new double[] {counts[0]} : counts);
      all = all == null ? own : all.outer(own);
    }
    Tensor found = Objects.requireNonNull(all);
    return (found.size() == 1 ? found.reshape(Shape.SCALAR) : found).to(x.dtype());
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
