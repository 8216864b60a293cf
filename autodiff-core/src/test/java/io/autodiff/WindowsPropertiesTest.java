package io.autodiff;

import static io.autodiff.fixture.Numbers.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.autodiff.fixture.Plain;
import io.autodiff.fixture.Setting;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Convolutions, poolings and windows of random shapes against loops over every product. */
class WindowsPropertiesTest {

  /** How windows lie on an axis of {@code n} elements. */
  private record Axis(int n, int size, int stride, int padding, int dilation) {

    static Axis random(Random random, int most) {
      int size = 1 + random.nextInt(4);
      int dilation = 1 + random.nextInt(3);
      int padding = random.nextInt(4);
      int extent = (size - 1) * dilation + 1;
      int n = Math.max(1, extent - 2 * padding) + random.nextInt(most);
      return new Axis(n, size, 1 + random.nextInt(3), padding, dilation);
    }

    int windows() {
      return (n + 2 * padding - (size - 1) * dilation - 1) / stride + 1;
    }

    int position(int window, int k) {
      return window * stride - padding + k * dilation;
    }

    boolean has(int position) {
      return position >= 0 && position < n;
    }
  }

  private static Window window(Axis down, Axis across) {
    return Window.of()
        .stride(down.stride, across.stride)
        .padding(down.padding, across.padding)
        .dilation(down.dilation, across.dilation);
  }

  private static Window window(Axis axis) {
    return Window.of().stride(axis.stride).padding(axis.padding).dilation(axis.dilation);
  }

  /** Returns {@code <y, x * w>} by a loop over all products, with the derivatives by all three. */
  private static double[][] products(
      Axis down, Axis across, int groups, Tensor x, Tensor w, Tensor y) {
    double[][] sums = {new double[x.size()], new double[w.size()], new double[y.size()]};
    double[] xs = x.values();
    double[] ws = w.values();
    double[] ys = y.values();
    int in = w.dim(1);
    int out = w.dim(0) / groups;
    for (int result = 0; result < ys.length; result++) {
      int q = result % across.windows();
      int p = result / across.windows() % down.windows();
      int channel = result / across.windows() / down.windows();
      int o = channel % w.dim(0);
      int n = channel / w.dim(0);
      for (int tap = 0; tap < in * down.size * across.size; tap++) {
        int row = down.position(p, tap / across.size % down.size);
        int column = across.position(q, tap % across.size);
        if (down.has(row) && across.has(column)) {
          int c = (n * groups + o / out) * in + tap / across.size / down.size;
          int at = (c * down.n + row) * across.n + column;
          int weight = o * in * down.size * across.size + tap;
          sums[0][at] += ws[weight] * ys[result];
          sums[1][weight] += xs[at] * ys[result];
          sums[2][result] += xs[at] * ws[weight];
        }
      }
    }
    return sums;
  }

  private static void assertConvolution(
      Setting setting, Axis down, Axis across, boolean line, Random random) {
    int groups = 1 + random.nextInt(3);
    int in = 1 + random.nextInt(3);
    int out = 1 + random.nextInt(6);
    int n = random.nextInt(4);
    Shape planes = line ? Shape.of(across.n) : Shape.of(down.n, across.n);
    Shape kernels = line ? Shape.of(across.size) : Shape.of(down.size, across.size);
    Tensor x = draw(setting, random, Shape.of(n, groups * in).and(planes.dims()));
    Tensor w = draw(setting, random, Shape.of(groups * out, in).and(kernels.dims()));
    try (Tape tape = setting.tape()) {
      Tensor v = tape.variable(x);
      Tensor u = tape.variable(w);
      Tensor y =
          line ? v.conv1d(u, window(across), groups) : v.conv2d(u, window(down, across), groups);
      Tensor g = draw(setting, random, y.shape());
      double[][] expected = products(down, across, groups, x, w, g);
      Gradients gradients = tape.gradients(List.of(y), List.of(g));
      assertClose(expected[2], y.values(), 10 * setting.tolerance(), "result");
      assertClose(expected[0], gradients.of(v).values(), 10 * setting.tolerance(), "input");
      assertClose(expected[1], gradients.of(u).values(), 10 * setting.tolerance(), "weights");
    }
  }

  private static Tensor draw(Setting setting, Random random, Shape shape) {
    return setting.convert(Tensor.randn(random, shape.dims()));
  }

  @Property(tries = 200, seed = "1")
  void aConvolutionOfLinesIsTheSumOfAllProducts(@ForAll long seed) {
    for (Setting setting : Setting.ALL) {
      Random random = new Random(seed);
      Axis one = new Axis(1, 1, 1, 0, 1);
      assertConvolution(setting, one, Axis.random(random, 20), true, random);
    }
  }

  @Property(tries = 200, seed = "2")
  void aConvolutionOfPlanesIsTheSumOfAllProducts(@ForAll long seed) {
    for (Setting setting : Setting.ALL) {
      Random random = new Random(seed);
      Axis down = Axis.random(random, 8);
      assertConvolution(setting, down, Axis.random(random, 8), false, random);
    }
  }

  @Property(tries = 200, seed = "3")
  void poolingsAreReductionsOfWindows(@ForAll long seed) {
    Random random = new Random(seed);
    Axis down = Axis.random(random, 8);
    Axis across = Axis.random(random, 8);
    Tensor x = Tensor.randn(random, 2, down.n, across.n).mul(2).round();
    int[] size = {down.size, across.size};
    for (boolean maximum : new boolean[] {true, false}) {
      try (Tape tape = new Tape()) {
        Tensor v = tape.variable(x);
        Tensor whole = padded(v, down, across, maximum ? Double.NEGATIVE_INFINITY : 0);
        int[] stride = {down.stride, across.stride};
        int[] dilation = {down.dilation, across.dilation};
        Tensor windows = whole.windows(size, stride, dilation);
        Tensor expected = maximum ? windows.max(-2, -1) : windows.mean(-2, -1);
        Window window = window(down, across);
        Tensor y = maximum ? v.maxPool2d(window, size) : v.avgPool2d(window, true, size);
        assertClose(expected, y, maximum ? 0 : 1e-14, "value");
        Tensor g = Tensor.randn(random, y.shape().dims());
        Tensor slope = tape.gradients(List.of(expected), List.of(g)).of(v);
        Tensor found = tape.gradients(List.of(y), List.of(g)).of(v);
        assertClose(slope, found, 1e-13, maximum ? "slope of maxima" : "slope of means");
      }
    }
  }

  private static Tensor padded(Tensor x, Axis down, Axis across, double value) {
    return x.pad(-2, down.padding, down.padding, value)
        .pad(-1, across.padding, across.padding, value);
  }

  @Property(tries = 100, seed = "4")
  void aMeanWithoutPaddingIsThatOfTheElements(@ForAll long seed) {
    Random random = new Random(seed);
    Axis axis = Axis.random(random, 8);
    Tensor x = Tensor.randn(random, 2, axis.n);
    Tensor expected =
        Plain.build(
            Shape.of(2, axis.windows()),
            at -> {
              double sum = 0;
              int n = 0;
              for (int k = 0; k < axis.size; k++) {
                int position = axis.position(at[1], k);
                sum += axis.has(position) ? x.at(at[0], position) : 0;
                n += axis.has(position) ? 1 : 0;
              }
              return sum / n;
            });
    assertClose(expected, x.avgPool1d(window(axis), false, axis.size), 1e-14, "mean");
  }

  /** As the sum of windows is split among threads by their shape alone. */
  @Property(tries = 20, seed = "5")
  void anyNumberOfThreadsGivesTheSameBits(@ForAll long seed) {
    Random random = new Random(seed);
    int out = random.nextBoolean() ? 2 : 8;
    Tensor x = Tensor.randn(random, 3, 6, 30, 33).to(DType.FLOAT32);
    Tensor w = Tensor.randn(random, out, 6, 3, 3).to(DType.FLOAT32);
    Window window = Window.of().padding(random.nextInt(2)).stride(1 + random.nextInt(2));
    assertArrayEquals(bits(1, x, w, window), bits(3, x, w, window));
  }

  private static double[] bits(int threads, Tensor x, Tensor w, Window window) {
    try (Tape tape = new Tape(Engine.standard().withThreads(threads))) {
      Tensor v = tape.variable(x);
      Tensor u = tape.variable(w);
      Tensor y = v.conv2d(u, window).maxPool2d(Window.of().stride(1), 2);
      Tensor z = y.windows(new int[] {2, 2}, new int[] {1, 1}, new int[] {1, 1}).square();
      Gradients gradients = tape.gradients(z.sum());
      return Tensor.concat(0, z.flatten(), gradients.of(v).flatten(), gradients.of(u).flatten())
          .values();
    }
  }
}
