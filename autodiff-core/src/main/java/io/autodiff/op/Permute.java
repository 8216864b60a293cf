package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;

/** The axes in another order: axis {@code i} of the result is axis {@code order[i]}. */
public record Permute(Ints order) implements Multilinear {
  @Override
  public String label() {
    return "permute";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int[] dims = new int[order.size()];
    int[] strides = new int[order.size()];
    int[] from = in[0].shape().strides();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = in[0].shape().dim(order.get(i));
      strides[i] = from[order.get(i)];
    }
    Object out = w.allocate(in[0].dtype(), in[0].shape().size());
    Strided.gather(in[0].storage(), 0, dims, strides, out);
    return w.tensor(Shape.of(dims), out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    int[] inverse = new int[order.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[order.get(i)] = i;
    }
    return g.permute(inverse);
  }
}
