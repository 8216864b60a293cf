package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;

/** The same elements, row-major, under another shape of the same size. */
public record Reshape(Shape to) implements Multilinear {
  @Override
  public String label() {
    return "reshape";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    return w.tensor(to, in[0].storage());
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return g.reshape(in[0].shape());
  }
}
