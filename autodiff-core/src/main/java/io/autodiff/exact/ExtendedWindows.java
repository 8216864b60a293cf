package io.autodiff.exact;

import io.autodiff.Shape;
import io.autodiff.op.Convolution;
import io.autodiff.op.Ints;
import io.autodiff.op.MaxPoolShare;
import io.autodiff.op.SlidingWindow;
import java.util.Arrays;

/** The values of operations that slide windows over the last axes, by their definitions. */
final class ExtendedWindows {
  private static final int PADDING = -1;

  private ExtendedWindows() {}

  /** Returns for each window the positions of its elements on the axes that it slides over. */
  private static int[][] windows(SlidingWindow window) {
    Shape counts = shape(window.count());
    Shape sizes = shape(window.size());
    int[][] all = new int[counts.size()][sizes.size()];
    for (int w = 0; w < all.length; w++) {
      for (int k = 0; k < all[w].length; k++) {
        all[w][k] = position(window, index(counts, w), index(sizes, k));
      }
    }
    return all;
  }

  private static int[] index(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return index;
  }

  private static int position(SlidingWindow window, int[] number, int[] element) {
    int at = 0;
    for (int axis = 0; axis < number.length; axis++) {
      int i =
          number[axis] * window.stride().get(axis)
              - window.padding().get(axis)
              + element[axis] * window.dilation().get(axis);
      int length = window.input().get(axis);
      if (i < 0 || i >= length) {
        return PADDING;
      }
      at = at * length + i;
    }
    return at;
  }

  /** Takes the positions of an element of the input, of a weight and of a result. */
  @FunctionalInterface
  private interface Product {
    void at(int input, int weight, int result);
  }

  /** The sizes of a convolution: {@code channels} are those of a group of the input. */
  private record Sizes(int batch, int groups, int channels, int results) {
    void forEach(SlidingWindow window, Product product) {
      int[][] windows = windows(window);
      int plane = shape(window.input()).size();
      for (int i = 0; i < batch * results * channels; i++) {
        int c = i % channels;
        int r = i / channels % results;
        int n = i / channels / results;
        int group = r / (results / groups);
        int from = ((n * groups + group) * channels + c) * plane;
        for (int w = 0; w < windows.length; w++) {
          for (int k = 0; k < windows[w].length; k++) {
            if (windows[w][k] != PADDING) {
              int weight = (r * channels + c) * windows[w].length + k;
              product.at(from + windows[w][k], weight, (n * results + r) * windows.length + w);
            }
          }
        }
      }
    }
  }

  /** Returns the part of a convolution that belongs to two others. */
  static ExtendedTensor convolution(Convolution op, ExtendedTensor first, ExtendedTensor second) {
    SlidingWindow window = op.window();
    Shape x = first.shape();
    Shape y = second.shape();
    Sizes sizes =
        switch (op.part()) {
          case RESULT -> new Sizes(x.dim(0), op.groups(), y.dim(1), y.dim(0));
          case INPUT -> new Sizes(y.dim(0), op.groups(), x.dim(1), x.dim(0));
          case WEIGHTS -> new Sizes(x.dim(0), op.groups(), x.dim(1) / op.groups(), y.dim(1));
        };
    Shape shape =
        switch (op.part()) {
          case RESULT -> Shape.of(sizes.batch, sizes.results).and(window.count().toArray());
          case INPUT ->
              Shape.of(sizes.batch, op.groups() * sizes.channels).and(window.input().toArray());
          case WEIGHTS -> Shape.of(sizes.results, sizes.channels).and(window.size().toArray());
        };
    Extended[] out = zeros(shape.size());
    sizes.forEach(
        window,
        (input, weight, result) -> {
          switch (op.part()) {
            case RESULT -> add(out, result, first.get(input), second.get(weight));
            case INPUT -> add(out, input, first.get(weight), second.get(result));
            case WEIGHTS -> add(out, weight, first.get(input), second.get(result));
          }
        });
    return new ExtendedTensor(shape, out);
  }

  private static Shape shape(Ints dims) {
    return Shape.of(dims.toArray());
  }

  private static Extended[] zeros(int size) {
    Extended[] zeros = new Extended[size];
    Arrays.fill(zeros, Extended.ZERO);
    return zeros;
  }

  private static void add(Extended[] to, int at, Extended x, Extended y) {
    to[at] = to[at].add(x.mul(y));
  }

  private static Shape pooled(SlidingWindow window, Shape input) {
    return input.leading(window.input().size()).and(window.count().toArray());
  }

  /** Returns the largest element of each window. */
  static ExtendedTensor maxPool(SlidingWindow window, ExtendedTensor x) {
    int[][] windows = windows(window);
    int plane = shape(window.input()).size();
    return ExtendedTensor.make(
        pooled(window, x.shape()),
        i -> largest(x, i / windows.length * plane, windows[i % windows.length]));
  }

  private static Extended largest(ExtendedTensor x, int plane, int... window) {
    return Arrays.stream(window)
        .filter(at -> at != PADDING)
        .mapToObj(at -> x.get(plane + at))
        .reduce(Extended.of(Double.NEGATIVE_INFINITY), Extended::max);
  }

  /** Returns the derivative of {@link #maxPool}: ties share it evenly. */
  static ExtendedTensor share(MaxPoolShare op, ExtendedTensor x, ExtendedTensor g) {
    int[][] windows = windows(op.window());
    int plane = shape(op.window().input()).size();
    Shape pooled = pooled(op.window(), x.shape());
    Shape shape = op.back() ? x.shape() : pooled;
    Extended[] out = zeros(shape.size());
    for (int i = 0; i < pooled.size(); i++) {
      int from = i / windows.length * plane;
      Extended largest = largest(x, from, windows[i % windows.length]);
      int[] ties =
          Arrays.stream(windows[i % windows.length])
              .filter(at -> at != PADDING && !(x.get(from + at).compare(largest) < 0))
              .map(at -> from + at)
              .toArray();
      for (int tie : ties) {
        Extended share = largest.isNan() ? largest : Extended.ONE.div(Extended.of(ties.length));
        Extended part = g.get(op.back() ? i : tie);
        if (!part.isZero()) {
          add(out, op.back() ? tie : i, share, part);
        }
      }
    }
    return new ExtendedTensor(shape, out);
  }
}
