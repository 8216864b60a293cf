package io.autodiff.op;

import static io.autodiff.Cotangents.scale;

import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import java.util.Arrays;

/** A custom operation computed by a loop and differentiated by operations of the library. */
public record Cube() implements CustomOp {
  @Override
  public String label() {
    return "cube";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    return cubed(in[0]).to(in[0].dtype());
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return scale(g, in[0].square().mul(3));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return vjp(argument, t, out, in);
  }

  static Tensor cubed(Tensor x) {
    double[] y = x.values();
    Arrays.setAll(y, i -> y[i] * y[i] * y[i]);
    return Tensor.of(x.shape(), y);
  }
}
