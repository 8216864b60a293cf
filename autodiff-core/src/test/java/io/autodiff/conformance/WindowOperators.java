package io.autodiff.conformance;

import io.autodiff.Tensor;
import java.util.Arrays;

/** Convolutions and poolings: windows, then a sum of products or a reduction. */
final class WindowOperators {
  private WindowOperators() {}

  static void addTo(Operators t) {
    String convolution = "input weight bias stride padding dilation groups";
    t.add("nn.functional.conv1d", convolution, a -> convolve(a, 1));
    t.add("nn.functional.conv2d", convolution, a -> convolve(a, 2));
    t.add(
        "nn.functional.avg_pool2d",
        "input kernel_size stride padding ceil_mode count_include_pad divisor_override",
        a -> averages(new Pool(a), a));
    t.add(
        "nn.functional.max_pool2d",
        "input kernel_size stride padding dilation ceil_mode return_indices",
        a -> new Pool(a).windows(Double.NEGATIVE_INFINITY).max(-2, -1));
  }

  private static Tensor convolve(Arguments a, int n) {
    Tensor x = a.tensor("input");
    boolean single = x.rank() == n + 1;
    x = single ? x.unsqueeze(0) : x;
    Tensor weight = a.tensor("weight");
    int groups = a.integer("groups", 1);
    int[] dilation = a.each("dilation", n, 1);
    int[] size = new int[n];
    for (int i = 0; i < n; i++) {
      size[i] = weight.dim(2 + i);
      int around = dilation[i] * (size[i] - 1);
      if (!a.isText("padding")) {
        int width = a.each("padding", n, 0)[i];
        x = x.pad(2 + i, width, width, 0.0);
      } else if (a.text("padding", "").equals("same")) {
        x = x.pad(2 + i, around / 2, around - around / 2, 0.0);
      }
    }
    Tensor windows = x.windows(size, a.each("stride", n, 1), dilation);
    Tensor grouped = split(windows, 1, groups);
    Tensor kernels = split(weight, 0, groups);
    Tensor y =
        n == 1
            ? Tensor.einsum("ngcxw,gocw->ngox", grouped, kernels)
            : Tensor.einsum("ngcyxhw,gochw->ngoyx", grouped, kernels);
    int[] dims = windows.shape().leading(n).dims();
    dims[1] = weight.dim(0);
    y = y.reshape(dims);
    if (a.has("bias")) {
      y = y.add(ActivationOperators.channels(a.tensor("bias"), n + 2));
    }
    return single ? y.squeeze(0) : y;
  }

  /** Returns a tensor with an axis split into groups. */
  private static Tensor split(Tensor x, int axis, int groups) {
    int[] dims = x.shape().dims();
    int[] split = new int[dims.length + 1];
    System.arraycopy(dims, 0, split, 0, axis);
    System.arraycopy(dims, axis, split, axis + 1, dims.length - axis);
    split[axis] = groups;
    split[axis + 1] = dims[axis] / groups;
    return x.reshape(split);
  }

  private static Tensor averages(Pool pool, Arguments a) {
    Tensor sums = pool.windows(0).sum(-2, -1);
    if (a.has("divisor_override")) {
      return sums.div(a.number("divisor_override"));
    }
    boolean padded = a.flag("count_include_pad", true);
    return sums.div(pool.counts(0, padded).outer(pool.counts(1, padded)));
  }

  /** The windows of a pooling over the last two axes. */
  private static final class Pool {
    private final Tensor input;
    private final int[] size;
    private final int[] stride;
    private final int[] padding;
    private final int[] dilation;
    private final boolean ceil;

    Pool(Arguments a) {
      this.input = a.tensor("input");
      this.size = a.each("kernel_size", 2);
      this.stride = a.each("stride", 2, size);
      this.padding = a.each("padding", 2, 0);
      this.dilation = a.each("dilation", 2, 1);
      this.ceil = a.flag("ceil_mode", false);
    }

    /** Returns how many windows there are along an axis; the last one may reach over the end. */
    private int count(int i) {
      int n = input.dim(i - 2);
      int room = n + 2 * padding[i] - dilation[i] * (size[i] - 1) - 1;
      int count = (ceil ? Math.ceilDiv(room, stride[i]) : room / stride[i]) + 1;
      return ceil && (count - 1) * stride[i] >= n + padding[i] ? count - 1 : count;
    }

    Tensor windows(double outside) {
      Tensor x = input;
      for (int i = 0; i < 2; i++) {
        int reach = (count(i) - 1) * stride[i] + dilation[i] * (size[i] - 1) + 1;
        x = x.pad(i - 2, padding[i], reach - input.dim(i - 2) - padding[i], outside);
      }
      return x.windows(size, stride, dilation);
    }

    /** Returns how many elements each window has along an axis, with padding or without. */
    Tensor counts(int i, boolean padded) {
      int n = input.dim(i - 2);
      double[] counts = new double[count(i)];
      Arrays.setAll(
          counts,
          k -> {
            int from = k * stride[i] - padding[i];
            int to = Math.min(from + size[i], n + padding[i]);
            return padded ? to - from : Math.min(to, n) - Math.max(from, 0);
          });
      return Tensor.of(counts);
    }
  }
}
