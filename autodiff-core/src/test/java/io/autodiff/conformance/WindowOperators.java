package io.autodiff.conformance;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Window;
import java.util.Arrays;

/** Convolutions and poolings. */
final class WindowOperators {
  private WindowOperators() {}

  static void addTo(Operators t) {
    String convolution = "input weight bias stride padding dilation groups";
    t.add("nn.functional.conv1d", convolution, a -> convolve(a, 1));
    t.add("nn.functional.conv2d", convolution, a -> convolve(a, 2));
    t.add(
        "nn.functional.avg_pool2d",
        "input kernel_size stride padding ceil_mode count_include_pad divisor_override",
        WindowOperators::average);
    t.add(
        "nn.functional.max_pool2d",
        "input kernel_size stride padding dilation ceil_mode return_indices",
        a -> a.tensor("input").maxPool2d(pooling(a), a.each("kernel_size", 2)));
  }

  private static Tensor convolve(Arguments a, int n) {
    Tensor x = a.tensor("input");
    boolean single = x.rank() == n + 1;
    x = single ? x.unsqueeze(0) : x;
    Tensor weight = a.tensor("weight");
    int[] dilation = a.each("dilation", n, 1);
    Window window = Window.of().stride(a.each("stride", n, 1)).dilation(dilation);
    if (!a.isText("padding")) {
      window = window.padding(a.each("padding", n, 0));
    } else if (a.text("padding", "").equals("same")) { // one more behind if that is odd
      for (int i = 0; i < n; i++) {
        int around = dilation[i] * (weight.dim(2 + i) - 1);
        x = x.pad(2 + i, around / 2, around - around / 2, 0.0);
      }
    }
    int groups = a.integer("groups", 1);
    Tensor y;
    if (a.has("bias")) {
      Tensor bias = a.tensor("bias");
      y = n == 1 ? x.conv1d(weight, bias, window, groups) : x.conv2d(weight, bias, window, groups);
    } else {
      y = n == 1 ? x.conv1d(weight, window, groups) : x.conv2d(weight, window, groups);
    }
    return single ? y.squeeze(0) : y;
  }

  private static Window pooling(Arguments a) {
    int[] size = a.each("kernel_size", 2);
    Window window =
        Window.of()
            .stride(a.each("stride", 2, size))
            .padding(a.each("padding", 2, 0))
            .dilation(a.each("dilation", 2, 1));
    return a.flag("ceil_mode", false) ? window.ceil() : window;
  }

  private static Tensor average(Arguments a) {
    Tensor x = a.tensor("input");
    int[] size = a.each("kernel_size", 2);
    if (!a.has("divisor_override")) {
      return x.avgPool2d(pooling(a), a.flag("count_include_pad", true), size);
    }
    int[] planes = Arrays.copyOf(x.shape().dims(), x.rank() - 2);
    Tensor each = x.reshape(Shape.of(Shape.of(planes).size(), 1, x.dim(-2), x.dim(-1)));
    Tensor sums = each.conv2d(Tensor.ones(1, 1, size[0], size[1]), pooling(a));
    return sums.reshape(Shape.of(planes).and(sums.dim(-2), sums.dim(-1)))
        .div(a.number("divisor_override"));
  }
}
