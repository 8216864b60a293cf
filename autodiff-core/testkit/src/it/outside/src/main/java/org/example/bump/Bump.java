package org.example.bump;

import io.autodiff.Cotangents;
import io.autodiff.CustomOp;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import java.util.Arrays;

/**
 * The bump {@code exp(-x²)}, an operation of a user.
 *
 * @param factor what its rule takes for the factor in {@code -2 x exp(-x²)}: 2, or a mistake
 */
public record Bump(double factor) implements CustomOp {
  @Override
  public String label() {
    return "bump";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    double[] y = in[0].values();
    Arrays.setAll(y, i -> Math.exp(-y[i] * y[i]));
    return Tensor.of(in[0].shape(), y).to(in[0].dtype());
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return Cotangents.scale(g, in[0].mul(-factor).mul(out));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return Cotangents.scale(t, in[0].mul(-factor).mul(out));
  }

  /** Returns the bump of a tensor. */
  public static Tensor bump(Tensor x) {
    return new Bump(2).on(x);
  }

  /** The bump with a fault planted in its rule: the factor 2 is forgotten. */
  public static final class Faulty {
    private Faulty() {}

    /** Returns the bump of a tensor. */
    public static Tensor bump(Tensor x) {
      return new Bump(1).on(x);
    }
  }
}
