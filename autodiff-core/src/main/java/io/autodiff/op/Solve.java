package io.autodiff.op;

import io.autodiff.AutodiffException;
import io.autodiff.Shape;
import io.autodiff.Tensor;
import io.autodiff.Workspace;
import io.autodiff.internal.linear.LuFactorisation;

/**
 * The solution {@code X} of {@code A X = B}, or of {@code Aᵀ X = B} if {@code turned}: {@code (…,
 * n, n), (…, n, k) → (…, n, k)}. Computed in double precision.
 *
 * @param label what it is to the caller: {@code solve}, or {@code inverse} of the identity as B
 */
public record Solve(boolean turned, String label) implements Primitive {
  /** Creates the operation under the name {@code solve}. */
  public Solve(boolean turned) {
    this(turned, "solve");
  }

  @Override
  public Tensor forward(Workspace w, Tensor... in) {
    Shape shape = in[1].shape();
    int n = shape.dim(-2);
    int k = shape.dim(-1);
    double[] a = in[0].values();
    double[] b = in[1].values();
    double[] x = new double[b.length];
    for (int i = 0; i * n * k < b.length; i++) {
      LuFactorisation lu = new LuFactorisation(w.kernels(), a, i * n * n, n);
      if (lu.pivotRatio() == 0) {
        throw new AutodiffException(
            label + ": matrix is singular",
            "matrix " + i + " of shape " + in[0].shape(),
            "matrices that have an inverse",
            null);
      }
      lu.solve(w.kernels(), turned, b, i * n * k, k, x);
    }
    return w.tensor(shape, Doubles.as(w, in[1].dtype(), x));
  }

  @Override
  public Tensor vjp(int argument, Tensor g, Tensor out, Tensor... in) {
    Tensor back = in[0].solve(g, !turned);
    if (argument == 1) {
      return back;
    }
    return (turned ? out.matmul(back, false, true) : back.matmul(out, false, true)).neg();
  }

  @Override
  public Tensor jvp(int argument, Tensor t, Tensor out, Tensor... in) {
    Tensor right = argument == 1 ? t : t.matmul(out, turned, false).neg();
    return in[0].solve(right, turned);
  }
}
