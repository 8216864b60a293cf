package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * Elements summed into listed positions of zeros: block {@code i} of the operand is added to block
 * {@code positions[i]} of the result, unless that is negative. The transpose of {@link Gather}.
 *
 * @param positions one for each block of the operand, in blocks
 * @param block how many neighbouring elements are a block
 * @param to the result's shape
 */
public record ScatterAdd(Ints positions, int block, Shape to) implements Multilinear {
  @Override
  public String label() {
    return "scatterAdd";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocateZeros(in[0].dtype(), to.size());
    w.kernels().scatterAdd(in[0].storage(), positions.array(), block, out);
    return w.tensor(to, out);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(new Gather(positions, block, in[0].shape()), g);
  }
}
