package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.tape.Recording;

/**
 * The largest element of each window, {@code (…, elements) → (…, windows)}; NaN if any is. Padding
 * is left out: of padding alone it is -∞. Elements that tie for it share the derivative evenly, see
 * {@link MaxPoolShare}.
 */
public record MaxPool(SlidingWindow window) implements Primitive {
  @Override
  public String label() {
    return "maxPool" + window.axes() + "d";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = window.pooled(in[0].shape());
    Object out = w.allocate(in[0].dtype(), shape.size());
    int planes = shape.leading(window.axes()).size();
    window.loops(w).max(in[0].storage(), planes, out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Recording.apply(new MaxPoolShare(window, true), in[0], g);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return Recording.apply(new MaxPoolShare(window, false), in[0], t);
  }
}
