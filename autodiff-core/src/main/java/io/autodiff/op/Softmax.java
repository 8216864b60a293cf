package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.Tensor;
import io.autodiff.Workspace;

/**
 * {@code e^x / Σ e^x} along one axis. Its Jacobian is symmetric: one rule for both directions,
 * which is as accurate where one result is nearly 1 as elsewhere.
 *
 * @param axis the axis, from the front
 * @param shared whether, where the largest element is infinite and the quotient NaN, the elements
 *     that equal it get equal shares of 1: the derivative of {@link LogSumExp}
 */
public record Softmax(int axis, boolean shared) implements Primitive {
  @Override
  public String label() {
    return "softmax";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Folding x = Folding.of(w, in[0], new int[] {axis});
    Object out = w.allocate(in[0].dtype(), in[0].shape().size());
    w.kernels().softmax(shared, x.array(), x.outer(), x.n(), x.inner(), out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Deviation.of(scale(g, out), out, axis, true);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return vjp(argument, t, out, in);
  }
}
