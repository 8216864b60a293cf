package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;
import io.autodiff.tape.Recording;
import java.util.Arrays;

/**
 * Windows added to where they lie in zeros of shape {@code to}: the transpose of {@link Windows}.
 */
public record OverlapAdd(Windows windows, Shape to) implements Multilinear {
  /** About as many elements as are added in ten microseconds. */
  private static final int GRAIN = 1 << 14;

  @Override
  public String label() {
    return "overlapAdd";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocateZeros(in[0].dtype(), to.size());
    add(w, windows, in[0], out, to);
    return w.tensor(to, out);
  }

  /** Adds windows to where they lie in an array of a shape. */
  static void add(Workspace w, Windows windows, Tensor x, Object out, Shape to) {
    int axes = windows.size().size();
    int parts = to.leading(axes).size();
    int each = parts == 0 ? 0 : x.size() / parts;
    int[] dims = x.shape().dims();
    int still = dims.length - 2 * axes;
    int[] strides = windows.strides(to);
    int[] ownDims = Arrays.copyOfRange(dims, still, dims.length);
    int[] ownStrides = Arrays.copyOfRange(strides, still, dims.length);
    w.kernels()
        .parallel()
        .run(
            each == 0 ? 0 : parts,
            GRAIN / Math.max(each, 1),
            (from, end) -> {
              for (int i = from; i < end; i++) {
                int offset = to.size() / parts * i;
                Strided.addBoxes(x.storage(), i * each, out, offset, ownDims, ownStrides);
              }
            });
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(windows, g);
  }
}
