package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.linear.RankFactorisation;

/**
 * The derivative of the matrices of cofactors of {@code A} in the direction {@code H}, for singular
 * matrices as for regular ones. Operands are {@code A} and {@code H}, of one shape {@code (…, n,
 * n)}. Computed in double precision.
 *
 * <p>Its definition, by which it is differentiated, is that of polynomials for n up to 4 and
 * contains the inverse above: a third derivative of the determinant of a larger matrix exists where
 * the matrix is regular.
 */
public enum CofactorSlope implements Composite {
  /** The operation. */
  IN_DIRECTION;

  private static final int SMALL = 4;

  @Override
  public String label() {
    return "cofactorSlope";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] a = in[0].values();
    double[] h = in[1].values();
    double[] values = new double[a.length];
    for (int at = 0; at < a.length; at += n * n) {
      new RankFactorisation(a, at, n).derivative(h, at, values, at);
    }
    Object out = w.allocate(in[0].dtype(), a.length);
    Conversion.convert(values, out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor define(Tensor... in) {
    return in[0].dim(-1) <= SMALL ? polynomial(in[0], in[1]) : byInverse(in[0], in[1]);
  }

  /** Returns {@code det A (tr(A⁻¹H) A⁻ᵀ - A⁻ᵀ Hᵀ A⁻ᵀ)}. */
  private static Tensor byInverse(Tensor a, Tensor h) {
    Tensor inverse = Solve.inverse(a, true, new KeptFactors());
    Tensor trace = inverse.mul(h).sum(new int[] {-2, -1}, true);
    Tensor turned = inverse.matmul(h, false, true).matmul(inverse, false, false);
    return inverse.mul(trace).sub(turned).mul(a.det().unsqueeze(-1).unsqueeze(-1));
  }

  /** Returns the derivative of the recurrence of Faddeev and LeVerrier. */
  private static Tensor polynomial(Tensor a, Tensor h) {
    int n = a.dim(-1);
    Tensor identity = identity(a);
    Tensor m = identity;
    Tensor slope = a.zerosLike();
    for (int k = 1; k < n; k++) {
      Tensor product = a.matmul(m, false, false);
      Tensor change = h.matmul(m, false, false).add(a.matmul(slope, false, false));
      m = lessTrace(product, identity, k);
      slope = lessTrace(change, identity, k);
    }
    return (n % 2 == 1 ? slope : slope.neg()).transpose(-2, -1);
  }

  private static Tensor lessTrace(Tensor x, Tensor identity, int k) {
    Tensor trace = x.mul(identity).sum(new int[] {-2, -1}, true);
    return x.sub(identity.mul(trace.div(k)));
  }

  /** Returns identity matrices, one for each matrix of {@code a}. */
  private static Tensor identity(Tensor a) {
    return a.zerosLike().add(1).tril(0).triu(0);
  }
}
