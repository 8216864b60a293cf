package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Strided;
import io.autodiff.tape.Recording;

/**
 * Part of a tensor: along axis {@code i} the elements {@code start[i], start[i] + step[i], …},
 * {@code count[i]} of them. The transpose of {@link Embed}.
 */
public record Slice(Ints start, Ints count, Ints step) implements Selection {
  @Override
  public String label() {
    return "slice";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = Shape.of(count.toArray());
    int[] strides = in[0].shape().strides();
    Object out = w.allocate(in[0].dtype(), shape.size());
    Strided.gather(in[0].storage(), offset(strides), shape.dims(), steps(strides), out);
    return w.tensor(shape, out);
  }

  /** Returns the position of the first element in an array with these strides. */
  int offset(int[] strides) {
    int at = 0;
    for (int i = 0; i < strides.length; i++) {
      at += start.get(i) * strides[i];
    }
    return at;
  }

  /** Returns the strides of the part in an array with these strides. */
  int[] steps(int[] strides) {
    int[] steps = new int[strides.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = step.get(i) * strides[i];
    }
    return steps;
  }

  @Override
  public void addTransposed(Workspace w, Tensor g, Object sum, Shape of) {
    int[] strides = of.strides();
    Strided.scatterAdd(g.storage(), sum, offset(strides), count.array(), steps(strides));
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    return Recording.apply(new Embed(this, in[0].shape()), g);
  }
}
