package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.WindowLoops.Channels;
import io.autodiff.tape.Recording;

/**
 * A convolution, or a transpose of one. It is a sum of products of three tensors, and {@code part}
 * says which of them is computed from the other two, given in the order of the parts:
 *
 * <ul>
 *   <li>the input {@code (n, channels, …)},
 *   <li>the weights {@code (results, channels / groups, size…)},
 *   <li>the result {@code (n, results, windows…)}: at each window the sum of the products of its
 *       elements, in the channels of its group, with the weights.
 * </ul>
 *
 * <p>So the transpose by an operand is the part that this operand is, and every derivative of a
 * convolution is one.
 *
 * @param part which of the three is computed
 * @param window how the windows lie on the input's last axes
 * @param groups of channels; a channel of the result depends on the input's channels of its group
 */
public record Convolution(Part part, SlidingWindow window, int groups) implements Multilinear {

  /** One of the three tensors of a convolution. */
  public enum Part {
    /** What the windows slide over. */
    INPUT,
    /** What a window's elements are multiplied by. */
    WEIGHTS,
    /** The sums of products. */
    RESULT
  }

  @Override
  public String label() {
    String name = "conv" + window.axes() + "d";
    return switch (part) {
      case RESULT -> name;
      case INPUT -> name + "Input";
      case WEIGHTS -> name + "Weights";
    };
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape first = in[0].shape();
    Shape second = in[1].shape();
    return switch (part) {
      case RESULT -> {
        Channels c = channels(first.dim(0), second.dim(1), second.dim(0));
        Shape shape = Shape.of(first.dim(0), second.dim(0)).and(window.count().array());
        Object out = w.allocate(in[0].dtype(), shape.size());
        window.loops(w).result(c, in[0].storage(), in[1].storage(), out);
        yield w.tensor(shape, out);
      }
      case INPUT -> {
        Channels c = channels(second.dim(0), first.dim(1), first.dim(0));
        Shape shape = Shape.of(c.batch(), groups * c.in()).and(window.input().array());
        Object out = w.allocate(in[0].dtype(), shape.size());
        window.loops(w).input(c, in[1].storage(), in[0].storage(), out);
        yield w.tensor(shape, out);
      }
      case WEIGHTS -> {
        Channels c = channels(first.dim(0), first.dim(1) / groups, second.dim(1));
        Shape shape = Shape.of(second.dim(1), c.in()).and(window.size().array());
        Object out = w.allocate(in[0].dtype(), shape.size());
        window.loops(w).weights(c, in[0].storage(), in[1].storage(), out);
        yield w.tensor(shape, out);
      }
    };
  }

  private Channels channels(int batch, int inGroup, int results) {
    return new Channels(batch, groups, inGroup, results / groups);
  }

  @Override
  public Tensor transpose(int argument, Tensor g, Tensor... in) {
    Part wanted = given(argument);
    Tensor other = in[1 - argument];
    Op transpose = new Convolution(wanted, window, groups);
    return part.compareTo(given(1 - argument)) < 0
        ? Recording.apply(transpose, g, other)
        : Recording.apply(transpose, other, g);
  }

  /** Returns which part an operand is. */
  private Part given(int argument) {
    return switch (part) {
      case INPUT -> argument == 0 ? Part.WEIGHTS : Part.RESULT;
      case WEIGHTS -> argument == 0 ? Part.INPUT : Part.RESULT;
      case RESULT -> argument == 0 ? Part.INPUT : Part.WEIGHTS;
    };
  }
}
