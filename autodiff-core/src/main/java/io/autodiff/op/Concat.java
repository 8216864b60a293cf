package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Tensors one after the other along an axis; all other sizes are equal. */
public record Concat(int axis) implements Multilinear {
  @Override
  public String label() {
    return "concat";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int[] dims = in[0].shape().dims();
    dims[axis] = 0;
    for (Tensor part : in) {
      int[] other = part.shape().dims();
      if (other.length == dims.length) {
        dims[axis] += other[axis];
        other[axis] = dims[axis];
      }
      if (!Arrays.equals(other, dims)) {
        throw new AutodiffException(
            "concat: shapes differ beside axis " + axis,
            Arrays.stream(in).map(t -> t.shape().toString()).collect(Collectors.joining(", ")),
            "equal sizes on every axis but " + axis,
            null);
      }
    }
    Shape shape = Shape.of(dims);
    Object out = w.allocate(in[0].dtype(), shape.size());
    int[] strides = shape.strides();
    int at = 0;
    for (Tensor part : in) {
      Strided.scatter(part.storage(), out, at * strides[axis], part.shape().dims(), strides);
      at += part.shape().dim(axis);
    }
    return w.tensor(shape, out);
  }

  @Override
  public boolean isJointlyLinear() {
    return true;
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    int from = 0;
    for (int i = 0; i < argument; i++) {
      from += in[i].shape().dim(axis);
    }
    return g.slice(axis, from, from + in[argument].shape().dim(axis));
  }
}
