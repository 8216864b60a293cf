package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * Elements from listed positions: block {@code i} of the result is block {@code positions[i]} of
 * the operand, both row-major, or 0 where that is negative. The transpose of {@link ScatterAdd}.
 *
 * @param positions one for each block of the result, in blocks
 * @param block how many neighbouring elements are a block
 * @param to the result's shape
 */
public record Gather(Ints positions, int block, Shape to) implements Selection {
  @Override
  public String label() {
    return "gather";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Object out = w.allocate(in[0].dtype(), to.size());
    w.kernels().gather(in[0].storage(), positions.array(), block, out);
    return w.tensor(to, out);
  }

  @Override
  public void addTransposed(Workspace w, Tensor g, Object sum, Shape of) {
    w.kernels().scatterAdd(g.storage(), positions.array(), block, sum);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(new ScatterAdd(positions, block, in[0].shape()), g);
  }
}
