package io.autodiff.testkit;

import io.autodiff.Autodiff;
import io.autodiff.Cotangents;
import io.autodiff.CustomOp;
import io.autodiff.Scalar;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.batch.Pointwise;
import io.autodiff.transform.Checkpoint;
import io.autodiff.transform.CustomGradient;
import java.util.Arrays;
import java.util.function.Function;

/** What a user may call within a function: derivatives, calls with rules of their own. */
public final class OwnOperations {
  private static final Pointwise STEP =
      Pointwise.of(2, v -> new Scalar[] {v[0].mul(v[1].sin()).tanh()});

  private static final Function<Scalar, Scalar> SQUARE =
      CustomGradient.of(x -> x.square(), (x, _, g) -> g.mul(x.mul(2)));

  private OwnOperations() {}

  /** {@code x³}, with rules for both directions. */
  record Cube() implements CustomOp {
    @Override
    public String label() {
      return "cube";
    }

    @Override
    public Tensor forward(Workspace w, Tensor... in) {
      double[] y = in[0].values();
      Arrays.setAll(y, i -> y[i] * y[i] * y[i]);
      return Tensor.of(in[0].shape(), y).to(in[0].dtype());
    }

    @Override
    public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
      return Cotangents.scale(g, in[0].square().mul(3));
    }

    @Override
    public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
      return Cotangents.scale(t, in[0].square().mul(3));
    }
  }

  public static Tensor cube(Tensor x) {
    return new Cube().on(x.sin());
  }

  public static Tensor pointwise(Tensor x, Tensor y) {
    return STEP.apply(x, y)[0];
  }

  public static Tensor checkpointed(Tensor x) {
    return Checkpoint.apply(t -> t.sin().mul(t.cos()), x);
  }

  public static Scalar squared(Scalar x) {
    return SQUARE.apply(x.sin());
  }

  public static Scalar derivative(Scalar x, Tensor y) {
    return Autodiff.derivative(v -> v.sin().mul(y.mean())).at(x);
  }

  public static Tensor gradient(Tensor x, Scalar y) {
    return Autodiff.gradient(t -> t.sin().mul(y).sum(), x);
  }
}
