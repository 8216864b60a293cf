package io.autodiff.op;

import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.linear.LuFactorisation;
import java.util.Arrays;

/**
 * The determinant of square matrices, or the logarithm of its size: {@code (…, n, n) → (…)}. The
 * derivative of the determinant is the matrix of {@link Cofactors}, which exists for singular
 * matrices, too.
 */
public record Determinant(boolean log) implements Primitive {
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
      LuFactorisation lu = new LuFactorisation(w.kernels(), a, i * n * n, n);
      values[i] = log ? lu.logAbsDeterminant() : lu.determinant();
    }
    Object out = w.allocate(in[0].dtype(), shape.size());
    Conversion.convert(values, out);
    return w.tensor(shape, out);
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
    return log ? a.solve(CofactorSlope.identity(a), true) : a.cofactors();
  }
}
