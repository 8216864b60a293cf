package io.autodiff.op;

import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.array.Conversion;
import io.autodiff.internal.linear.PadeExponential;

/**
 * The exponentials of square matrices, {@code (…, n, n) → (…, n, n)}. The derivative in a direction
 * {@code T} is a block of a larger exponential, {@code exp [A T; 0 A] = [exp A, derivative; 0, exp
 * A]}; its transpose is the derivative at {@code Aᵀ}. Source: Van Loan, "Computing integrals
 * involving the matrix exponential" (1978). Computed in double precision.
 */
public enum MatrixExponential implements Primitive {
  /** The operation. */
  OF_MATRIX;

  @Override
  public String label() {
    return "expm";
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    int n = in[0].dim(-1);
    double[] a = in[0].values();
    double[] values = new double[a.length];
    PadeExponential pade = new PadeExponential(w.kernels(), n);
    for (int at = 0; at < a.length; at += n * n) {
      pade.exponential(a, at, values);
    }
    Object out = w.allocate(in[0].dtype(), a.length);
    Conversion.convert(values, out);
    return w.tensor(in[0].shape(), out);
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    return slope(in[0].transpose(-2, -1), g);
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    return slope(in[0], t);
  }

  private static Tensor slope(Tensor a, Tensor t) {
    int n = a.dim(-1);
    if (a.size() == 0) {
      return t;
    }
    Tensor norm = t.abs().sum(new int[] {-2}, true).max(new int[] {-1}, true).stopGradient();
    Tensor unit = norm.eq(0).where(norm.constant(1), norm); // a long block would cost digits
    Tensor upper = Tensor.concat(-1, a, t.div(unit));
    Tensor lower = Tensor.concat(-1, a.zerosLike(), a);
    Tensor whole = Tensor.concat(-2, upper, lower).expm();
    return whole.slice(-2, 0, n).slice(-1, n, 2 * n).mul(unit);
  }
}
