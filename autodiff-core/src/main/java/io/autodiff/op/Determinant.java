package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.linear.LuFactorisation;
import io.autodiff.tape.Recording;

/**
 * The determinant of square matrices, or the logarithm of its size: {@code (…, n, n) → (…)}. The
 * derivative of the determinant is the matrix of {@link Cofactors}, which exists for singular
 * matrices, too.
 *
 * @param log whether it is the logarithm
 * @param kept the factorisation, which the rule of the logarithm uses again
 */
public record Determinant(boolean log, KeptFactors kept) implements Primitive {
  /** Creates the operation. */
  public Determinant(boolean log) {
    this(log, new KeptFactors());
  }

  /**
   * Returns the sign of the determinants of square matrices and the logarithm of their size, of one
   * factorisation.
   */
  public static Tensor[] signAndLog(Tensor a) {
    KeptFactors kept = KeptFactors.shared();
    return new Tensor[] {
      Recording.apply(new DeterminantSign(kept), a), Recording.apply(new Determinant(true, kept), a)
    };
  }

  @Override
  public String label() {
    return log ? "logAbsDet" : "det";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[0].shape().leading(2);
    double[] values = new double[shape.size()];
    LuFactorisation[] factors = kept.of(w, in[0]);
    for (int i = 0; i < values.length; i++) {
      values[i] = log ? factors[i].logAbsDeterminant() : factors[i].determinant();
    }
    return w.tensor(shape, Doubles.as(w, in[0].dtype(), values));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return g.unsqueeze(-1).unsqueeze(-1).mul(slope(in[0]));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return t.mul(slope(in[0])).sum(-2, -1);
  }

  private Tensor slope(Tensor a) {
    return log ? Solve.inverse(a, true, kept) : a.cofactors();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Determinant determinant && log == determinant.log;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(log);
  }
}
