package io.autodiff.op;

import io.autodiff.DType;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;

/**
 * The same numbers in another element type, rounded to the nearest where it is the narrower. Its
 * transpose converts back.
 */
public record To(DType dtype) implements Multilinear {
  @Override
  public String label() {
    return "to";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocate(dtype, in[0].size());
    Conversion.convert(in[0].storage(), out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return g.to(in[0].dtype());
  }
}
