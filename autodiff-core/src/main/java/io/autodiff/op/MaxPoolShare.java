package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * The derivative of {@link MaxPool}: sums of {@code s g}, where {@code s} is an element's share in
 * a window's maximum, 1 / (number of ties) if it equals that, else 0; NaN if the maximum is. Where
 * {@code g} is 0 a term is 0.
 *
 * <p>Operands are the input of the pooling and {@code g}. The shares are constant between kinks, so
 * that the derivative by the input is 0.
 *
 * @param window how the windows lie on the input's last axes
 * @param back whether {@code g} has an element for each window and the sums are over the windows
 *     that an element is in; else it is of the input's shape and the sums are over each window
 */
public record MaxPoolShare(SlidingWindow window, boolean back) implements Primitive {
  @Override
  public String label() {
    return "maxPool" + window.axes() + "dShare";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape input = in[0].shape();
    Shape shape = back ? input : window.pooled(input);
    Object out = w.allocate(in[0].dtype(), shape.size());
    int planes = input.leading(window.axes()).size();
    window.loops(w).share(back, in[0].storage(), in[1].storage(), planes, out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return argument == 0 ? in[0].zerosLike() : share(!back, g, in);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return argument == 0 ? out.zerosLike() : share(back, t, in);
  }

  private Tensor share(boolean reverse, Tensor g, Tensor... in) {
    return Recording.apply(new MaxPoolShare(window, reverse), in[0], g);
  }
}
