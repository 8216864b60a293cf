package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;
import io.autodiff.tape.Recording;

/** A tensor laid into the part that {@code slice} names of one of shape {@code to}, 0 elsewhere. */
public record Embed(Slice slice, Shape to) implements Multilinear {
  @Override
  public String label() {
    return "embed";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocateZeros(in[0].dtype(), to.size());
    int[] strides = to.strides();
    Strided.scatter(
        in[0].storage(), out, slice.offset(strides), in[0].shape().dims(), slice.steps(strides));
    return w.tensor(to, out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(slice, g);
  }
}
