package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.linear.LuFactorisation;

/**
 * The sign of the determinants of square matrices, {@code (…, n, n) → (…)}: 1, -1 or, of a singular
 * matrix, 0, also where the determinant itself is out of range. The derivative is 0.
 *
 * @param kept the factorisation, if another operation made it or needs it
 */
public record DeterminantSign(KeptFactors kept) implements Primitive {
  /** Creates the operation. */
  public DeterminantSign() {
    this(new KeptFactors());
  }

  @Override
  public String label() {
    return "detSign";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[0].shape().leading(2);
    double[] values = new double[shape.size()];
    LuFactorisation[] factors = kept.of(w, in[0]);
    for (int i = 0; i < values.length; i++) {
      values[i] = factors[i].determinantSign();
    }
    return w.tensor(shape, Doubles.as(w, in[0].dtype(), values));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return in[0].zerosLike();
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return out.zerosLike();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeterminantSign;
  }

  @Override
  public int hashCode() {
    return DeterminantSign.class.hashCode();
  }
}
