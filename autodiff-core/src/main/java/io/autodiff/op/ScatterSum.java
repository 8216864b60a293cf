package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;
import java.util.List;

/**
 * Tensors added, in order, to where selections take theirs from in zeros of shape {@code to}: the
 * sum of the selections' transposes, in the time of the parts together.
 *
 * @param parts one for each operand
 */
public record ScatterSum(List<Selection> parts, Shape to) implements Multilinear {
  public ScatterSum {
    parts = List.copyOf(parts);
  }

  @Override
  public String label() {
    return "scatterSum";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocateZeros(in[0].dtype(), to.size());
    for (int k = 0; k < in.length; k++) {
      parts.get(k).addTransposed(w, in[k], out, to);
    }
    return w.tensor(to, out);
  }

  @Override
  public boolean isJointlyLinear() {
    return true;
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(parts.get(argument), g);
  }
}
