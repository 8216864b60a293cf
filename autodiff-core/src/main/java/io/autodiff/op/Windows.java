package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;
import io.autodiff.tape.Recording;

/**
 * The windows that slide over the last axes, one axis for each of {@code size}: {@code (…, n) → (…,
 * windows, size)}, for two axes {@code (…, h, w) → (…, windows, windows, height, width)}. The
 * transpose of {@link OverlapAdd}.
 *
 * @param size the windows' elements on each axis
 * @param stride how far apart windows begin
 * @param dilation how far apart the elements of a window are
 */
public record Windows(Ints size, Ints stride, Ints dilation) implements Selection {
  /** About as many elements as are copied in ten microseconds. */
  private static final int GRAIN = 1 << 14;

  @Override
  public String label() {
    return "windows";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape from = in[0].shape();
    int[] dims = dims(from);
    int[] strides = strides(from);
    Shape shape = Shape.of(dims);
    Object out = w.allocate(in[0].dtype(), shape.size());
    if (shape.size() == 0) {
      return w.tensor(shape, out);
    }
    int axis = 0;
    while (axis < dims.length - 1 && dims[axis] == 1) {
      axis++;
    }
    int cut = axis;
    int each = shape.size() / dims[cut];
    w.kernels()
        .parallel()
        .run(
            dims[cut],
            GRAIN / each,
            (first, end) -> {
              int[] part = dims.clone();
              part[cut] = end - first;
              int offset = first * strides[cut];
              Strided.gatherBoxes(in[0].storage(), offset, part, strides, out, first * each);
            });
    return w.tensor(shape, out);
  }

  /** Returns the sizes of the axes of the windows of a tensor. */
  int[] dims(Shape from) {
    int axes = size.size();
    int still = from.rank() - axes;
    int[] counts = new int[axes];
    for (int i = 0; i < axes; i++) {
      int room = from.dim(still + i) - dilation.get(i) * (size.get(i) - 1) - 1;
      counts[i] = room / stride.get(i) + 1;
    }
    return from.leading(axes).and(counts).and(size.array()).dims();
  }

  /** Returns the strides of the windows in an array of a shape. */
  int[] strides(Shape from) {
    int axes = size.size();
    int[] own = from.strides();
    int[] strides = new int[own.length + axes];
    System.arraycopy(own, 0, strides, 0, own.length);
    for (int i = 0; i < axes; i++) {
      int axis = own.length - axes + i;
      strides[axis] = own[axis] * stride.get(i);
      strides[own.length + i] = own[axis] * dilation.get(i);
    }
    return strides;
  }

  @Override
  public void addTransposed(Workspace w, Tensor g, Object sum, Shape of) {
    OverlapAdd.add(w, this, g, sum, of);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(new OverlapAdd(this, in[0].shape()), g);
  }
}
