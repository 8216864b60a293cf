package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.op.Convolution.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Samples of convolutions, poolings and windows, with one plain loop over all products. */
final class WindowSamples {
  private WindowSamples() {}

  static List<TensorSample> all() {
    List<TensorSample> all = new ArrayList<>();
    addConvolutions(all, line(7, 3, 1, 0, 1), 1, 1, 2, 1);
    addConvolutions(all, line(6, 2, 2, 1, 2), 2, 2, 1, 1);
    addConvolutions(all, line(5, 3, 1, 1, 1), 1, 1, 2, 5);
    addConvolutions(all, line(4, 1, 1, 0, 1), 2, 1, 2, 5);
    addConvolutions(all, plane(line(4, 2, 1, 0, 1), line(5, 3, 2, 1, 1)), 2, 1, 2, 2);
    addConvolutions(all, plane(line(5, 2, 3, 1, 2), line(3, 2, 1, 0, 1)), 1, 2, 1, 4);
    addConvolutions(all, plane(line(3, 1, 1, 0, 1), line(2, 1, 1, 0, 1)), 1, 1, 2, 5);
    addPools(all, line(7, 3, 2, 1, 1), 2);
    addPools(all, line(6, 2, 1, 1, 2), 1);
    addPools(all, plane(line(4, 2, 2, 0, 1), line(5, 3, 1, 1, 1)), 2, 1);
    SlidingWindow pairs = line(3, 2, 1, 0, 1);
    all.add(
        TensorSample.of(new MaxPool(pairs), Tensor.of(5, 5, 1))
            .whoseSumHasDerivatives(Tensor.of(0.5, 1.5, 0)));
    addWindows(all, new Windows(Ints.of(3), Ints.of(1), Ints.of(1)), 7);
    addWindows(all, new Windows(Ints.of(2), Ints.of(2), Ints.of(3)), 2, 9);
    addWindows(all, new Windows(Ints.of(2, 3), Ints.of(1, 2), Ints.of(2, 1)), 4, 6);
    addWindows(all, new Windows(Ints.of(1, 2), Ints.of(2, 1), Ints.of(1, 1)), 1, 2, 3, 4);
    addWindows(all, new Windows(Ints.of(2, 1, 2), Ints.of(1, 1, 1), Ints.of(1, 1, 2)), 2, 3, 2, 4);
    return List.copyOf(all);
  }

  /** Returns samples without elements: no batch, no channels of the input, none of the result. */
  static List<TensorSample> empty() {
    List<TensorSample> all = new ArrayList<>();
    SlidingWindow pairs = line(3, 2, 1, 0, 1);
    addConvolutions(all, pairs, 0, 1, 2, 2);
    addConvolutions(all, pairs, 0, 1, 2, 5);
    addConvolutions(all, pairs, 2, 1, 0, 1);
    addConvolutions(all, line(3, 2, 1, 1, 1), 2, 1, 0, 5);
    addConvolutions(all, pairs, 2, 1, 2, 0);
    addConvolutions(all, line(0, 2, 1, 1, 1), 2, 1, 2, 5);
    addConvolutions(all, plane(line(0, 2, 1, 1, 1), pairs), 2, 1, 2, 2);
    addPools(all, pairs, 0);
    addPools(all, line(0, 2, 1, 1, 1), 3);
    addWindows(all, new Windows(Ints.of(2), Ints.of(1), Ints.of(1)), 0, 3);
    return List.copyOf(all);
  }

  private static void addConvolutions(
      List<TensorSample> all, SlidingWindow window, int batch, int groups, int in, int out) {
    Tensor x = x(0, Shape.of(batch, groups * in).and(window.input().toArray()));
    Tensor w = x(1, Shape.of(groups * out, in).and(window.size().toArray()));
    Tensor y = x(2, Shape.of(batch, groups * out).and(window.count().toArray()));
    all.add(TensorSample.of(new Convolution(Part.RESULT, window, groups), x, w));
    all.add(TensorSample.of(new Convolution(Part.INPUT, window, groups), w, y));
    all.add(TensorSample.of(new Convolution(Part.WEIGHTS, window, groups), x, y));
  }

  private static void addPools(List<TensorSample> all, SlidingWindow window, int... planes) {
    Tensor x = x(3, Shape.of(planes).and(window.input().toArray()));
    Tensor y = x(4, Shape.of(planes).and(window.count().toArray()));
    all.add(TensorSample.of(new MaxPool(window), x));
    all.add(TensorSample.of(new MaxPoolShare(window, true), x, y));
    all.add(TensorSample.of(new MaxPoolShare(window, false), x, x.mul(0.7)));
  }

  private static void addWindows(List<TensorSample> all, Windows windows, int... dims) {
    Tensor x = x(5, Shape.of(dims));
    all.add(TensorSample.of(windows, x));
    Tensor y = x(6, formula(windows, x).shape());
    all.add(TensorSample.of(new OverlapAdd(windows, x.shape()), y));
  }

  private static Tensor x(int seed, Shape shape) {
    return Tensor.randn(new Random(seed), shape.dims());
  }

  /** Returns windows on an axis of {@code n} elements. */
  static SlidingWindow line(int n, int size, int stride, int padding, int dilation) {
    int count = (n + 2 * padding - (size - 1) * dilation - 1) / stride + 1;
    return new SlidingWindow(
        Ints.of(n),
        Ints.of(size),
        Ints.of(stride),
        Ints.of(padding),
        Ints.of(dilation),
        Ints.of(count));
  }

  static SlidingWindow plane(SlidingWindow down, SlidingWindow across) {
    return new SlidingWindow(
        Ints.of(down.input().get(0), across.input().get(0)),
        Ints.of(down.size().get(0), across.size().get(0)),
        Ints.of(down.stride().get(0), across.stride().get(0)),
        Ints.of(down.padding().get(0), across.padding().get(0)),
        Ints.of(down.dilation().get(0), across.dilation().get(0)),
        Ints.of(down.count().get(0), across.count().get(0)));
  }

  /** Is given the row-major positions of an element, of its place in a window, of that window. */
  private interface Tap {
    void visit(int element, int place, int window);
  }

  /** Visits every element of every window, without padding. */
  private static void visit(SlidingWindow s, Tap tap) {
    int axes = s.input().size();
    Shape input = Shape.of(s.input().toArray());
    Shape size = Shape.of(s.size().toArray());
    Shape count = Shape.of(s.count().toArray());
    for (int window = 0; window < count.size(); window++) {
      for (int place = 0; place < size.size(); place++) {
        int element = 0;
        boolean inside = true;
        for (int i = 0; i < axes; i++) {
          int w = window / count.strides()[i] % count.dim(i);
          int k = place / size.strides()[i] % size.dim(i);
          int at = w * s.stride().get(i) - s.padding().get(i) + k * s.dilation().get(i);
          inside &= at >= 0 && at < input.dim(i);
          element += at * input.strides()[i];
        }
        if (inside) {
          tap.visit(element, place, window);
        }
      }
    }
  }

  /** Returns one of the three tensors whose product a convolution sums. */
  static Tensor formula(Convolution op, Tensor... in) {
    SlidingWindow s = op.window();
    Part part = op.part();
    Tensor x = part == Part.INPUT ? null : in[0];
    Tensor w = part == Part.WEIGHTS ? null : in[part == Part.INPUT ? 0 : 1];
    Tensor y = part == Part.RESULT ? null : in[1];
    int batch = x != null ? x.dim(0) : y.dim(0);
    int results = w != null ? w.dim(0) : y.dim(1);
    int inGroup = w != null ? w.dim(1) : x.dim(1) / op.groups();
    int perGroup = results / op.groups();
    Shape ofX = Shape.of(batch, inGroup * op.groups()).and(s.input().toArray());
    Shape ofW = Shape.of(results, inGroup).and(s.size().toArray());
    Shape ofY = Shape.of(batch, results).and(s.count().toArray());
    double[] xs = x == null ? new double[ofX.size()] : x.values();
    double[] ws = w == null ? new double[ofW.size()] : w.values();
    double[] ys = y == null ? new double[ofY.size()] : y.values();
    int[] sizes = {Shape.of(s.input().toArray()).size(), Shape.of(s.size().toArray()).size()};
    int windows = Shape.of(s.count().toArray()).size();
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < results; o++) {
        for (int c = 0; c < inGroup; c++) {
          int channel = n * inGroup * op.groups() + o / perGroup * inGroup + c;
          int kernel = o * inGroup + c;
          int result = n * results + o;
          visit(
              s,
              (element, place, window) -> {
                int i = channel * sizes[0] + element;
                int j = kernel * sizes[1] + place;
                int k = result * windows + window;
                switch (part) {
                  case INPUT -> xs[i] += ws[j] * ys[k];
                  case WEIGHTS -> ws[j] += xs[i] * ys[k];
                  case RESULT -> ys[k] += xs[i] * ws[j];
                }
              });
        }
      }
    }
    return switch (part) {
      case INPUT -> Tensor.of(ofX, xs);
      case WEIGHTS -> Tensor.of(ofW, ws);
      case RESULT -> Tensor.of(ofY, ys);
    };
  }

  static Tensor formula(MaxPool op, Tensor x) {
    Shape shape = x.shape().leading(op.window().input().size()).and(op.window().count().toArray());
    int planes = x.shape().leading(op.window().input().size()).size();
    double[] from = x.values();
    double[] out = new double[shape.size()];
    Arrays.fill(out, Double.NEGATIVE_INFINITY);
    for (int plane = 0; plane < planes; plane++) {
      int first = plane * (from.length / planes);
      int to = plane * (out.length / planes);
      visit(
          op.window(),
          (element, _, window) -> {
            double a = from[first + element];
            double b = out[to + window];
            out[to + window] = a > b || a != a ? a : b;
          });
    }
    return Tensor.of(shape, out);
  }

  /** Returns the sums of shares, each the product with 1 at the maximum: without ties. */
  static Tensor formula(MaxPoolShare op, Tensor x, Tensor g) {
    Tensor most = formula(new MaxPool(op.window()), x);
    int planes = x.shape().leading(op.window().input().size()).size();
    double[] out = new double[op.back() ? x.size() : most.size()];
    for (int plane = 0; plane < planes; plane++) {
      int first = plane * (x.size() / planes);
      int to = plane * (most.size() / planes);
      visit(
          op.window(),
          (element, _, window) -> {
            int at = first + element;
            int result = to + window;
            if (x.values()[at] == most.values()[result]) {
              out[op.back() ? at : result] += g.values()[op.back() ? result : at];
            }
          });
    }
    return Tensor.of(op.back() ? x.shape() : most.shape(), out);
  }

  static Tensor formula(Windows op, Tensor x) {
    Shape to = shape(op, x.shape());
    double[] out = new double[to.size()];
    pairs(op, x.shape(), (element, place) -> out[place] = x.values()[element]);
    return Tensor.of(to, out);
  }

  static Tensor formula(OverlapAdd op, Tensor x) {
    double[] out = new double[op.to().size()];
    pairs(op.windows(), op.to(), (element, place) -> out[element] += x.values()[place]);
    return Tensor.of(op.to(), out);
  }

  private static Shape shape(Windows op, Shape from) {
    int axes = op.size().size();
    int[] counts = new int[axes];
    for (int i = 0; i < axes; i++) {
      int extent = (op.size().get(i) - 1) * op.dilation().get(i) + 1;
      counts[i] = (from.dim(from.rank() - axes + i) - extent) / op.stride().get(i) + 1;
    }
    return from.leading(axes).and(counts).and(op.size().toArray());
  }

  /** Is given the row-major positions of an element and of one place where it is in the windows. */
  private interface Pair {
    void visit(int element, int place);
  }

  private static void pairs(Windows op, Shape from, Pair pair) {
    Shape to = shape(op, from);
    int axes = op.size().size();
    int still = from.rank() - axes;
    for (int place = 0; place < to.size(); place++) {
      int element = 0;
      for (int d = 0; d < from.rank(); d++) {
        int at = place / to.strides()[d] % to.dim(d);
        if (d >= still) {
          int k = place / to.strides()[d + axes] % to.dim(d + axes);
          at = at * op.stride().get(d - still) + k * op.dilation().get(d - still);
        }
        element += at * from.strides()[d];
      }
      pair.visit(element, place);
    }
  }
}
