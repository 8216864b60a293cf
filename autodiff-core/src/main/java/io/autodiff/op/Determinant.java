package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.array.LuFactorisation;
import java.util.Arrays;

/**
 * The determinant of square matrices, or the logarithm of its size: {@code (…, n, n) → (…)}. The
 * derivative of the determinant is the matrix of cofactors, which exists for singular matrices,
 * too.
 */
public record Determinant(boolean log) implements Primitive {
  /** Below this ratio of pivots cofactors are not computed through the inverse. */
  private static final double SINGULAR = 1e-7;

  @Override
  public String label() {
    return log ? "logAbsDet" : "det";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int[] dims = in[0].shape().dims();
    int n = dims[dims.length - 1];
    Shape shape = Shape.of(Arrays.copyOf(dims, dims.length - 2));
    double[] a = in[0].values();
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      LuFactorisation lu = new LuFactorisation(a, i * n * n, n);
      values[i] = log ? lu.logAbsDeterminant() : lu.determinant();
    }
    Object out = w.allocate(in[0].dtype(), shape.size());
    Conversion.convert(values, out);
    return w.tensor(shape, out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return g.unsqueeze(-1).unsqueeze(-1).mul(slope(in[0], out));
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return t.mul(slope(in[0], out)).sum(-2, -1);
  }

  private Tensor slope(Tensor a, Tensor out) {
    int n = a.dim(-1);
    Tensor identity = identity(a);
    if (log) {
      return a.solve(identity, true);
    }
    double[] values = a.values();
    for (int i = 0; i < out.size(); i++) {
      if (new LuFactorisation(values, i * n * n, n).pivotRatio() < SINGULAR) {
        return cofactors(a, identity);
      }
    }
    return a.solve(identity, true).mul(out.unsqueeze(-1).unsqueeze(-1));
  }

  /**
   * Returns the cofactors by the recurrence of Faddeev and LeVerrier, which divides by whole
   * numbers only.
   */
  private static Tensor cofactors(Tensor a, Tensor identity) {
    int n = a.dim(-1);
    Tensor m = identity;
    for (int k = 1; k < n; k++) {
      Tensor product = a.matmul(m, false, false);
      Tensor trace = product.mul(identity).sum(new int[] {-2, -1}, true);
      m = product.sub(identity.mul(trace.div(k)));
    }
    Tensor adjugate = n % 2 == 1 ? m : m.neg();
    return adjugate.transpose(-2, -1);
  }

  /** Returns identity matrices, one for each matrix of {@code a}. */
  private static Tensor identity(Tensor a) {
    return a.zeros().add(1).tril(0).triu(0);
  }
}
