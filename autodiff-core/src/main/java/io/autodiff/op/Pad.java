package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;

/**
 * A tensor with {@code before} times a value in front of an axis and {@code after} times behind it;
 * below 0 that many elements are cut off. So (1, -1) moves all elements by one.
 */
public record Pad(int axis, int before, int after, double value) implements Primitive {
  @Override
  public String label() {
    return "pad";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], new int[] {axis});
    int[] dims = in[0].shape().dims();
    dims[axis] += before + after;
    Shape shape = Shape.of(dims);
    Object out = w.allocate(in[0].dtype(), shape.size());
    int inner = x.inner();
    Strided.pad(x.array(), x.outer(), x.n() * inner, before * inner, after * inner, value, out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return g.pad(axis, -before, -after, 0);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return t.pad(axis, before, after, 0);
  }
}
